import { describe, expect, it } from "vitest";
import { resetOf, type ResetDraft } from "./resetTarget";

const draft: ResetDraft = { topics: ["orders"], partitions: "", to: "earliest", value: "" };

describe("a reset", () => {
  it("moves all partitions unless some are named", () => {
    expect(resetOf(draft)).toEqual({ topics: ["orders"], to: "earliest" });
    expect(resetOf({ ...draft, partitions: "0-1, 4" })).toMatchObject({ partitions: [0, 1, 4] });
  });

  it("has its value in the field of its name", () => {
    const at = "2026-03-01T00:00:00.000Z";
    expect(resetOf({ ...draft, to: "timestamp", value: at })).toMatchObject({ timestamp: at });
    expect(resetOf({ ...draft, to: "offset", value: "7" })).toMatchObject({ offset: 7 });
    expect(resetOf({ ...draft, to: "shift_by", value: "-7" })).toMatchObject({ shift_by: -7 });
  });

  it("says what is missing", () => {
    expect(resetOf({ ...draft, topics: [] })).toBe("Choose a topic");
    expect(resetOf({ ...draft, partitions: "all" })).toBe("Partitions are like 0, 2–4");
    expect(resetOf({ ...draft, to: "timestamp" })).toBe("Say which time");
    expect(resetOf({ ...draft, to: "offset", value: "-1" })).toBe("Say which offset");
    expect(resetOf({ ...draft, to: "shift_by", value: "1.5" })).toBe("Say how many records");
  });
});
