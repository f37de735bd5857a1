import { describe, expect, it } from "vitest";
import { requestBody, valueProblem, type Draft } from "./envelope";

const draft: Draft = {
  key: "",
  keyBase64: false,
  format: "json",
  value: "",
  headers: [],
  partition: null,
};

describe("request body of a record", () => {
  it("sends a JSON value exactly as it was typed", () => {
    const value = '{"total":9.90,"id":12345678901234567890}';
    expect(requestBody({ ...draft, value })).toBe(`{"records":[{"value":${value}}]}`);
  });

  it("puts key, headers and partition beside it", () => {
    const body = requestBody({
      ...draft,
      key: "order-42",
      value: " 1 ",
      headers: [
        { name: "trace", value: "a" },
        { name: "trace", value: "b" },
      ],
      partition: "2",
    });
    expect(JSON.parse(body)).toEqual({
      records: [
        {
          key: "order-42",
          headers: [
            { name: "trace", value: "a" },
            { name: "trace", value: "b" },
          ],
          partition: 2,
          value: 1,
        },
      ],
    });
  });

  it("sends a tombstone as null", () => {
    expect(JSON.parse(requestBody({ ...draft, key: "k", format: "tombstone" }))).toEqual({
      records: [{ key: "k", value: null }],
    });
  });

  it("sends text and bytes in their own members", () => {
    expect(JSON.parse(requestBody({ ...draft, format: "text", value: "{" }))).toEqual({
      records: [{ value_text: "{" }],
    });
    expect(JSON.parse(requestBody({ ...draft, format: "base64", value: "AA\nE=" }))).toEqual({
      records: [{ value_base64: "AAE=" }],
    });
  });

  it("can't be broken out of by a value that is no JSON", () => {
    expect(valueProblem('1},{"value":2', "json")).toMatch(/^Not valid JSON/);
  });

  it("does not take null for a value", () => {
    expect(valueProblem(" null ", "json")).toMatch(/tombstone/);
  });
});
