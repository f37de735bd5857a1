import type { TailQuery } from "@millrace/client";

/** What the page asks for: where to start and what to let through. */
export interface TailRequest {
  topic: string;
  /** `earliest`, `latest`, a time, or a cursor for `recent` records. */
  start: { from: string } | { cursor: string };
  key?: string | undefined;
  partition?: string | undefined;
  header?: { name: string; value: string } | undefined;
}

/** The query of `/v1/tail`; a cursor goes by itself. */
export function tailQuery({ topic, start, key, partition, header }: TailRequest): TailQuery {
  return {
    topics: topic,
    ...("from" in start && { from: start.from }),
    ...(key !== undefined && { key }),
    ...(partition !== undefined && { partition }),
    ...(header !== undefined && { [`header.${header.name}`]: header.value }),
  };
}

export const startCursor = ({ start }: TailRequest): string | undefined =>
  "cursor" in start ? start.cursor : undefined;

/** Some of the newest records of each partition, as a cursor. Offsets may have holes, so possibly fewer. */
export function recentCursor(
  topic: string,
  partitions: readonly { partition: number; start: number; end: number }[],
  wanted = 200,
): string {
  const share = Math.max(5, Math.ceil(wanted / Math.max(1, partitions.length)));
  const positions = partitions.map(
    ({ partition, start, end }) => `${partition}@${Math.max(start, end - share)}`,
  );
  return `k1~${topic}:${positions.join(",")}`;
}

/** `name=value` of the URL; without `=`, undefined. */
export function headerFilter(text: string | undefined) {
  if (text === undefined) return undefined;
  const cut = text.indexOf("=");
  return cut <= 0 ? undefined : { name: text.slice(0, cut), value: text.slice(cut + 1) };
}
