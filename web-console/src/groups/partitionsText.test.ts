import { describe, expect, it } from "vitest";
import { partitionNumbers, partitionsText } from "./partitionsText";

describe("partitions", () => {
  it("are told as ranges, by topic", () => {
    expect(partitionsText({ orders: [2, 0, 1, 5], none: [], payments: [10] })).toBe(
      "orders 0–2, 5; payments 10",
    );
  });

  it("are read as they are told", () => {
    expect(partitionNumbers("0–2, 5")).toEqual([0, 1, 2, 5]);
    expect(partitionNumbers(" 7 - 8 ")).toEqual([7, 8]);
  });

  it("are not read from anything else", () => {
    for (const text of ["", "a", "1,", "-1", "5-2", "0-99999"])
      expect(partitionNumbers(text)).toBeUndefined();
  });
});
