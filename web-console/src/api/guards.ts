import type { components } from "./generated/data";

export type StreamRecord = components["schemas"]["Record"];
export type Gap = components["schemas"]["Gap"];

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isStreamRecord(value: unknown): value is StreamRecord {
  return (
    isObject(value) &&
    typeof value.partition === "number" &&
    typeof value.offset === "number" &&
    typeof value.timestamp === "string" &&
    ("value" in value || "value_text" in value || "value_base64" in value)
  );
}

export function isGap(value: unknown): value is Gap {
  return (
    isObject(value) &&
    typeof value.topic === "string" &&
    typeof value.partition === "number" &&
    typeof value.reason === "string"
  );
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
