import { describe, expect, it } from "vitest";
import { headerFilter, recentCursor, tailUrl, type TailRequest } from "./tailRequest";

const query = (request: TailRequest, cursor?: string) =>
  Object.fromEntries(new URL(tailUrl(request, cursor), "http://localhost").searchParams);

describe("tail request", () => {
  it("starts where the page says", () => {
    expect(query({ topic: "orders", start: { from: "earliest" } })).toEqual({
      topics: "orders",
      from: "earliest",
      heartbeat: "15s",
      ids: "every",
    });
  });

  it("goes on at the cursor and nowhere else", () => {
    const params = query({ topic: "orders", start: { from: "earliest" } }, "k1~orders:0@7");
    expect(params.last_event_id).toBe("k1~orders:0@7");
    expect(params).not.toHaveProperty("from");
    expect(params).not.toHaveProperty("cursor");
  });

  it("prefers where the stream got to over where it began", () => {
    const request = { topic: "orders", start: { cursor: "k1~orders:0@1" } };
    expect(query(request).last_event_id).toBe("k1~orders:0@1");
    expect(query(request, "k1~orders:0@9").last_event_id).toBe("k1~orders:0@9");
  });

  it("filters by key, partitions and header on the server", () => {
    const params = query({
      topic: "orders",
      start: { from: "latest" },
      key: "a&b",
      partition: "0,2",
      header: { name: "trace", value: "x=y" },
    });
    expect(params).toMatchObject({ key: "a&b", partition: "0,2", "header.trace": "x=y" });
  });

  it("asks for the newest records of each partition, but not for deleted ones", () => {
    const partitions = [
      { partition: 0, start: 0, end: 1000 },
      { partition: 1, start: 990, end: 1000 },
      { partition: 2, start: 0, end: 0 },
    ];
    expect(recentCursor("orders", partitions, 60)).toBe("k1~orders:0@980,1@990,2@0");
  });

  it("splits a header filter at the first equals sign", () => {
    expect(headerFilter("a=b=c")).toEqual({ name: "a", value: "b=c" });
    expect(headerFilter("=b")).toBeUndefined();
    expect(headerFilter("a")).toBeUndefined();
  });
});
