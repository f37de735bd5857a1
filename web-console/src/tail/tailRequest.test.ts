import { describe, expect, it } from "vitest";
import { headerFilter, recentCursor, startCursor, tailQuery } from "./tailRequest";

describe("tail request", () => {
  it("starts where the page says", () => {
    const request = { topic: "orders", start: { from: "earliest" } };
    expect(tailQuery(request)).toEqual({ topics: "orders", from: "earliest" });
    expect(startCursor(request)).toBeUndefined();
  });

  it("starts at a cursor and nowhere else", () => {
    const request = { topic: "orders", start: { cursor: "k1~orders:0@1" } };
    expect(tailQuery(request)).toEqual({ topics: "orders" });
    expect(startCursor(request)).toBe("k1~orders:0@1");
  });

  it("filters by key, partitions and header on the server", () => {
    const query = tailQuery({
      topic: "orders",
      start: { from: "latest" },
      key: "a&b",
      partition: "0,2",
      header: { name: "trace", value: "x=y" },
    });
    expect(query).toMatchObject({ key: "a&b", partition: "0,2", "header.trace": "x=y" });
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
