import { describe, expect, it } from "vitest";
import { highestOf, lagLine } from "./lagLine";

const minute = 60_000;
const at = (minutes: number, value: number | undefined) => ({ at: minutes * minute, value });

describe("a line of lag", () => {
  it("fills the room from its first to its last sample, the highest at the top", () => {
    expect(lagLine([at(10, 0), at(11, 50), at(12, 25)], minute)).toEqual({
      line: "M0 100L500 0L1000 50H1000",
      area: "M0 100L500 0L1000 50L1000 100H0Z",
    });
  });

  it("is broken where nobody knows, and where nobody looked", () => {
    const unknown = lagLine([at(0, 10), at(1, 10), at(2, undefined), at(3, 10), at(4, 10)], minute);
    expect(unknown.line).toBe("M0 0L250 0H250M750 0L1000 0H1000");
    const away = lagLine([at(0, 10), at(1, 10), at(4, 10)], minute);
    expect(away.line).toBe("M0 0L250 0H250M1000 0H1000");
    expect(lagLine([at(0, 10), at(2, 10)], minute).line).toBe("M0 0L1000 0H1000");
  });

  it("lies on the ground where there is no lag", () => {
    expect(lagLine([at(0, 0), at(1, 0)], minute).line).toBe("M0 100L1000 100H1000");
  });

  it("is a point on the right for a single sample, and nothing for none", () => {
    expect(lagLine([at(5, 3)], minute).line).toBe("M1000 0H1000");
    expect(lagLine([at(5, undefined)], minute)).toEqual({ line: "", area: "" });
    expect(lagLine([], minute)).toEqual({ line: "", area: "" });
  });

  it("knows its highest sample", () => {
    expect(highestOf([at(0, 3), at(1, undefined), at(2, 7), at(3, 7)])).toEqual(at(2, 7));
    expect(highestOf([at(0, undefined)])).toBeUndefined();
  });
});
