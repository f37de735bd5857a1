import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import type { OffsetMoves } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { atMost, count, plural, timeOfDay } from "../components/format";
import styles from "./GroupPage.module.css";

type Move = OffsetMoves["partitions"][number];

const features = tableFeatures({});
const column = createColumnHelper<typeof features, Move>();

const columns = column.columns([
  column.display({
    id: "partition",
    header: "Partition",
    cell: ({ row: { original } }) => `${original.topic}-${original.partition}`,
  }),
  column.display({
    id: "from",
    header: "From",
    meta: { numeric: true },
    cell: ({ row: { original } }) => place(original.from, original.from_time),
  }),
  column.display({
    id: "to",
    header: "To",
    meta: { numeric: true },
    cell: ({ row: { original } }) => place(original.to, original.to_time),
  }),
  column.display({
    id: "means",
    header: "Means",
    cell: ({ row: { original } }) => meaning(original.skipped ?? 0, original.replayed ?? 0),
  }),
]);

/** What a move of positions would do. */
export function MovesPlan({ plan }: { plan: OffsetMoves }) {
  const table = useTable({
    features,
    columns,
    data: plan.partitions,
    getRowId: ({ topic, partition }) => `${topic}-${partition}`,
  });
  return (
    <section className={styles.plan} aria-label="Preview">
      <p>
        {plan.partitions.length === 0 ? (
          "Every position is there already."
        ) : (
          <>
            <strong>{plural(plan.partitions.length, "position")}</strong> would move:{" "}
            {atMost(plan.replayed, "record")} read again, {atMost(plan.skipped, "record")} left out.
          </>
        )}
      </p>
      {plan.warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
      {plan.partitions.length > 0 && (
        <div className={styles.moves}>
          <DataTable table={table} label="Positions that would move" />
        </div>
      )}
    </section>
  );
}

function place(offset: number | undefined, time: string | undefined) {
  if (offset === undefined) return "none";
  return (
    <>
      {count(offset)}
      <div className={styles.detail}>{time === undefined ? "the end" : timeOfDay(time)}</div>
    </>
  );
}

function meaning(skipped: number, replayed: number): string {
  if (replayed > 0) return `${count(replayed)} again`;
  return skipped > 0 ? `${count(skipped)} left out` : "no record";
}
