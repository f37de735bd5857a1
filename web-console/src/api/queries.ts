import { isStreamRecord } from "@millrace/client";
import { queryOptions } from "@tanstack/react-query";
import { admin, bodyOf, data, taggedBodyOf } from "./client";
import type { components } from "./generated/admin";

export type Topic = components["schemas"]["Topic"];
export type TopicConfig = components["schemas"]["TopicConfig"];
export type ConfigKey = components["schemas"]["ConfigKey"];
export type Partition = components["schemas"]["Partition"];
export type Cluster = components["schemas"]["Cluster"];
export type Broker = components["schemas"]["Broker"];
export type Reassignment = components["schemas"]["Reassignment"];
export type GroupSummary = components["schemas"]["GroupSummary"];
export type Group = components["schemas"]["Group"];
export type GroupMember = components["schemas"]["GroupMember"];
export type PartitionLag = components["schemas"]["PartitionLag"];
export type LagTrend = components["schemas"]["LagTrend"];
export type LagHistory = components["schemas"]["GroupLagHistory"];
export type OffsetMoves = components["schemas"]["OffsetMoves"];

const refetchInterval = 5_000;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => bodyOf(admin.GET("/admin/v1/session")),
  staleTime: 60_000,
  retry: false,
});

export const clusterQuery = queryOptions({
  queryKey: ["cluster"],
  queryFn: () => bodyOf(admin.GET("/admin/v1/cluster")),
  refetchInterval,
});

export const brokersQuery = queryOptions({
  queryKey: ["cluster", "brokers"],
  queryFn: () => bodyOf(admin.GET("/admin/v1/brokers")),
  refetchInterval,
});

/** What is beyond it is told as a number: nobody reads on. */
const shownMax = 50;

export const troubledPartitionsQuery = (state: "offline" | "under_replicated") =>
  queryOptions({
    queryKey: ["cluster", "partitions", state],
    queryFn: () =>
      bodyOf(
        admin.GET("/admin/v1/partitions", {
          params: { query: { state, limit: shownMax } },
        }),
      ),
    refetchInterval,
  });

export const movesQuery = queryOptions({
  queryKey: ["cluster", "moves"],
  queryFn: () =>
    bodyOf(admin.GET("/admin/v1/reassignments", { params: { query: { limit: shownMax } } })),
  refetchInterval,
});

export const configKeysQuery = queryOptions({
  queryKey: ["topic-configs"],
  queryFn: () => bodyOf(admin.GET("/admin/v1/topic-configs")),
  staleTime: Infinity,
});

export interface TopicFilter {
  name: string;
  labels: string;
  pageToken: string;
}

export const topicsPageSize = 50;

export const topicsQuery = (filter: TopicFilter) =>
  queryOptions({
    queryKey: ["topics", filter],
    queryFn: () =>
      bodyOf(
        admin.GET("/admin/v1/topics", {
          params: {
            query: {
              limit: topicsPageSize,
              name_contains: filter.name || undefined,
              label_selector: filter.labels || undefined,
              page_token: filter.pageToken || undefined,
            },
          },
        }),
      ),
    placeholderData: (previous) => previous,
    refetchInterval,
  });

export const topicQuery = (topic: string) =>
  queryOptions({
    queryKey: ["topic", topic],
    queryFn: () =>
      taggedBodyOf(admin.GET("/admin/v1/topics/{topic}", { params: { path: { topic } } })),
    refetchInterval,
  });

export const configsQuery = (topic: string) =>
  queryOptions({
    queryKey: ["topic", topic, "configs"],
    queryFn: () =>
      taggedBodyOf(admin.GET("/admin/v1/topics/{topic}/configs", { params: { path: { topic } } })),
  });

export const partitionsQuery = (topic: string) =>
  queryOptions({
    queryKey: ["topic", topic, "partitions"],
    queryFn: () =>
      bodyOf(admin.GET("/admin/v1/topics/{topic}/partitions", { params: { path: { topic } } })),
    refetchInterval,
  });

export const groupStates = ["stable", "reconciling", "empty"] as const;

export interface GroupFilter {
  prefix: string;
  state: (typeof groupStates)[number] | undefined;
  pageToken: string;
}

export const groupsPageSize = 50;

export const groupsQuery = (filter: GroupFilter) =>
  queryOptions({
    queryKey: ["groups", filter],
    queryFn: () =>
      bodyOf(
        admin.GET("/admin/v1/groups", {
          params: {
            query: {
              limit: groupsPageSize,
              name_prefix: filter.prefix || undefined,
              state: filter.state,
              page_token: filter.pageToken || undefined,
            },
          },
        }),
      ),
    placeholderData: (previous) => previous,
    refetchInterval,
  });

export const groupQuery = (group: string) =>
  queryOptions({
    queryKey: ["group", group],
    queryFn: () =>
      taggedBodyOf(admin.GET("/admin/v1/groups/{group}", { params: { path: { group } } })),
    refetchInterval,
  });

export const groupLagQuery = (group: string) =>
  queryOptions({
    queryKey: ["group", group, "lag"],
    queryFn: () =>
      bodyOf(admin.GET("/admin/v1/groups/{group}/lag", { params: { path: { group } } })),
    refetchInterval,
  });

/** A sample a minute: a new one is there soon. */
const historyRefetchInterval = 20_000;

export const groupLagHistoryQuery = (group: string) =>
  queryOptions({
    queryKey: ["group", group, "lag", "history"],
    queryFn: () =>
      bodyOf(admin.GET("/admin/v1/groups/{group}/lag/history", { params: { path: { group } } })),
    refetchInterval: historyRefetchInterval,
  });

export interface RecordAddress {
  topic: string;
  partition: number;
  offset: number;
}

/** One record with its exact bytes. It never changes, so it is never read twice. */
export const recordQuery = ({ topic, partition, offset }: RecordAddress) =>
  queryOptions({
    queryKey: ["record", topic, partition, offset],
    queryFn: async () => {
      const record: unknown = await bodyOf(
        data.GET("/v1/topics/{topic}/partitions/{partition}/records/{offset}", {
          params: {
            path: { topic, partition, offset },
            query: { as: "envelope", encoding: "base64" },
          },
          headers: { Accept: "application/json" },
        }),
      );
      if (!isStreamRecord(record)) throw new Error("The answer is not a record");
      return record;
    },
    staleTime: Infinity,
    gcTime: 60_000,
  });
