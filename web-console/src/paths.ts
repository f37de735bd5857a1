import { linkOptions } from "@tanstack/react-router";

/** Every link of the console. */
export const paths = {
  login: (next?: string) => linkOptions({ to: "/login", search: { next } }),
  cluster: () => linkOptions({ to: "/cluster" }),
  topics: () => linkOptions({ to: "/topics" }),
  topicsLabelled: (labels: string) => linkOptions({ to: "/topics", search: { labels } }),
  createTopic: () => linkOptions({ to: "/create-topic" }),
  groups: () => linkOptions({ to: "/groups" }),
  group: (group: string) => linkOptions({ to: "/groups/$group", params: { group } }),
  tail: (topic: string) => linkOptions({ to: "/topics/$topic", params: { topic } }),
  record: (topic: string, partition: number, offset: number) =>
    linkOptions({
      to: "/topics/$topic",
      params: { topic },
      search: { record: `${partition}-${offset}` },
    }),
  produce: (topic: string) => linkOptions({ to: "/topics/$topic/produce", params: { topic } }),
  partitions: (topic: string) =>
    linkOptions({ to: "/topics/$topic/partitions", params: { topic } }),
  settings: (topic: string) => linkOptions({ to: "/topics/$topic/settings", params: { topic } }),
};

/** The value of one record as the API serves it: its bytes, with its own content type. */
export const rawRecord = (topic: string, partition: number, offset: number) =>
  `/v1/topics/${encodeURIComponent(topic)}/partitions/${partition}/records/${offset}?as=value`;
