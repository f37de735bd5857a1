import { useQuery } from "@tanstack/react-query";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { troubledPartitionsQuery, type Partition } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { count } from "../components/format";
import { PartitionLink } from "../components/PartitionLink";
import { Failed, Loading } from "../components/States";
import styles from "./ClusterPage.module.css";
import { Panel, Quiet } from "./Panel";

const features = tableFeatures({});
const column = createColumnHelper<typeof features, Partition>();

const columns = column.columns([
  column.display({
    id: "partition",
    header: "Partition",
    cell: ({ row: { original } }) => (
      <PartitionLink topic={original.topic} partition={original.partition} />
    ),
  }),
  column.display({
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => {
      const state = original.leader === undefined ? "offline" : "under-replicated";
      return (
        <span className={styles.state} data-state={state}>
          {state}
        </span>
      );
    },
  }),
  column.display({
    id: "leader",
    header: "Leader",
    meta: { wideOnly: true },
    cell: ({ row: { original } }) =>
      original.leader === undefined ? "none" : `broker ${original.leader}`,
  }),
  column.display({
    id: "isr",
    header: "In sync",
    meta: { numeric: true },
    cell: ({ row: { original } }) => `${original.isr.length} of ${original.replicas.length}`,
  }),
  column.display({
    id: "missing",
    header: "Not in sync",
    cell: ({ row: { original } }) => {
      const missing = original.replicas.filter((broker) => !original.isr.includes(broker));
      return missing.length === 0 ? "none" : missing.map((id) => `broker ${id}`).join(", ");
    },
  }),
]);

/** Offline partitions first, then those with replicas that are behind or gone. */
export function TroublePanel() {
  const offline = useQuery(troubledPartitionsQuery("offline"));
  const behind = useQuery(troubledPartitionsQuery("under_replicated"));
  const failed = [offline, behind].find((query) => query.isError);
  const title = "Partitions in trouble";
  if (failed !== undefined) {
    return (
      <Panel title={title}>
        <Failed error={failed.error} onRetry={() => void failed.refetch()} />
      </Panel>
    );
  }
  if (offline.data === undefined || behind.data === undefined) {
    return (
      <Panel title={title}>
        <Loading what="partitions in trouble" lines={2} />
      </Panel>
    );
  }
  const led = behind.data.items.filter((partition) => partition.leader !== undefined);
  const shown = [...offline.data.items, ...led];
  if (shown.length === 0) {
    return (
      <Panel title={title}>
        <Quiet>None: every partition has a leader and all its replicas.</Quiet>
      </Panel>
    );
  }
  return (
    <Panel
      title={title}
      count={`${count(offline.data.total_count)} offline, ${count(behind.data.total_count)} under-replicated`}
    >
      <TroubleTable partitions={shown} />
    </Panel>
  );
}

function TroubleTable({ partitions }: { partitions: Partition[] }) {
  const table = useTable({
    features,
    columns,
    data: partitions,
    getRowId: (partition) => `${partition.topic}-${partition.partition}`,
  });
  return <DataTable table={table} label="Partitions in trouble" />;
}
