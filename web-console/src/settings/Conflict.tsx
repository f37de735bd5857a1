import { Button } from "@mantine/core";
import { problemOf } from "../api/problem";
import { Refusal } from "../components/States";

/** A refused change; if somebody else was faster (412), the way on is to read again. */
export function Conflict(props: { error: unknown; onReload: () => void }) {
  if (problemOf(props.error).code !== "etag_mismatch") return <Refusal error={props.error} />;
  return (
    <Refusal error={props.error}>
      <span>Somebody else changed this meanwhile. Load it again, then decide.</span>
      <div>
        <Button variant="default" size="xs" my={6} onClick={props.onReload}>
          Load the current state
        </Button>
      </div>
    </Refusal>
  );
}
