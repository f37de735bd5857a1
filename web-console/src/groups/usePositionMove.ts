import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Tagged } from "../api/client";
import type { OffsetMoves } from "../api/queries";
import { plural } from "../components/format";

export interface Sending {
  dryRun: boolean;
  fence: boolean;
  /** Of the positions that the move is based on; `*` for whatever they are. */
  etag: string | undefined;
}

/** Moves a group's positions in two steps: a preview, then the same for good if nothing was committed in between. */
export function usePositionMove(
  group: string,
  send: (sending: Sending) => Promise<Tagged<OffsetMoves>>,
  onMoved: () => void,
) {
  const queries = useQueryClient();
  const preview = useMutation({
    mutationFn: (fence: boolean) => send({ dryRun: true, fence, etag: undefined }),
    onMutate: () => {
      move.reset();
    },
  });
  const move = useMutation({
    mutationFn: (sending: Omit<Sending, "dryRun">) => send({ ...sending, dryRun: false }),
    onSuccess: async ({ value }) => {
      notifications.show({ message: `${plural(value.partitions.length, "position")} moved` });
      onMoved();
      await queries.invalidateQueries({ queryKey: ["group", group] });
      await queries.invalidateQueries({ queryKey: ["groups"] });
    },
  });
  return { preview, move };
}

export const headersOf = ({ etag }: Sending): { "If-Match"?: string } =>
  etag === undefined ? {} : { "If-Match": etag };

export const bodyOfFence = ({ fence }: Sending): { active?: "fence" } =>
  fence ? { active: "fence" } : {};
