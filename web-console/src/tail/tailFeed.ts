import type {
  Gap,
  Problem,
  StreamOptions,
  StreamRecord,
  StreamState,
  TailEvent,
} from "@millrace/client";
import { problemOf } from "../api/problem";
import { TailBuffer } from "./tailBuffer";

export type TailEntry =
  { kind: "record"; id: string; record: StreamRecord } | { kind: "gap"; id: string; gap: Gap };

export type TailState =
  | StreamState
  | { kind: "paused" }
  /** Trying again would change nothing. */
  | { kind: "stopped"; problem: Problem };

export interface TailSnapshot {
  state: TailState;
  /** Oldest first. */
  entries: readonly TailEntry[];
  /** Records since the feed was made, including those that are no longer in `entries`. */
  received: number;
  dropped: number;
}

/** Opens the stream at a cursor; without one it starts where the page says. */
export type OpenTail = (
  options: Pick<StreamOptions, "cursor" | "signal" | "onState">,
) => AsyncIterable<TailEvent>;

const publishEveryMs = 100;

/** One topic's live tail, in a bounded buffer. Pausing closes the stream: the cursor is all that is needed to go on. */
export class TailFeed {
  readonly #open: OpenTail;
  readonly #buffer = new TailBuffer();
  readonly #listeners = new Set<() => void>();
  #stream = new AbortController();
  #cursor: string | undefined;
  #state: TailState = { kind: "connecting" };
  #snapshot: TailSnapshot = { state: this.#state, entries: [], received: 0, dropped: 0 };
  #publishing: ReturnType<typeof setTimeout> | undefined;

  constructor(open: OpenTail) {
    this.#open = open;
  }

  /** For useSyncExternalStore: the stream lives as long as somebody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1 && this.#resumable()) this.#connect();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stream.abort();
    };
  };

  readonly snapshot = (): TailSnapshot => this.#snapshot;

  pause(): void {
    this.#stream.abort();
    this.#become({ kind: "paused" });
  }

  resume(): void {
    this.#connect();
  }

  clear(): void {
    this.#buffer.clear();
    this.#publish();
  }

  #resumable(): boolean {
    return this.#state.kind !== "paused" && this.#state.kind !== "stopped";
  }

  #connect(): void {
    this.#stream.abort();
    this.#stream = new AbortController();
    void this.#read(this.#stream.signal);
  }

  async #read(signal: AbortSignal): Promise<void> {
    const become = (state: TailState) => {
      if (!signal.aborted) this.#become(state);
    };
    try {
      const options = { cursor: this.#cursor, signal, onState: become };
      for await (const event of this.#open(options)) {
        if (signal.aborted) return;
        this.#cursor = event.cursor ?? this.#cursor;
        this.#take(event);
      }
      become({ kind: "stopped", problem: gone });
    } catch (error) {
      become({ kind: "stopped", problem: problemOf(error) });
    }
  }

  #take(event: TailEvent): void {
    switch (event.kind) {
      case "record": {
        const { record } = event;
        this.#add({ kind: "record", id: `${record.partition}-${record.offset}`, record });
        return;
      }
      case "gap": {
        const { gap } = event;
        const id = `gap-${gap.partition}-${gap.resumed_at ?? 0}-${this.#buffer.received}`;
        this.#add({ kind: "gap", id, gap });
        return;
      }
      case "position":
        return;
    }
  }

  #add(entry: TailEntry): void {
    this.#buffer.add(entry);
    this.#publishing ??= setTimeout(() => {
      this.#publish();
    }, publishEveryMs);
  }

  #become(state: TailState): void {
    this.#state = state;
    this.#publish();
  }

  #publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    const { entries, received, dropped } = this.#buffer.view();
    this.#snapshot = { state: this.#state, entries, received, dropped };
    for (const listener of this.#listeners) listener();
  }
}

const gone: Problem = {
  type: "about:blank",
  code: "topic_deleted",
  title: "The topic is gone",
  status: 204,
  retriable: false,
};
