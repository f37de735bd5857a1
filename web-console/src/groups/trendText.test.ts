import { expect, it } from "vitest";
import { trendText } from "./trendText";

const trend = (direction: "falling" | "steady" | "rising", records_per_second: number) =>
  trendText({ direction, records_per_second, samples: 10, since: "2026-05-04T10:00:00.000Z" });

it("tells a trend in the unit that suits its speed", () => {
  expect(trend("falling", -1234.4)).toBe("falling by 1,234 records a second");
  expect(trend("rising", 1.2)).toBe("rising by 1 record a second");
  expect(trend("rising", 0.5)).toBe("rising by 30 records a minute");
  expect(trend("falling", -0.002)).toBe("falling by 7 records an hour");
  expect(trend("steady", 0.3)).toBe("steady");
});
