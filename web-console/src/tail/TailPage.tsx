import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { bodyOf, data } from "../api/client";
import { problemOf } from "../api/problem";
import { Failed, Loading } from "../components/States";
import { RecordDrawer } from "../record/RecordDrawer";
import { Tail } from "./Tail";
import { TailFilters } from "./TailFilters";
import { headerFilter, recentCursor, type TailRequest } from "./tailRequest";

const route = getRouteApi("/inside/topics/$topic/");

/** Partitions above this number would make a cursor too long; then the tail starts at the end. */
const cursorPartitionsMax = 150;

export function TailPage() {
  const { topic } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const from = search.from ?? "recent";
  const recent = useQuery({
    queryKey: ["tail-start", topic],
    queryFn: () => recentStart(topic),
    enabled: from === "recent",
    staleTime: Infinity,
    gcTime: 0,
  });

  const filters = { key: search.key, partition: search.partition, header: search.header };
  const start = from === "recent" ? recent.data : { from };
  const request: TailRequest | undefined =
    start === undefined
      ? undefined
      : { topic, start, ...filters, header: headerFilter(filters.header) };

  return (
    <>
      <TailFilters
        from={from}
        filters={filters}
        onChange={(change) => {
          void navigate({ search: { ...search, from: search.from, ...change }, replace: true });
        }}
      />
      {request !== undefined ? (
        <Tail key={JSON.stringify([from, filters])} request={request} selected={search.record} />
      ) : recent.isError ? (
        <Failed error={problemOf(recent.error)} onRetry={() => void recent.refetch()} />
      ) : (
        <Loading what="the newest records" />
      )}
      <RecordDrawer
        topic={topic}
        record={search.record}
        onClose={() => {
          void navigate({ search: { ...search, record: undefined } });
        }}
      />
    </>
  );
}

async function recentStart(topic: string): Promise<TailRequest["start"]> {
  const offsets = (at: "earliest" | "latest") =>
    bodyOf(data.GET("/v1/topics/{topic}/offsets", { params: { path: { topic }, query: { at } } }));
  const [earliest, latest] = await Promise.all([offsets("earliest"), offsets("latest")]);
  if (latest.offsets.length > cursorPartitionsMax) return { from: "latest" };
  const starts = new Map(earliest.offsets.map(({ partition, offset }) => [partition, offset]));
  return {
    cursor: recentCursor(
      topic,
      latest.offsets.map(({ partition, offset: end }) => ({
        partition,
        start: starts.get(partition) ?? 0,
        end,
      })),
    ),
  };
}
