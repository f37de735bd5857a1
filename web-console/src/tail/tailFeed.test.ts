import { ProblemError, type Problem, type TailEvent } from "@millrace/client";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { TailFeed, type OpenTail } from "./tailFeed";

type Options = Parameters<OpenTail>[0];

/** A stream that says what the test wants, as long as it is not given up. */
class PlayedStream implements AsyncIterable<TailEvent> {
  readonly options: Options;
  #tell: (result: IteratorResult<TailEvent, undefined>) => void = () => undefined;
  #break: (error: unknown) => void = () => undefined;
  #next = this.#later();

  constructor(options: Options) {
    this.options = options;
    options.onState?.({ kind: "connecting" });
  }

  get open(): boolean {
    return this.options.signal?.aborted !== true;
  }

  [Symbol.asyncIterator](): AsyncIterator<TailEvent, undefined> {
    return { next: () => this.#next };
  }

  #later(): Promise<IteratorResult<TailEvent, undefined>> {
    return new Promise((resolve, reject) => {
      this.#tell = resolve;
      this.#break = reject;
    });
  }

  async say(event: TailEvent): Promise<void> {
    const tell = this.#tell;
    this.#next = this.#later();
    tell({ done: false, value: event });
    await vi.advanceTimersByTimeAsync(0);
  }

  async end(): Promise<void> {
    this.#tell({ done: true, value: undefined });
    await vi.advanceTimersByTimeAsync(0);
  }

  async fail(error: unknown): Promise<void> {
    this.#break(error);
    await vi.advanceTimersByTimeAsync(0);
  }
}

const record = (offset: number): TailEvent => ({
  kind: "record",
  record: { partition: 0, offset, timestamp: "2026-05-04T10:00:00.000Z", value: offset },
  cursor: `k1~t:0@${offset + 1}`,
});

const problem = (status: number): Problem => ({
  type: "about:blank",
  code: "some_code",
  title: "Some title",
  status,
  retriable: status >= 500,
});

let streams: PlayedStream[];

function startedFeed() {
  const feed = new TailFeed((options) => {
    const stream = new PlayedStream(options);
    streams.push(stream);
    return stream;
  });
  const stop = feed.subscribe(() => undefined);
  return { feed, stop };
}

const latest = () => {
  const stream = streams.at(-1);
  if (stream === undefined) throw new Error("no stream was opened");
  return stream;
};

const offsetsOf = (feed: TailFeed) =>
  feed.snapshot().entries.map((entry) => (entry.kind === "record" ? entry.record.offset : "gap"));

describe("tail feed", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    streams = [];
  });

  it("says how the stream is, and shows records in batches", async () => {
    const { feed } = startedFeed();
    expect(feed.snapshot().state.kind).toBe("connecting");
    latest().options.onState?.({ kind: "live" });
    expect(feed.snapshot().state.kind).toBe("live");

    await latest().say(record(0));
    await latest().say(record(1));
    expect(offsetsOf(feed)).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(offsetsOf(feed)).toEqual([0, 1]);

    latest().options.onState?.({ kind: "reconnecting", problem: problem(503) });
    expect(feed.snapshot().state).toEqual({ kind: "reconnecting", problem: problem(503) });
  });

  it("closes the stream on pause and goes on at its cursor", async () => {
    const { feed } = startedFeed();
    await latest().say(record(0));
    feed.pause();
    expect(latest().open).toBe(false);
    expect(feed.snapshot().state.kind).toBe("paused");

    feed.resume();
    expect(streams).toHaveLength(2);
    expect(latest().options.cursor).toBe("k1~t:0@1");
  });

  it("knows where to go on before the first record has come", async () => {
    const { feed } = startedFeed();
    await latest().say({ kind: "position", cursor: "k1~t:0@5" });
    feed.pause();
    feed.resume();
    expect(latest().options.cursor).toBe("k1~t:0@5");
  });

  it("takes no notice of a stream that it has given up", async () => {
    const { feed } = startedFeed();
    const old = latest();
    feed.pause();
    old.options.onState?.({ kind: "live" });
    await old.fail(new Error("aborted"));
    expect(feed.snapshot().state.kind).toBe("paused");
  });

  it("stops for good when trying again would change nothing", async () => {
    const { feed, stop } = startedFeed();
    await latest().fail(new ProblemError(problem(404)));
    expect(feed.snapshot().state).toEqual({ kind: "stopped", problem: problem(404) });
    stop();
    feed.subscribe(() => undefined);
    expect(streams).toHaveLength(1);
  });

  it("stops when the topic is gone", async () => {
    const { feed } = startedFeed();
    await latest().end();
    expect(feed.snapshot().state).toMatchObject({
      kind: "stopped",
      problem: { code: "topic_deleted" },
    });
  });

  it("shows gaps between the records", async () => {
    const { feed } = startedFeed();
    const gap = { topic: "t", partition: 0, requested: 1, resumed_at: 9, reason: "retention" };
    await latest().say(record(0));
    await latest().say({ kind: "gap", gap: { ...gap, reason: "retention" }, cursor: undefined });
    await latest().say(record(9));
    vi.advanceTimersByTime(100);
    expect(offsetsOf(feed)).toEqual([0, "gap", 9]);
  });

  it("holds no stream when nobody listens", () => {
    const { stop } = startedFeed();
    stop();
    expect(latest().open).toBe(false);
    expect(streams).toHaveLength(1);
  });
});
