import type { paths as DataPaths } from "../api/generated/data";

/** What the page asks for: where to start and what to let through. */
export interface TailRequest {
  topic: string;
  /** `earliest`, `latest`, a time, or a cursor for `recent` records. */
  start: { from: string } | { cursor: string };
  key?: string | undefined;
  partition?: string | undefined;
  header?: { name: string; value: string } | undefined;
}

type Query = DataPaths["/v1/tail"]["get"]["parameters"]["query"];

/** The query of `/v1/tail`; `cursor` continues an earlier stream and then decides where to start. */
export function tailQuery(request: TailRequest, cursor: string | undefined): Query {
  const filter = request.header;
  return {
    topics: request.topic,
    ...("cursor" in request.start
      ? { cursor: cursor ?? request.start.cursor }
      : cursor === undefined
        ? { from: request.start.from }
        : { cursor }),
    ...(request.key !== undefined && { key: request.key }),
    ...(request.partition !== undefined && { partition: request.partition }),
    ...(filter !== undefined && { [`header.${filter.name}`]: filter.value }),
  };
}

export function tailUrl(request: TailRequest, cursor: string | undefined): string {
  const { cursor: at, ...rest } = tailQuery(request, cursor);
  const query = new URLSearchParams({ heartbeat: "15s", ids: "every" });
  for (const [name, value] of Object.entries(rest)) query.set(name, String(value));
  // The stream's own name for a cursor; a reconnect's Last-Event-ID header goes before it.
  if (at !== undefined) query.set("last_event_id", at);
  return `/v1/tail?${query.toString()}`;
}

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
