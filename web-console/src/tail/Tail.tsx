import { Button } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { match } from "ts-pattern";
import { millrace } from "../api/client";
import { count, plural } from "../components/format";
import { PauseIcon, PlayIcon } from "../components/icons";
import { Empty, Failed } from "../components/States";
import styles from "./Tail.module.css";
import { TailFeed, type TailState } from "./tailFeed";
import { TailRows } from "./TailRows";
import { startCursor, tailQuery, type TailRequest } from "./tailRequest";

/** A stream for as long as it is on the page. Another request is another Tail (the page gives it a key). */
export function Tail({
  request,
  selected,
}: {
  request: TailRequest;
  selected?: string | undefined;
}) {
  const [feed] = useState(
    () =>
      new TailFeed(({ cursor = startCursor(request), ...options }) =>
        millrace.tail(tailQuery(request), { cursor, ...options }),
      ),
  );
  const { state, entries, received, dropped } = useSyncExternalStore(feed.subscribe, feed.snapshot);
  const stopped = state.kind === "stopped" ? state.problem : undefined;

  return (
    <section className={styles.panel} aria-label="Live tail">
      <div className={styles.bar}>
        <StateLine state={state} />
        <span className={styles.received}>
          {plural(received, "record")} received
          {dropped > 0 && `, the oldest ${count(dropped)} no longer shown`}
        </span>
        <div className={styles.buttons}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            disabled={entries.length === 0}
            onClick={() => {
              feed.clear();
            }}
          >
            Clear
          </Button>
          {state.kind === "paused" || state.kind === "stopped" ? (
            <Button
              variant="light"
              size="compact-sm"
              leftSection={<PlayIcon />}
              onClick={() => {
                feed.resume();
              }}
            >
              Resume
            </Button>
          ) : (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<PauseIcon />}
              onClick={() => {
                feed.pause();
              }}
            >
              Pause
            </Button>
          )}
        </div>
      </div>
      {entries.length > 0 ? (
        <TailRows entries={entries} topic={request.topic} selected={selected} />
      ) : stopped !== undefined ? (
        <Failed error={stopped} />
      ) : (
        <Empty title={state.kind === "live" ? "Waiting for records" : "Nothing received yet"}>
          {state.kind === "live"
            ? "The stream is open. A record that is produced now appears here at once."
            : "Records appear here as soon as the stream is open."}
        </Empty>
      )}
    </section>
  );
}

function StateLine({ state }: { state: TailState }) {
  const text = match(state)
    .with({ kind: "connecting" }, () => "Connecting…")
    .with({ kind: "live" }, () => "Live")
    .with({ kind: "paused" }, () => "Paused; resume goes on where it stopped")
    .with(
      { kind: "reconnecting" },
      ({ problem }) => `Reconnecting${problem === undefined ? "…" : `: ${problem.title}`}`,
    )
    .with({ kind: "stopped" }, ({ problem }) => `Stopped: ${problem.title}`)
    .exhaustive();
  return (
    <span className={styles.state} data-state={state.kind} role="status" aria-label="Stream">
      {text}
    </span>
  );
}
