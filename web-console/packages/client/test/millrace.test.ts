import { describe, expect, it } from "vitest";
import { Millrace, ProblemError, type StreamState, type TailEvent } from "../src/index.ts";
import { frame, frames, json, playedServer, problem, recordFrame } from "./playedServer.ts";

const offsetOf = (event: TailEvent) => (event.kind === "record" ? event.record.offset : event.kind);

/** Leaves the loop after so many events. */
async function first(count: number, events: AsyncIterable<TailEvent>): Promise<TailEvent[]> {
  const taken: TailEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

describe("tail", () => {
  it("goes on after the last event when a connection breaks or ends", async () => {
    const server = await playedServer({
      "GET /v1/tail": [
        frames("cut", frame("open", {}, "c0"), recordFrame(0)),
        frames("end", recordFrame(1)),
        frames("stay", recordFrame(2)),
      ],
    });
    const states: StreamState["kind"][] = [];
    const events = new Millrace({ url: server.url, key: "mr_a_b" }).tail(
      { topics: "t", from: "earliest" },
      { onState: ({ kind }) => states.push(kind) },
    );

    expect((await first(4, events)).map(offsetOf)).toEqual(["position", 0, 1, 2]);
    const cursors = server.heard.map(({ headers }) => headers["last-event-id"]);
    expect(cursors).toEqual([undefined, "c1", "c2"]);
    expect(server.heard[0]?.url.search).toBe("?heartbeat=15s&topics=t&from=earliest");
    expect(server.heard[0]?.headers).toMatchObject({
      authorization: "Bearer mr_a_b",
      prefer: "handling=strict",
    });
    const again = ["reconnecting", "live"];
    expect(states).toEqual(["connecting", "live", ...again, ...again]);
  });

  it("waits for a server that is not there for the moment", async () => {
    const server = await playedServer({
      "GET /v1/tail": [
        problem(503, "broker_draining", { "Retry-After": "0" }),
        (response) => response.destroy(),
        frames("end", frame("error", { title: "", code: "x", status: 503, retriable: true })),
        frames("stay", recordFrame(0)),
      ],
    });
    const codes: (string | undefined)[] = [];
    const events = new Millrace({ url: server.url }).tail(
      { topics: "t" },
      {
        onState: (state) => {
          if (state.kind === "reconnecting") codes.push(state.problem?.code);
        },
      },
    );
    expect((await first(1, events)).map(offsetOf)).toEqual([0]);
    expect(codes).toEqual(["broker_draining", "unreachable", "x"]);
  });

  it("does not believe in a connection that is silent for too long", async () => {
    const server = await playedServer({
      "GET /v1/tail": [frames("stay", recordFrame(0)), frames("stay", recordFrame(1))],
    });
    const events = new Millrace({ url: server.url }).tail({ topics: "t" }, { silenceMs: 200 });
    expect((await first(2, events)).map(offsetOf)).toEqual([0, 1]);
    expect(server.heard[1]?.headers["last-event-id"]).toBe("c1");
  });

  it("throws what will not pass", async () => {
    const server = await playedServer({ "GET /v1/tail": [problem(404, "topic_not_found")] });
    const error: unknown = await first(1, new Millrace(server).tail({ topics: "t" })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ problem: { status: 404, code: "topic_not_found" } });
    expect(server.heard).toHaveLength(1);
  });

  it("ends when the topic is gone", async () => {
    const said = await playedServer({
      "GET /v1/tail": [frames("end", recordFrame(0), frame("end", { reason: "topic_deleted" }))],
    });
    expect(await first(9, new Millrace(said).tail({ topics: "t" }))).toHaveLength(1);
    const gone = await playedServer({ "GET /v1/tail": [json(undefined, 204)] });
    expect(await first(9, new Millrace(gone).tail({ topics: "t" }))).toEqual([]);
  });

  it("stops at once when it is aborted, with the reason", async () => {
    const server = await playedServer({ "GET /v1/tail": [frames("stay", recordFrame(0))] });
    const abort = new AbortController();
    const seen: unknown[] = [];
    const loop = async () => {
      const { signal } = abort;
      for await (const event of new Millrace(server).tail({ topics: "t" }, { signal })) {
        seen.push(offsetOf(event));
        setTimeout(() => {
          abort.abort(new Error("enough"));
        }, 20);
      }
    };
    await expect(loop()).rejects.toThrow("enough");
    expect(seen).toEqual([0]);
  });

  it("names a proxy's answer for what it is", async () => {
    const server = await playedServer({
      "GET /v1/tail": [
        (response) => {
          response.writeHead(403).end("<h1>No</h1>");
        },
      ],
    });
    await expect(first(1, new Millrace(server).tail({ topics: "t" }))).rejects.toMatchObject({
      problem: { status: 403, code: "unexpected_answer" },
    });
  });
});

describe("produce", () => {
  const stored = { results: [{ partition: 0, offset: 7 }] };
  const path = "POST /v1/topics/t/records";

  it("sends again what may not have come through, under the same key", async () => {
    const server = await playedServer({
      [path]: [
        (response) => response.destroy(),
        problem(503, "leader_not_available"),
        json(stored),
      ],
    });
    const results = await new Millrace(server).produce("t", [{ key: "a", value: { n: 1 } }]);
    expect(results).toEqual(stored.results);
    expect(server.heard).toHaveLength(3);
    expect(new Set(server.heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(server.heard[2]?.body).toBe('{"records":[{"key":"a","value":{"n":1}}]}');
  });

  it("tells how often it may, and leaves a body as it is written", async () => {
    const server = await playedServer({ [path]: [problem(503, "storage_full")] });
    const body = '{"records":[{"value":12345678901234567890}]}';
    const sent = new Millrace(server).produce("t", body, { attempts: 1, idempotencyKey: "k" });
    await expect(sent).rejects.toMatchObject({ problem: { code: "storage_full" } });
    expect(server.heard).toMatchObject([{ body, headers: { "idempotency-key": '"k"' } }]);
  });

  it("does not repeat what was refused for good", async () => {
    const server = await playedServer({ [path]: [problem(404, "topic_not_found")] });
    await expect(new Millrace(server).produce("t", [{ value: 1 }])).rejects.toThrow(
      "topic_not_found",
    );
    expect(server.heard).toHaveLength(1);
  });
});
