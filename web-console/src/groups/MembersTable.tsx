import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import type { Group, GroupMember } from "../api/queries";
import { Quiet } from "../cluster/Panel";
import { DataTable } from "../components/DataTable";
import { count } from "../components/format";
import styles from "./GroupPage.module.css";
import { partitionsText } from "./partitionsText";
import { State } from "./State";

type Row = GroupMember & { state: string };

const features = tableFeatures({});
const column = createColumnHelper<typeof features, Row>();

const columns = column.columns([
  column.accessor("member_id", {
    header: "Member",
    cell: ({ row: { original } }) => <Member member={original} />,
  }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => <State state={getValue()} />,
  }),
  column.display({
    id: "assignment",
    header: "Has",
    cell: ({ row: { original } }) => (
      <div className={styles.partitions}>
        {partitionsText(original.assignment) || "nothing"}
        {partitionsText(original.revoking) !== "" && (
          <span className={styles.detail}> (gives up {partitionsText(original.revoking)})</span>
        )}
      </div>
    ),
  }),
  column.display({
    id: "reads",
    header: "Reads",
    meta: { wideOnly: true },
    cell: ({ row: { original } }) => (
      <div className={styles.partitions}>
        {[
          ...original.topics,
          ...(original.topic_pattern === undefined ? [] : [`like ${original.topic_pattern}`]),
        ].join(", ")}
      </div>
    ),
  }),
  column.accessor("epoch", {
    header: "Epoch",
    meta: { numeric: true },
    cell: ({ getValue }) => count(getValue()),
  }),
  column.accessor("session", {
    header: "Since epoch",
    meta: { numeric: true, wideOnly: true },
    cell: ({ getValue }) => count(getValue()),
  }),
]);

export function MembersTable({ group }: { group: Group }) {
  const data = group.members.map((member) => ({ ...member, state: stateOf(member, group.epoch) }));
  const table = useTable({ features, columns, data, getRowId: (member) => member.member_id });
  if (data.length === 0) return <Quiet>Nobody reads for this group at the moment.</Quiet>;
  return <DataTable table={table} label="Members" />;
}

function stateOf({ away, revoking, epoch }: GroupMember, groupEpoch: number): string {
  if (away) return "away";
  if (partitionsText(revoking) !== "") return "giving up";
  return epoch < groupEpoch ? "following" : "stable";
}

function Member({ member }: { member: GroupMember }) {
  const details = [
    member.instance_id === undefined ? [] : [`instance ${member.instance_id}`],
    member.rack === undefined ? [] : [`rack ${member.rack}`],
  ].flat();
  return (
    <div className={styles.member}>
      {member.member_id}
      {details.length > 0 && <span className={styles.detail}>{details.join(", ")}</span>}
    </div>
  );
}
