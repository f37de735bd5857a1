import type { ReactTable, RowData, TableFeatures } from "@tanstack/react-table";
import styles from "./DataTable.module.css";

interface ColumnLook {
  numeric?: boolean;
  wideOnly?: boolean;
}

/** Draws what TanStack Table has computed, in the console's look. */
export function DataTable<Features extends TableFeatures, Row extends RowData>(props: {
  table: ReactTable<Features, Row>;
  label: string;
}) {
  const { table, label } = props;
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <th key={header.id} scope="col" {...look(header.column.columnDef.meta)}>
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {row.getAllCells().map((cell) => (
              <td key={cell.id} {...look(cell.column.columnDef.meta)}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function look(meta: ColumnLook | undefined) {
  return { "data-numeric": meta?.numeric, "data-wide-only": meta?.wideOnly };
}
