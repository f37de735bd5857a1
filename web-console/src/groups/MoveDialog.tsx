import { Button, Checkbox } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Tagged } from "../api/client";
import { problemOf } from "../api/problem";
import type { OffsetMoves } from "../api/queries";
import { Dialog } from "../components/Dialog";
import { plural } from "../components/format";
import { Refusal } from "../components/States";
import styles from "./GroupPage.module.css";
import { MovesPlan } from "./MovesPlan";
import { usePositionMove, type Sending } from "./usePositionMove";

/** Asks what to do with the members, shows what would happen, and does it only then. */
export function MoveDialog(props: {
  group: string;
  members: number;
  title: string;
  action: string;
  /** Why there can't be a preview yet. */
  missing?: string | undefined;
  send: (sending: Sending) => Promise<Tagged<OffsetMoves>>;
  /** What the preview was made of: another one needs another preview. */
  of: string;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { members, missing } = props;
  const [fence, setFence] = useState(false);
  const [previewed, setPreviewed] = useState("");
  const { preview, move } = usePositionMove(props.group, props.send, props.onClose);
  const now = `${props.of} ${String(fence)}`;
  const plan = previewed === now ? preview.data : undefined;
  const reason =
    missing ?? (members > 0 && !fence ? "Members would go on from where they are" : undefined);
  const look = () => {
    setPreviewed(now);
    preview.mutate(fence);
  };
  const moveFor = (etag: string | undefined) => {
    move.mutate({ fence, etag });
  };
  return (
    <Dialog opened onClose={props.onClose} title={props.title} closeLabel="Close">
      <form
        className={styles.form}
        aria-label={props.title}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === undefined) look();
        }}
      >
        {props.children}
        {members > 0 && (
          <Checkbox
            label={`Fence the ${plural(members, "member")}`}
            description="They lose what they have not acknowledged, and join again by themselves."
            checked={fence}
            onChange={(event) => {
              setFence(event.currentTarget.checked);
            }}
          />
        )}
        {preview.isError && previewed === now && <Refusal error={preview.error} />}
        {plan !== undefined && <MovesPlan plan={plan.value} />}
        {plan !== undefined && move.isError && (
          <Refused
            error={move.error}
            onPreview={look}
            onMove={() => {
              moveFor("*");
            }}
          />
        )}
        <div className={styles.buttons}>
          <Button
            type="submit"
            variant={plan === undefined ? "filled" : "default"}
            disabled={reason !== undefined}
            title={reason}
            loading={preview.isPending}
          >
            Preview
          </Button>
          {plan !== undefined && (
            <Button
              disabled={plan.value.partitions.length === 0}
              loading={move.isPending}
              onClick={() => {
                moveFor(plan.etag ?? undefined);
              }}
            >
              {props.action}
            </Button>
          )}
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Members that go on committing change the positions all the time, so that only the user can say what matters. */
function Refused(props: { error: unknown; onPreview: () => void; onMove: () => void }) {
  if (problemOf(props.error).code !== "etag_mismatch") return <Refusal error={props.error} />;
  return (
    <Refusal error={props.error}>
      <span>The group has gone on since the preview.</span>
      <div className={styles.buttons}>
        <Button variant="default" size="xs" my={6} onClick={props.onPreview}>
          Preview again
        </Button>
        <Button variant="default" size="xs" my={6} onClick={props.onMove}>
          Move all the same
        </Button>
      </div>
    </Refusal>
  );
}
