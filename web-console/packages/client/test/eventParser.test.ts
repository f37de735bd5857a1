import { describe, expect, it } from "vitest";
import { EventParser, type ServerEvent } from "../src/eventParser.ts";

function eventsOf(...pieces: string[]): ServerEvent[] {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

const stream =
  "retry: 2000\r\n\r\n: ka\nevent: open\nid: a\ndata: {}\n\nid: b\rdata: one\rdata:two\r\rdata\n\n";
const events = [
  { type: "open", data: "{}", id: "a" },
  { type: "message", data: "one\ntwo", id: "b" },
  { type: "message", data: "", id: "b" },
];

describe("event parser", () => {
  it("reads lines that end with LF, CR or CRLF, and data of several lines", () => {
    expect(eventsOf(stream)).toEqual(events);
  });

  it("reads the same however the stream is torn", () => {
    expect(eventsOf(...Array.from(stream))).toEqual(events);
    for (let at = 0; at <= stream.length; at++) {
      expect(eventsOf(stream.slice(0, at), stream.slice(at))).toEqual(events);
    }
  });

  it("takes CR and LF that come apart for one line break", () => {
    expect(eventsOf("data: 1\r", "", "\ndata: 2\r", "\n\r", "\n")).toEqual([
      { type: "message", data: "1\n2", id: undefined },
    ]);
  });

  it("takes one space after the colon for none of the value, and a line without a colon for a name", () => {
    expect(eventsOf("data:  a: b\ndata\n\n")).toEqual([
      { type: "message", data: " a: b\n", id: undefined },
    ]);
  });

  it("says nothing of an event that has no data, or no end", () => {
    expect(eventsOf("event: x\n\nid: 1\n\ndata: a\n\nid: 2\ndata: b\n")).toEqual([
      { type: "message", data: "a", id: "1" },
    ]);
  });

  it("forgets the type after each event and keeps the id", () => {
    expect(eventsOf("event: x\nid: 1\ndata: a\n\ndata: b\n\n")).toEqual([
      { type: "x", data: "a", id: "1" },
      { type: "message", data: "b", id: "1" },
    ]);
  });

  it("ignores ids with NUL, retries that are no number, and fields that it doesn't know", () => {
    const parser = new EventParser();
    const heard = parser.push("id: 1\nid: 2\0\nretry: soon\ncolour: red\ndata: a\n\n");
    expect(heard).toEqual([{ type: "message", data: "a", id: "1" }]);
    expect(parser.retryMs).toBeUndefined();
    parser.push("retry: 500\n");
    expect(parser.retryMs).toBe(500);
  });
});
