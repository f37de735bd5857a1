import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch, texts } from "./search";

describe("view state in the URL", () => {
  it("is plain text, numbers included", () => {
    expect(stringifySearch({ key: "42", header: "a=b", page: undefined, from: "" })).toBe(
      "?key=42&header=a%3Db",
    );
    expect(parseSearch("?key=42&header=a%3Db")).toEqual({ key: "42", header: "a=b" });
  });

  it("keeps only what a page knows", () => {
    expect(texts("key")({ key: "42", evil: "x", other: 1 })).toEqual({ key: "42" });
  });
});
