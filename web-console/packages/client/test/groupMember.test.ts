import { describe, expect, it } from "vitest";
import { Millrace, type MemberEvent } from "../src/index.ts";
import { frame, frames, json, playedServer, problem, recordFrame } from "./playedServer.ts";

const member = "/v1/groups/g/members/m";
const acked = json({ session: 3, member_epoch: 3, assignment: {}, acked: { t: { 0: 2 } } });
const open = frame("open", { session: 3, member_epoch: 3 });
const partitions = [{ topic: "t", partition: 0, next_offset: 0 }];
const assign = frame("assign", { epoch: 3, partitions }, "c0");
const revoke = frame("revoke", { epoch: 4, partitions, deadline: "2026-05-04T10:00:00Z" }, "r");

const around = {
  [`POST ${member}/acks`]: [acked],
  [`POST ${member}/heartbeat`]: [acked],
  [`DELETE ${member}`]: [json(undefined, 204)],
};

const serverOf = (...streams: ReturnType<typeof frames>[]) =>
  playedServer({ ...around, [`GET ${member}/stream`]: streams });

const nameOf = (event: MemberEvent) => (event.kind === "record" ? event.record.offset : event.kind);

const cursors = (requests: { url: URL; body: string }[]) =>
  requests.filter(({ url }) => url.pathname.endsWith("/acks")).map(({ body }) => body);

describe("group member", () => {
  it("acknowledges what the loop has left behind, and leaves when it is closed", async () => {
    const server = await serverOf(frames("stay", open, assign, recordFrame(0), recordFrame(1)));
    const reader = new Millrace(server).member("g", { topics: "t" }, { memberId: "m" });
    const seen: unknown[] = [];
    for await (const event of reader) {
      seen.push(nameOf(event));
      if (nameOf(event) === 1) reader.close();
    }
    expect(seen).toEqual(["assign", 0, 1]);
    expect(cursors(server.heard).at(-1)).toBe('{"cursor":"c2"}');
    expect(server.heard.at(-1)).toMatchObject({ method: "DELETE", url: { search: "?session=3" } });
    expect(server.heard[0]?.url.searchParams.get("ack")).toBe("explicit");
  });

  it("does not acknowledge what the loop was left with", async () => {
    const server = await serverOf(frames("stay", open, recordFrame(0), recordFrame(1)));
    const reader = new Millrace(server).member("g", { topics: "t" }, { memberId: "m" });
    for await (const event of reader) if (nameOf(event) === 1) break;
    expect(cursors(server.heard)).toEqual(['{"cursor":"c1"}']);
    expect(server.of("DELETE")).toHaveLength(1);
  });

  it("gives partitions up when the loop is done with what came before, not earlier", async () => {
    const server = await serverOf(frames("stay", open, recordFrame(0), revoke, recordFrame(1, 1)));
    const reader = new Millrace(server).member("g", { topics: "t" }, { memberId: "m" });
    for await (const event of reader) {
      if (event.kind === "revoke") {
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(cursors(server.heard)).toEqual(['{"cursor":"c1"}']);
        expect(event.deadline).toBe("2026-05-04T10:00:00Z");
      }
      if (nameOf(event) === 1) {
        expect(cursors(server.heard).at(-1)).toBe('{"cursor":"r"}');
        reader.close();
      }
    }
  });

  it("leaves acknowledging to its user, and gives partitions up without it", async () => {
    const server = await serverOf(
      frames("stay", open, recordFrame(0), recordFrame(1), revoke, recordFrame(2)),
    );
    const reader = new Millrace(server).member(
      "g",
      { topics: "t", ack: "explicit" },
      { memberId: "m" },
    );
    for await (const event of reader) {
      if (event.kind === "record" && nameOf(event) === 0 && event.cursor !== undefined) {
        await reader.ack(event.cursor);
      }
      if (nameOf(event) === 2) reader.close();
    }
    expect(cursors(server.heard)).toEqual(['{"cursor":"c1"}']);
    const beats = server.heard.filter(({ url }) => url.pathname.endsWith("/heartbeat"));
    expect(beats.map(({ body }) => body)).toEqual([
      '{"session":3,"member_epoch":4,"released":{"t":[0]}}',
    ]);
  });

  it("comes back with its last id, and says the acknowledgement again that was lost", async () => {
    const server = await playedServer({
      ...around,
      [`POST ${member}/acks`]: [(response) => response.destroy(), acked],
      [`GET ${member}/stream`]: [
        frames("cut", open, recordFrame(0)),
        problem(503, "coordinator_loading"),
        frames("stay", open, recordFrame(1)),
      ],
    });
    const reader = new Millrace(server).member("g", { topics: "t" }, { memberId: "m" });
    for await (const event of reader) if (nameOf(event) === 1) reader.close();
    const streams = server.of("GET");
    expect(streams.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "c1", "c1"]);
    expect(new Set(streams.map(({ url }) => url.searchParams.get("incarnation"))).size).toBe(1);
    expect(cursors(server.heard).at(-1)).toBe('{"cursor":"c2"}');
  });

  it("begins anew when it was fenced, in the stream or at its door", async () => {
    const fenced = { type: "", title: "", code: "fenced_member_epoch", status: 409 };
    const server = await serverOf(
      frames("end", open, recordFrame(0), frame("fenced", { ...fenced, retriable: false })),
      problem(409, "fenced_member_epoch"),
      frames("stay", open, recordFrame(5)),
    );
    const reader = new Millrace(server).member("g", { topics: "t" }, { memberId: "m" });
    const seen: unknown[] = [];
    for await (const event of reader) {
      seen.push(nameOf(event));
      if (nameOf(event) === 5) reader.close();
    }
    expect(seen).toEqual([0, "lost", "lost", 5]);
    const streams = server.of("GET");
    expect(streams.map(({ headers }) => headers["last-event-id"])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(new Set(streams.map(({ url }) => url.searchParams.get("incarnation"))).size).toBe(3);
  });

  it("leaves, too, when it is aborted, and throws what it may not do", async () => {
    const server = await serverOf(frames("stay", open, recordFrame(0)));
    const abort = new AbortController();
    const options = { memberId: "m", signal: abort.signal };
    const loop = async () => {
      for await (const event of new Millrace(server).member("g", { topics: "t" }, options))
        if (event.kind === "record") abort.abort(new Error("enough"));
    };
    await expect(loop()).rejects.toThrow("enough");
    expect(server.of("DELETE")).toHaveLength(1);

    const forbidden = await serverOf(problem(403, "group_authorization_failed"));
    const refused = async () => {
      for await (const event of new Millrace(forbidden).member(
        "g",
        { topics: "t" },
        { memberId: "m" },
      ))
        expect.fail(event.kind);
    };
    await expect(refused()).rejects.toMatchObject({ problem: { status: 403 } });
    expect(forbidden.of("DELETE")).toHaveLength(0);
  });
});
