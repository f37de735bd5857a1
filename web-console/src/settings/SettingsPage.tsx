import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { configsQuery, partitionsQuery, topicQuery } from "../api/queries";
import { Failed, Loading } from "../components/States";
import { ConfigsTable } from "./ConfigsTable";
import { DeleteTopic } from "./DeleteTopic";
import { DescriptionForm } from "./DescriptionForm";
import { PartitionsForm } from "./PartitionsForm";
import styles from "./SettingsPage.module.css";
import { TruncateForm } from "./TruncateForm";

const route = getRouteApi("/inside/topics/$topic/settings");

export function SettingsPage() {
  const { topic: name } = route.useParams();
  const topic = useQuery(topicQuery(name));
  const configs = useQuery(configsQuery(name));
  const partitions = useQuery(partitionsQuery(name));
  if (topic.data === undefined) return <Loading what="settings" />;
  return (
    <div className={styles.page}>
      <section className={styles.panel} aria-labelledby="about">
        <h2 id="about" className={styles.heading}>
          About
        </h2>
        <DescriptionForm topic={topic.data} />
      </section>
      <section className={styles.panel} aria-labelledby="configs">
        <h2 id="configs" className={styles.heading}>
          Configs
        </h2>
        {configs.isPending ? (
          <Loading what="configs" />
        ) : configs.isError ? (
          <Failed error={configs.error} onRetry={() => void configs.refetch()} />
        ) : (
          <ConfigsTable topic={name} configs={configs.data} />
        )}
      </section>
      <section className={styles.panel} aria-labelledby="partitions">
        <h2 id="partitions" className={styles.heading}>
          Add partitions
        </h2>
        <PartitionsForm topic={topic.data} />
      </section>
      <section className={styles.panel} aria-labelledby="truncate">
        <h2 id="truncate" className={styles.heading}>
          Truncate
        </h2>
        {partitions.isPending ? (
          <Loading what="offsets" lines={3} />
        ) : partitions.isError ? (
          <Failed error={partitions.error} onRetry={() => void partitions.refetch()} />
        ) : (
          <TruncateForm topic={name} partitions={partitions.data.items} />
        )}
      </section>
      <section className={styles.danger} aria-labelledby="delete">
        <h2 id="delete" className={styles.heading}>
          Delete
        </h2>
        <DeleteTopic topic={topic.data} />
      </section>
    </div>
  );
}
