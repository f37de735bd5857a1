import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { notifications } from "@mantine/notifications";
import { admin, done } from "../api/client";
import { problemOf } from "../api/problem";
import { movesQuery, type Reassignment } from "../api/queries";
import { DataTable } from "../components/DataTable";
import { bytes, count } from "../components/format";
import { TextLink } from "../components/links";
import { Failed, Loading } from "../components/States";
import { paths } from "../paths";
import { Panel, Quiet } from "./Panel";

const features = tableFeatures({});
const column = createColumnHelper<typeof features, Reassignment>();

const columns = column.columns([
  column.display({
    id: "partition",
    header: "Partition",
    cell: ({ row: { original } }) => (
      <TextLink {...paths.partitions(original.topic)} inherit>
        {original.id}
      </TextLink>
    ),
  }),
  column.display({
    id: "to",
    header: "To brokers",
    cell: ({ row: { original } }) => original.spec.replicas.join(", "),
  }),
  column.display({
    id: "waiting",
    header: "Still copying",
    cell: ({ row: { original } }) =>
      original.status.catching_up.length === 0
        ? "none"
        : original.status.catching_up.map((id) => copying(original, id)).join(", "),
  }),
  column.display({
    id: "size",
    header: "Size",
    meta: { numeric: true, wideOnly: true },
    cell: ({ row: { original } }) =>
      original.status.size_bytes === undefined ? "unknown" : bytes(original.status.size_bytes),
  }),
  column.display({
    id: "cancel",
    header: "",
    meta: { numeric: true },
    cell: ({ row: { original } }) => <Cancel move={original} />,
  }),
]);

function copying({ status }: Reassignment, broker: number): string {
  const lag = status.follower_lag?.find((each) => each.broker === broker)?.offsets;
  return lag === undefined ? `broker ${broker}` : `broker ${broker} (${count(lag)} to go)`;
}

export function MovesPanel() {
  const moves = useQuery(movesQuery);
  return (
    <Panel
      title="Moves"
      count={
        moves.data === undefined || moves.data.total_count === 0
          ? undefined
          : count(moves.data.total_count)
      }
    >
      {moves.isPending ? (
        <Loading what="moves" lines={2} />
      ) : moves.isError ? (
        <Failed error={moves.error} onRetry={() => void moves.refetch()} />
      ) : moves.data.items.length === 0 ? (
        <Quiet>No partition is moving.</Quiet>
      ) : (
        <MovesTable moves={moves.data.items} />
      )}
    </Panel>
  );
}

function MovesTable({ moves }: { moves: Reassignment[] }) {
  const table = useTable({ features, columns, data: moves, getRowId: (move) => move.id });
  return <DataTable table={table} label="Moves" />;
}

function Cancel({ move }: { move: Reassignment }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () =>
      done(
        admin.DELETE("/admin/v1/reassignments/{reassignment}", {
          params: { path: { reassignment: move.id } },
        }),
      ),
    onError: (error) => {
      const problem = problemOf(error);
      notifications.show({ color: "red", message: problem.detail ?? problem.title });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["cluster"] }),
  });
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Cancel the move of ${move.id}`}
      loading={cancel.isPending}
      onClick={() => {
        cancel.mutate();
      }}
    >
      Cancel
    </Button>
  );
}
