import { Button } from "@mantine/core";
import { useState } from "react";
import { admin, taggedBodyOf } from "../api/client";
import type { Group } from "../api/queries";
import { fullTime, plural } from "../components/format";
import styles from "./GroupPage.module.css";
import { MoveDialog } from "./MoveDialog";
import { bodyOfFence, headersOf } from "./usePositionMove";

/** Moves the positions back to where they were before the last reset. */
export function UndoReset({ group }: { group: Group }) {
  const [asking, setAsking] = useState(false);
  const { undo } = group;
  if (undo === undefined) return null;
  const close = () => {
    setAsking(false);
  };
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setAsking(true);
        }}
      >
        Undo the last move…
      </Button>
      <span className={styles.detail}>
        {plural(undo.partitions, "position")} moved {fullTime(undo.reset_at)}
      </span>
      {asking && (
        <MoveDialog
          group={group.name}
          members={group.members.length}
          title="Undo the last move"
          action="Move back"
          of={undo.reset_at}
          send={(sending) =>
            taggedBodyOf(
              admin.POST("/admin/v1/groups/{group}/offsets:undo", {
                params: {
                  path: { group: group.name },
                  query: { dry_run: sending.dryRun },
                  header: headersOf(sending),
                },
                body: bodyOfFence(sending),
              }),
            )
          }
          onClose={close}
        >
          <p className={styles.text}>
            What was committed in these partitions since {fullTime(undo.reset_at)} is replaced. This
            is possible until {fullTime(undo.until)}.
          </p>
        </MoveDialog>
      )}
    </>
  );
}
