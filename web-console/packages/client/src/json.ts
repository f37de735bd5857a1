import type { components } from "./generated/v1.ts";

export type StreamRecord = components["schemas"]["Record"];
export type Gap = components["schemas"]["Gap"];
export type RecordResult = components["schemas"]["RecordResult"];

export type JsonObject = Record<string, unknown>;

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** JSON that may be anything, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isStreamRecord(value: unknown): value is StreamRecord {
  return (
    isObject(value) &&
    typeof value.partition === "number" &&
    typeof value.offset === "number" &&
    ("value" in value || "value_text" in value || "value_base64" in value)
  );
}

export function isTopicPartition(value: unknown): value is TopicPartition {
  return isObject(value) && typeof value.topic === "string" && typeof value.partition === "number";
}

export function isGap(value: unknown): value is Gap {
  return isTopicPartition(value) && "reason" in value && typeof value.reason === "string";
}

export function isResults(value: unknown): value is { results: RecordResult[] } {
  return isObject(value) && Array.isArray(value.results);
}
