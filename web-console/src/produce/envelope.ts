import { parseJson, type ProduceRecord } from "@millrace/client";

export type ValueFormat = "json" | "text" | "base64" | "tombstone";

export interface Draft {
  key: string;
  keyBase64: boolean;
  format: ValueFormat;
  value: string;
  headers: { name: string; value: string }[];
  partition: string | null;
}

/**
 * The request body. A JSON value goes in as it was typed: numbers that JavaScript can't hold and the order of members survive.
 */
export function requestBody(draft: Draft): string {
  const { format, value } = draft;
  const envelope: ProduceRecord = {
    ...(draft.key !== "" && (draft.keyBase64 ? { key_base64: draft.key } : { key: draft.key })),
    ...(draft.headers.length > 0 && { headers: draft.headers }),
    ...(draft.partition !== null && { partition: Number(draft.partition) }),
    ...(format === "text" && { value_text: value }),
    ...(format === "base64" && { value_base64: value.replaceAll(/\s/g, "") }),
    ...(format === "tombstone" && { value: null }),
  };
  if (format !== "json") return JSON.stringify({ records: [envelope] });
  const rest = JSON.stringify(envelope).slice(1, -1);
  return `{"records":[{${rest === "" ? "" : `${rest},`}"value":${value.trim()}}]}`;
}

/** What is wrong with the value as typed, or null. */
export function valueProblem(value: string, format: ValueFormat): string | null {
  switch (format) {
    case "json":
      if (value.trim() === "") return "JSON can’t be empty";
      if (value.trim() === "null")
        return "null would be a tombstone: choose Tombstone if you mean it";
      return parseJson(value) === undefined ? jsonProblem(value) : null;
    case "base64":
      return base64Problem(value);
    case "text":
    case "tombstone":
      return null;
  }
}

export function base64Problem(text: string): string | null {
  const compact = text.replaceAll(/\s/g, "");
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact)
    ? null
    : "This is no base64";
}

function jsonProblem(value: string): string {
  try {
    JSON.parse(value);
    return "This is no JSON";
  } catch (error) {
    return error instanceof Error ? `Not valid JSON: ${error.message}` : "This is no JSON";
  }
}
