import { useQuery } from "@tanstack/react-query";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { groupLagQuery, type PartitionLag } from "../api/queries";
import { Panel, Quiet } from "../cluster/Panel";
import { DataTable } from "../components/DataTable";
import { atMost, count, duration, plural } from "../components/format";
import { PartitionLink } from "../components/PartitionLink";
import { Failed, Loading } from "../components/States";
import styles from "./GroupPage.module.css";
import { trendText } from "./trendText";

/** What is beyond it is less behind. */
const shownMax = 200;

const features = tableFeatures({});
const column = createColumnHelper<typeof features, PartitionLag>();

const columns = column.columns([
  column.display({
    id: "partition",
    header: "Partition",
    cell: ({ row: { original } }) => (
      <PartitionLink topic={original.topic} partition={original.partition} />
    ),
  }),
  column.accessor("member_id", {
    header: "Member",
    meta: { wideOnly: true },
    cell: ({ getValue }) => <span className="mono">{getValue() ?? "nobody"}</span>,
  }),
  column.accessor("committed_offset", {
    header: "Position",
    meta: { numeric: true, wideOnly: true },
    cell: ({ getValue }) => known(getValue(), count, "none yet"),
  }),
  column.accessor("end_offset", {
    header: "End",
    meta: { numeric: true, wideOnly: true },
    cell: ({ getValue }) => known(getValue(), count),
  }),
  column.accessor("lag", {
    header: "Lag",
    meta: { numeric: true },
    cell: ({ getValue }) => known(getValue(), count),
  }),
  column.accessor("lag_ms", {
    header: "Lag in time",
    meta: { numeric: true },
    cell: ({ getValue }) => known(getValue(), behind),
  }),
  column.display({
    id: "retention",
    header: "Retention",
    cell: ({ row: { original } }) => <Unread {...original} />,
  }),
]);

export function LagPanel({ group }: { group: string }) {
  const lag = useQuery(groupLagQuery(group));
  return (
    <Panel title="Lag">
      {lag.isPending ? (
        <Loading what="lag" lines={3} />
      ) : lag.isError ? (
        <Failed error={lag.error} onRetry={() => void lag.refetch()} />
      ) : lag.data.partitions.length === 0 ? (
        <Quiet>The group has no partitions and no positions.</Quiet>
      ) : (
        <>
          <p
            className={`${styles.figures ?? ""} ${styles.lag ?? ""}`}
            aria-label="Lag of the group"
          >
            <span>
              <strong>{plural(lag.data.total_lag, "record")}</strong> in all
            </span>
            <span>
              <strong>{known(lag.data.max_lag_ms, behind)}</strong> at most
            </span>
            {lag.data.trend !== undefined && <span>{trendText(lag.data.trend)}</span>}
            {lag.data.unknown_partitions > 0 && (
              <span className={styles.stale}>
                unknown of {plural(lag.data.unknown_partitions, "partition")}
              </span>
            )}
            <Unread {...lag.data} />
            {lag.data.partitions.length > shownMax && (
              <span>
                below are the {shownMax} furthest behind of {count(lag.data.partitions.length)}
              </span>
            )}
          </p>
          <LagTable partitions={lag.data.partitions} />
        </>
      )}
    </Panel>
  );
}

/** What retention has taken from the group, and what it is about to take. */
function Unread({
  lost_records: lost = 0,
  at_risk_records: atRisk = 0,
}: Pick<PartitionLag, "lost_records" | "at_risk_records">) {
  return (
    <>
      {lost > 0 && (
        <span className={styles.lost} title="Deleted before the group had read them">
          {atMost(lost, "record")} lost
        </span>
      )}
      {atRisk > 0 && (
        <span
          className={styles.stale}
          title="Retention deletes them soon, or keeps them only for groups that have still to read them"
        >
          {atMost(atRisk, "record")} at risk
        </span>
      )}
    </>
  );
}

function LagTable({ partitions }: { partitions: PartitionLag[] }) {
  const data =
    partitions.length <= shownMax
      ? partitions
      : partitions.toSorted((a, b) => (b.lag ?? 0) - (a.lag ?? 0)).slice(0, shownMax);
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ topic, partition }) => `${topic}-${partition}`,
  });
  return <DataTable table={table} label="Lag" />;
}

const behind = (ms: number) => (ms === 0 ? "none" : duration(ms));

function known(value: number | undefined, format: (value: number) => string, none = "unknown") {
  return value === undefined ? none : format(value);
}
