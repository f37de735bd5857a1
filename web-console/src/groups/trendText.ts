import type { LagTrend } from "../api/queries";
import { plural } from "../components/format";

/** { direction: "falling", records_per_second: -12 } → "falling by 12 records a second". */
export function trendText({ direction, records_per_second }: LagTrend): string {
  if (direction === "steady") return "steady";
  const perSecond = Math.abs(records_per_second);
  if (perSecond >= 1) return `${direction} by ${rate(perSecond)} a second`;
  if (perSecond * 60 >= 1) return `${direction} by ${rate(perSecond * 60)} a minute`;
  return `${direction} by ${rate(perSecond * 3_600)} an hour`;
}

const rate = (value: number) => plural(Math.round(value), "record");
