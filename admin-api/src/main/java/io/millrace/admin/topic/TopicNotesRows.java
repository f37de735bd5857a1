package io.millrace.admin.topic;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The rows of notes. */
interface TopicNotesRows extends JpaRepository<TopicNotes, UUID> {

    /**
     * Waits for whoever changes the topic of this name, in this process or another, and keeps
     * others out until the transaction ends.
     */
    @Query(
            value = "select 1 from pg_advisory_xact_lock(hashtextextended(:name, 0))",
            nativeQuery = true)
    int lock(String name);
}
