import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { partitionsQuery, type Partition } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { bytes, count } from "../components/format";
import { Empty, Failed, Loading } from "../components/States";
import styles from "./PartitionsPage.module.css";

const route = getRouteApi("/inside/topics/$topic/partitions");
const features = tableFeatures({});
const column = createColumnHelper<typeof features, Partition>();
const wideNumber = { numeric: true, wideOnly: true };

const columns = column.columns([
  column.accessor("partition", { header: "Partition", meta: { numeric: true } }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => (
      <span className={styles.state} data-state={getValue()}>
        {getValue()}
      </span>
    ),
  }),
  column.display({
    id: "leader",
    header: "Leader",
    meta: { wideOnly: true },
    cell: ({ row: { original } }) =>
      original.leader === undefined
        ? "none"
        : `broker ${original.leader}, epoch ${original.leader_epoch}`,
  }),
  column.display({
    id: "isr",
    header: "In sync",
    meta: { wideOnly: true },
    cell: ({ row: { original } }) => inSync(original),
  }),
  offset("log_start_offset", "Log start", wideNumber),
  offset("high_watermark", "High watermark", { numeric: true }),
  offset("log_end_offset", "Log end", wideNumber),
  column.accessor("record_count_max", {
    header: "Records, at most",
    meta: wideNumber,
    cell: ({ getValue }) => known(getValue(), count),
  }),
  column.accessor("size_bytes", {
    header: "Size",
    meta: { numeric: true },
    cell: ({ getValue }) => known(getValue(), bytes),
  }),
]);

function offset(
  name: "log_start_offset" | "high_watermark" | "log_end_offset",
  header: string,
  meta: typeof wideNumber | { numeric: true },
) {
  return column.accessor(name, {
    header,
    meta,
    cell: ({ getValue }) => known(getValue(), count),
  });
}

export function PartitionsPage() {
  const { topic } = route.useParams();
  const partitions = useQuery(partitionsQuery(topic));
  return (
    <section className={styles.panel} aria-label="Partitions">
      {partitions.isPending ? (
        <Loading what="partitions" />
      ) : partitions.isError ? (
        <Failed error={partitions.error} onRetry={() => void partitions.refetch()} />
      ) : partitions.data.items.length === 0 ? (
        <Empty title="No partitions" />
      ) : (
        <PartitionsTable partitions={partitions.data.items} />
      )}
    </section>
  );
}

function PartitionsTable({ partitions }: { partitions: Partition[] }) {
  const table = useTable({ features, columns, data: partitions });
  return <DataTable table={table} label="Partitions" />;
}

function inSync({ isr, replicas, follower_lag: lag = [] }: Partition): string {
  const behind = Math.max(0, ...lag.map((follower) => follower.offsets));
  const members = `${isr.length} of ${replicas.length}`;
  return behind === 0 ? members : `${members}, up to ${count(behind)} behind`;
}

function known(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? "unknown" : format(value);
}
