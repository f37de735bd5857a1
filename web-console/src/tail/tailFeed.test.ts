import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Problem } from "../api/problem";
import type { Answer } from "./probe";
import { TailFeed, type TailSource } from "./tailFeed";

/** What the browser gives us of a stream, played by hand. */
class PlayedSource extends EventTarget implements TailSource {
  readonly CLOSED = 2;
  readonly cursor: string | undefined;
  readyState = 1;

  constructor(cursor: string | undefined) {
    super();
    this.cursor = cursor;
  }

  close(): void {
    this.readyState = this.CLOSED;
  }

  say(name: string, data: unknown, lastEventId = ""): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }));
  }

  break(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

const record = (offset: number) => ({
  partition: 0,
  offset,
  timestamp: "2026-05-04T10:00:00.000Z",
  value: offset,
});

const problem = (status: number): Problem => ({
  type: "about:blank",
  code: "some_code",
  title: "Some title",
  status,
  retriable: status >= 500,
});

let sources: PlayedSource[];
let answer: Answer;

function startedFeed() {
  const feed = new TailFeed({
    open: (cursor) => {
      const source = new PlayedSource(cursor);
      sources.push(source);
      return source;
    },
    probe: () => Promise.resolve(answer),
  });
  const stop = feed.subscribe(() => undefined);
  return { feed, stop };
}

const latest = () => {
  const source = sources.at(-1);
  if (source === undefined) throw new Error("no stream was opened");
  return source;
};

const offsetsOf = (feed: TailFeed) =>
  feed.snapshot().entries.map((entry) => (entry.kind === "record" ? entry.record.offset : "gap"));

describe("tail feed", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    sources = [];
    answer = { kind: "try-again", problem: undefined };
  });

  it("is live once the server has opened the stream, and shows records in batches", () => {
    const { feed } = startedFeed();
    expect(feed.snapshot().state.kind).toBe("connecting");
    latest().say("open", { resumed: false }, "k1~t:0@0");
    expect(feed.snapshot().state.kind).toBe("live");

    latest().say("message", record(0), "k1~t:0@1");
    latest().say("message", record(1), "k1~t:0@2");
    expect(offsetsOf(feed)).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(offsetsOf(feed)).toEqual([0, 1]);
  });

  it("closes the stream on pause and goes on at its cursor", () => {
    const { feed } = startedFeed();
    latest().say("message", record(0), "k1~t:0@1");
    feed.pause();
    expect(latest().readyState).toBe(2);
    expect(feed.snapshot().state.kind).toBe("paused");

    feed.resume();
    expect(sources).toHaveLength(2);
    expect(latest().cursor).toBe("k1~t:0@1");
  });

  it("leaves a broken connection to the browser as long as the browser tries", () => {
    const { feed } = startedFeed();
    latest().break(0);
    expect(feed.snapshot().state.kind).toBe("reconnecting");
    expect(sources).toHaveLength(1);
    latest().say("open", { resumed: true });
    expect(feed.snapshot().state.kind).toBe("live");
  });

  it("takes up a stream that the browser gave up, at the cursor, ever less often", async () => {
    const { feed } = startedFeed();
    latest().say("message", record(0), "k1~t:0@1");
    latest().break(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(sources).toHaveLength(2);
    expect(latest().cursor).toBe("k1~t:0@1");
    expect(feed.snapshot().state.kind).toBe("reconnecting");

    latest().break(2);
    await vi.advanceTimersByTimeAsync(900);
    expect(sources).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(sources).toHaveLength(3);
  });

  it("stops for good when trying again would change nothing", async () => {
    answer = { kind: "refused", problem: problem(404) };
    const { feed } = startedFeed();
    latest().break(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(feed.snapshot().state).toEqual({ kind: "stopped", problem: problem(404) });
    expect(sources).toHaveLength(1);
  });

  it("shows the server's own error event and waits for the reconnect", () => {
    const { feed } = startedFeed();
    latest().say("error", problem(503));
    expect(feed.snapshot().state).toEqual({ kind: "reconnecting", problem: problem(503) });
  });

  it("does not believe in a stream that has been silent for 40 s", () => {
    const { feed } = startedFeed();
    latest().say("open", { resumed: false }, "k1~t:0@5");
    vi.advanceTimersByTime(39_000);
    latest().say("heartbeat", {});
    vi.advanceTimersByTime(39_000);
    expect(sources).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(2);
    expect(latest().cursor).toBe("k1~t:0@5");
    expect(feed.snapshot().state.kind).toBe("reconnecting");
  });

  it("shows gaps between the records", () => {
    const { feed } = startedFeed();
    latest().say("message", record(0));
    latest().say("gap", {
      topic: "t",
      partition: 0,
      requested: 1,
      resumed_at: 9,
      reason: "retention",
    });
    latest().say("message", record(9));
    vi.advanceTimersByTime(100);
    expect(offsetsOf(feed)).toEqual([0, "gap", 9]);
  });

  it("holds no stream when nobody listens", () => {
    const { stop } = startedFeed();
    stop();
    expect(latest().readyState).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
  });

  it("ignores what is no record", () => {
    const { feed } = startedFeed();
    latest().say("message", { partition: "0", offset: 1 });
    latest().dispatchEvent(new MessageEvent("message", { data: "{" }));
    vi.advanceTimersByTime(100);
    expect(offsetsOf(feed)).toEqual([]);
  });
});
