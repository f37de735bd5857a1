import { isGap, isStreamRecord, parseJson, type Gap, type StreamRecord } from "../api/guards";
import { isProblem, type Problem } from "../api/problem";
import type { Answer } from "./probe";
import { TailBuffer } from "./tailBuffer";

export type TailEntry =
  { kind: "record"; id: string; record: StreamRecord } | { kind: "gap"; id: string; gap: Gap };

export type TailState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "paused" }
  | { kind: "reconnecting"; problem: Problem | undefined }
  /** Trying again would change nothing. */
  | { kind: "stopped"; problem: Problem | undefined };

export interface TailSnapshot {
  state: TailState;
  /** Oldest first. */
  entries: readonly TailEntry[];
  /** Records since the feed was made, including those that are no longer in `entries`. */
  received: number;
  dropped: number;
}

/** As much of the browser's EventSource as is needed. */
export interface TailSource {
  readonly readyState: number;
  readonly CLOSED: number;
  addEventListener(name: string, listener: (event: Event) => void): void;
  close(): void;
}

export interface TailPorts {
  /** `cursor` continues a stream; without one it starts where its first request says. */
  open: (cursor: string | undefined) => TailSource;
  /** Asks why a stream could not be opened. */
  probe: (cursor: string | undefined) => Promise<Answer>;
}

const publishEveryMs = 100;
/** The server promises an event every 15 s. */
const silenceMaxMs = 40_000;
const retryFirstMs = 500;
const retryMaxMs = 8_000;

/**
 * One topic's live tail. The browser's EventSource reconnects after a broken connection; this class does the rest: it takes up a stream
 * that the browser gave up, notices one that fell silent, and pauses by closing it, since the cursor is all that is needed to go on.
 */
export class TailFeed {
  readonly #ports: TailPorts;
  readonly #buffer = new TailBuffer();
  readonly #listeners = new Set<() => void>();
  #source: TailSource | undefined;
  #cursor: string | undefined;
  #state: TailState = { kind: "connecting" };
  #snapshot: TailSnapshot = { state: this.#state, entries: [], received: 0, dropped: 0 };
  #publishing: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(ports: TailPorts) {
    this.#ports = ports;
  }

  /** For useSyncExternalStore: the stream lives as long as somebody listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1 && this.#resumable()) this.#connect();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  readonly snapshot = (): TailSnapshot => this.#snapshot;

  pause(): void {
    this.#close();
    this.#become({ kind: "paused" });
  }

  resume(): void {
    this.#failures = 0;
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
    this.#close();
    this.#become(this.#failures === 0 ? { kind: "connecting" } : this.#state);
    const source = this.#ports.open(this.#cursor);
    this.#source = source;
    this.#watchSilence();
    const on = (name: string, take: (data: unknown) => void) => {
      source.addEventListener(name, (event: Event) => {
        if (source !== this.#source) return;
        if (!(event instanceof MessageEvent)) {
          if (name === "error") this.#broken(source);
          return;
        }
        if (event.lastEventId !== "") this.#cursor = event.lastEventId;
        this.#watchSilence();
        take(typeof event.data === "string" ? parseJson(event.data) : undefined);
      });
    };
    on("open", () => {
      this.#failures = 0;
      this.#become({ kind: "live" });
    });
    on("message", (data) => {
      if (isStreamRecord(data)) {
        const id = `${data.partition}-${data.offset}`;
        this.#add({ kind: "record", id, record: data });
      }
    });
    on("gap", (data) => {
      if (isGap(data)) {
        const id = `gap-${data.partition}-${data.resumed_at ?? 0}-${this.#buffer.received}`;
        this.#add({ kind: "gap", id, gap: data });
      }
    });
    on("position", () => undefined);
    on("heartbeat", () => undefined);
    // The server's own `error` events share their name with the browser's; they carry data.
    on("error", (data) => {
      const problem = isProblem(data) ? data : undefined;
      this.#become({ kind: "reconnecting", problem });
    });
  }

  #add(entry: TailEntry): void {
    this.#buffer.add(entry);
    this.#publishing ??= setTimeout(() => {
      this.#publish();
    }, publishEveryMs);
  }

  #broken(source: TailSource): void {
    if (this.#state.kind !== "reconnecting") {
      this.#become({ kind: "reconnecting", problem: undefined });
    }
    // While it is not closed, the browser tries again by itself, with Last-Event-ID.
    if (source.readyState === source.CLOSED) void this.#findOutWhy();
  }

  async #findOutWhy(): Promise<void> {
    this.#close();
    const answer = await this.#ports.probe(this.#cursor);
    if (this.#source !== undefined || this.#listeners.size === 0 || !this.#resumable()) return;
    if (answer.kind === "refused") {
      this.#become({ kind: "stopped", problem: answer.problem });
      return;
    }
    this.#become({ kind: "reconnecting", problem: answer.problem });
    const wait = Math.min(retryMaxMs, retryFirstMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => {
      this.#connect();
    }, wait);
  }

  #watchSilence(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#failures = Math.max(1, this.#failures);
      this.#become({ kind: "reconnecting", problem: undefined });
      this.#connect();
    }, silenceMaxMs);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
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
