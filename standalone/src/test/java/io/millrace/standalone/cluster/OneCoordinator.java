package io.millrace.standalone.cluster;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.InMemoryLeases;
import io.millrace.coordination.Leases;
import io.millrace.coordination.MemberId;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A single coordinator has nobody to coordinate with: in place of Hazelcast's leases. */
@Configuration(proxyBeanMethods = false)
class OneCoordinator {

    @Bean(destroyMethod = "close")
    Leases leases() {
        return new InMemoryLeases().join(new MemberId("coordinator-1"));
    }

    @Bean
    CoordinationCluster coordinationCluster() {
        return CoordinationCluster.ofOneProcess();
    }
}
