import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import type { GroupSummary } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { count } from "../components/format";
import { TextLink } from "../components/links";
import { paths } from "../paths";
import { State } from "./State";

const features = tableFeatures({});
const column = createColumnHelper<typeof features, GroupSummary>();

const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    cell: ({ getValue }) => (
      <TextLink {...paths.group(getValue())} inherit style={{ overflowWrap: "anywhere" }}>
        {getValue()}
      </TextLink>
    ),
  }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => <State state={getValue()} />,
  }),
  column.accessor("members", {
    header: "Members",
    meta: { numeric: true },
    cell: ({ getValue }) => count(getValue()),
  }),
  column.accessor("epoch", {
    header: "Epoch",
    meta: { numeric: true, wideOnly: true },
    cell: ({ getValue }) => count(getValue()),
  }),
]);

export function GroupsTable({ groups }: { groups: GroupSummary[] }) {
  const table = useTable({ features, columns, data: groups, getRowId: (group) => group.name });
  return <DataTable table={table} label="Groups" />;
}
