import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { Link } from "@tanstack/react-router";
import type { Topic } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { bytes, compactCount, count, duration } from "../components/format";
import { Labels } from "../components/Labels";
import { paths } from "../paths";
import styles from "./TopicsTable.module.css";

const features = tableFeatures({});
const column = createColumnHelper<typeof features, Topic>();

const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    cell: ({ row }) => <Name topic={row.original} />,
  }),
  column.display({
    id: "labels",
    header: "Labels",
    meta: { wideOnly: true },
    cell: ({ row }) => <Labels labels={row.original.labels} />,
  }),
  column.display({
    id: "keeps",
    header: "Keeps",
    meta: { wideOnly: true },
    cell: ({ row }) => <span className={styles.keeps}>{keeps(row.original)}</span>,
  }),
  column.accessor((topic) => topic.status.partitions, {
    id: "partitions",
    header: "Partitions",
    meta: { numeric: true },
    cell: ({ getValue }) => count(getValue()),
  }),
  column.accessor((topic) => topic.status.record_count_max, {
    id: "records",
    header: "Records, at most",
    meta: { numeric: true },
    cell: ({ getValue }) => <span title={count(getValue())}>{compactCount(getValue())}</span>,
  }),
  column.accessor((topic) => topic.status.size_bytes, {
    id: "size",
    header: "Size",
    meta: { numeric: true },
    cell: ({ getValue }) => bytes(getValue()),
  }),
]);

export function TopicsTable({ topics }: { topics: Topic[] }) {
  const table = useTable({ features, columns, data: topics, getRowId: (topic) => topic.topic_id });
  return <DataTable table={table} label="Topics" />;
}

function Name({ topic }: { topic: Topic }) {
  return (
    <div className={styles.name}>
      <Link {...paths.tail(topic.name)} className={styles.link}>
        {topic.name}
      </Link>
      {topic.status.phase !== "ready" && <span className={styles.phase}>{topic.status.phase}</span>}
      {topic.description !== undefined && topic.description !== "" && (
        <span className={styles.description}>{topic.description}</span>
      )}
    </div>
  );
}

/** What becomes of old records, in two words. Configs that are not in the spec have their default. */
function keeps({ spec: { configs } }: Topic): string {
  const policy = configs["cleanup.policy"] ?? "delete";
  if (policy === "compact") return "latest per key";
  const retentionMs = Number(configs["retention.ms"] ?? 604_800_000);
  const time = retentionMs < 0 ? "everything" : duration(retentionMs);
  return policy === "delete" ? time : `latest per key, ${time}`;
}
