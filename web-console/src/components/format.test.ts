import { describe, expect, it } from "vitest";
import { atMost, bytes, compactCount, duration, plural } from "./format";

describe("format", () => {
  it("names sizes by powers of 1024", () => {
    expect([0, 999, 1024, 1_572_864, 268_435_456, 5 * 2 ** 40].map(bytes)).toEqual([
      "0 B",
      "999 B",
      "1.0 KiB",
      "1.5 MiB",
      "256 MiB",
      "5.0 TiB",
    ]);
  });

  it("names spans by their largest unit", () => {
    expect([604_800_000, 86_400_000, 5_400_000, 250].map(duration)).toEqual([
      "7 days",
      "1 day",
      "1.5 hours",
      "250 ms",
    ]);
  });

  it("shortens large counts only", () => {
    expect([9_999, 1_234_567].map(compactCount)).toEqual(["9,999", "1.2M"]);
  });

  it("says where a figure is only a bound", () => {
    expect([0, 1, 12_000].map((value) => atMost(value, "record"))).toEqual([
      "no records",
      "at most 1 record",
      "at most 12K records",
    ]);
  });

  it("counts in English", () => {
    expect([plural(1, "record"), plural(2_000, "record")]).toEqual(["1 record", "2,000 records"]);
  });
});
