import { useQuery } from "@tanstack/react-query";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { brokersQuery, type Broker } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { bytes, count } from "../components/format";
import { Empty, Failed, Loading } from "../components/States";
import styles from "./ClusterPage.module.css";
import { DrainBroker } from "./DrainBroker";
import { Panel } from "./Panel";
import { PreferLeaders } from "./PreferLeaders";
import { RemoveBroker } from "./RemoveBroker";

const features = tableFeatures({});
const column = createColumnHelper<typeof features, Broker>();

const columns = column.columns([
  column.accessor("broker_id", { header: "Broker", meta: { numeric: true } }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue, row: { original } }) => (
      <span className={styles.state} data-state={getValue()}>
        {getValue() === "draining" && original.leaders === 0 ? "drained" : getValue()}
      </span>
    ),
  }),
  column.accessor("leaders", {
    header: "Leads",
    meta: { numeric: true },
    cell: ({ getValue }) => count(getValue()),
  }),
  column.display({
    id: "replicas",
    header: "In sync",
    meta: { numeric: true },
    cell: ({ row: { original } }) =>
      `${count(original.replicas_in_sync)} of ${count(original.replicas)}`,
  }),
  column.accessor("size_bytes", {
    header: "Logs",
    meta: { numeric: true, wideOnly: true },
    cell: ({ getValue }) => known(getValue()),
  }),
  column.display({
    id: "disk",
    header: "Disk",
    meta: { numeric: true },
    cell: ({ row: { original } }) => <Disk broker={original} />,
  }),
  column.accessor("rack", {
    header: "Rack",
    meta: { wideOnly: true },
    cell: ({ getValue }) => getValue() ?? "none",
  }),
  column.accessor("http_url", {
    header: "Address",
    meta: { wideOnly: true },
    cell: ({ getValue }) => <span className="mono">{getValue()}</span>,
  }),
  column.display({
    id: "action",
    header: "",
    meta: { numeric: true },
    cell: ({ row: { original }, table }) =>
      original.state === "fenced" ? (
        <RemoveBroker broker={original} />
      ) : (
        (original.drained || table.options.data.length > 1) && <DrainBroker broker={original} />
      ),
  }),
]);

export function BrokersPanel() {
  const brokers = useQuery(brokersQuery);
  return (
    <Panel
      title="Brokers"
      action={brokers.data !== undefined && brokers.data.items.length > 1 && <PreferLeaders />}
    >
      {brokers.isPending ? (
        <Loading what="brokers" lines={3} />
      ) : brokers.isError ? (
        <Failed error={brokers.error} onRetry={() => void brokers.refetch()} />
      ) : brokers.data.items.length === 0 ? (
        <Empty title="No brokers yet">Start one: it appears here as soon as it registers.</Empty>
      ) : (
        <BrokersTable brokers={brokers.data.items} />
      )}
    </Panel>
  );
}

function BrokersTable({ brokers }: { brokers: Broker[] }) {
  const table = useTable({
    features,
    columns,
    data: brokers,
    getRowId: (broker) => String(broker.broker_id),
  });
  return <DataTable table={table} label="Brokers" />;
}

function Disk({ broker }: { broker: Broker }) {
  const { disk_free_bytes: free, disk_total_bytes: total } = broker;
  if (free === undefined || total === undefined) return "unknown";
  const used = total === 0 ? 1 : 1 - free / total;
  return (
    <span className={styles.disk}>
      {bytes(free)} free
      <span className={styles.bar} aria-hidden="true">
        <span
          className={styles.used}
          data-full={used > 0.9}
          style={{ width: `${Math.round(used * 100)}%` }}
        />
      </span>
    </span>
  );
}

function known(value: number | undefined): string {
  return value === undefined ? "unknown" : bytes(value);
}
