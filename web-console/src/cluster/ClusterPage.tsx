import { useQuery } from "@tanstack/react-query";
import { clusterQuery, type Cluster } from "../api/queries";
import { plural } from "../components/format";
import { Failed, Loading } from "../components/States";
import { BrokersPanel } from "./BrokersPanel";
import styles from "./ClusterPage.module.css";
import { MovesPanel } from "./MovesPanel";
import { SafeMode } from "./SafeMode";
import { TroublePanel } from "./TroublePanel";

/** How the cluster is, and what operators can do about it; it follows by itself. */
export function ClusterPage() {
  const cluster = useQuery(clusterQuery);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>Cluster</h1>
        {cluster.data !== undefined && <Figures cluster={cluster.data} stale={cluster.isError} />}
      </div>
      {cluster.isPending ? (
        <section className={styles.panel} aria-label="Cluster">
          <Loading what="cluster" lines={2} />
        </section>
      ) : cluster.isError ? (
        <section className={styles.panel} aria-label="Cluster">
          <Failed error={cluster.error} onRetry={() => void cluster.refetch()} />
        </section>
      ) : (
        cluster.data.safe_mode && <SafeMode cluster={cluster.data} />
      )}
      {/* Without a controller, this is what is still known. */}
      <BrokersPanel />
      <TroublePanel />
      <MovesPanel />
    </div>
  );
}

function Figures({ cluster, stale }: { cluster: Cluster; stale: boolean }) {
  return (
    <p className={styles.figures} aria-label="Figures">
      <span>
        {cluster.live_brokers} of {plural(cluster.brokers, "broker")} live
      </span>
      <span>{plural(cluster.topics, "topic")}</span>
      <span>{plural(cluster.partitions, "partition")}</span>
      {cluster.offline_partitions > 0 && (
        <span className={styles.bad}>
          {plural(cluster.offline_partitions, "partition")} offline
        </span>
      )}
      {stale && <span className={styles.warning}>figures not up to date</span>}
    </p>
  );
}
