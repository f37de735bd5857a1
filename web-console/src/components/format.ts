const integer = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const moment = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
});

export const count = (value: number) => integer.format(value);

export const compactCount = (value: number) =>
  value < 10_000 ? count(value) : short.format(value);

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** For a figure that is an upper bound: "no records", "at most 12 records". */
export function atMost(value: number, one: string, many = `${one}s`): string {
  return value === 0 ? `no ${many}` : `at most ${compactCount(value)} ${value === 1 ? one : many}`;
}

export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const scaled = value / 1024 ** power;
  return `${power === 0 || scaled >= 100 ? scaled.toFixed(0) : scaled.toFixed(1)} ${units[power] ?? "B"}`;
}

const spans: readonly [number, string][] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
];

/** 604800000 → "7 days"; the largest unit that divides well enough. */
export function duration(ms: number): string {
  for (const [length, name] of spans) {
    if (ms >= length) {
      const value = Math.round((ms / length) * 10) / 10;
      return `${value} ${value === 1 ? name : `${name}s`}`;
    }
  }
  return `${ms} ms`;
}

/** Time of day, with the date in front when it is not today's. */
export function timeOfDay(timestamp: string, now = new Date()): string {
  const at = new Date(timestamp);
  const time = clock.format(at);
  return at.toDateString() === now.toDateString() ? time : `${day.format(at)} ${time}`;
}

/** The same without seconds. */
export function minuteOfDay(timestamp: string, now = new Date()): string {
  const at = new Date(timestamp);
  const time = minute.format(at);
  return at.toDateString() === now.toDateString() ? time : `${day.format(at)} ${time}`;
}

export const fullTime = (timestamp: string) => moment.format(new Date(timestamp));
