import { describe, expect, it } from "vitest";
import { indented, jsonTokens } from "./json";

const shown = (json: string) =>
  indented(jsonTokens(json))
    .map((token) => token.text)
    .join("");

describe("JSON on show", () => {
  it("keeps every digit of numbers that JavaScript can't hold", () => {
    expect(shown('{"n":12345678901234567890.10e+3}')).toBe(
      '{\n  "n": 12345678901234567890.10e+3\n}',
    );
  });

  it("keeps the order of members and members that come twice", () => {
    expect(shown('{"b":1,"a":2,"b":3}')).toBe('{\n  "b": 1,\n  "a": 2,\n  "b": 3\n}');
  });

  it("leaves empty objects and arrays on one line", () => {
    expect(shown('{"a":{},"b":[ ],"c":[[]]}')).toBe(
      '{\n  "a": {},\n  "b": [],\n  "c": [\n    []\n  ]\n}',
    );
  });

  it("does not look into strings", () => {
    expect(shown('["a\\"{,}",":"]')).toBe('[\n  "a\\"{,}",\n  ":"\n]');
  });

  it("shows a lone value as it is", () => {
    expect(shown(" true ")).toBe("true");
  });

  it("tells keys from strings", () => {
    expect(jsonTokens('{"k" : "v"}').map((token) => token.kind)).toEqual([
      "mark",
      "key",
      "string",
      "mark",
    ]);
  });
});
