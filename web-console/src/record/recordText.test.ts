import { describe, expect, it } from "vitest";
import { decodeBase64, keyText, textOf, valueText } from "./recordText";

const record = { partition: 0, offset: 1, timestamp: "2026-05-04T10:00:00.000Z" };

describe("record as text", () => {
  it("shows a JSON value on one line", () => {
    expect(valueText({ ...record, value: { a: [1, 2] } }, 100)).toBe('{"a":[1,2]}');
  });

  it("takes white space of a text together", () => {
    expect(valueText({ ...record, value_text: "a\n\tb" }, 100)).toBe("a b");
  });

  it("has no text for a tombstone", () => {
    expect(valueText({ ...record, value: null }, 100)).toBeNull();
  });

  it("reads a key of bytes that are text", () => {
    expect(keyText({ ...record, key_base64: btoa("order-42"), value: 1 })).toBe("order-42");
  });

  it("calls bytes that are no UTF-8, or that control a terminal, no text", () => {
    expect(textOf(decodeBase64("/////w=="))).toBeUndefined();
    expect(textOf(decodeBase64(btoa("\u001b[31m")))).toBeUndefined();
  });
});
