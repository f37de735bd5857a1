package io.millrace.admin.audit;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** The audit's rows. */
interface AuditEntries extends JpaRepository<AuditEntry, Long> {

    /** Newest first; an empty filter lets everything through. */
    @Query(
            """
            select e from AuditEntry e
             where e.id < :before
               and (:resourceType = '' or e.resourceType = :resourceType)
               and (:resourceName = '' or e.resourceName = :resourceName)
               and (:principal = '' or e.principal = :principal)
             order by e.id desc
            """)
    List<AuditEntry> before(
            long before, String resourceType, String resourceName, String principal, Limit limit);

    @Modifying
    @Query("delete from AuditEntry e where e.id <= :id")
    void deleteUpTo(long id);
}
