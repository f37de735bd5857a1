import { bodyOf, data } from "../api/client";
import type { components } from "../api/generated/data";
import { ProblemError } from "../api/problem";
import { requestBody, type Draft } from "./envelope";

export type Stored = components["schemas"]["RecordStored"];

/** Stores one record. Sent again with the same key, the same draft is stored once. */
export async function produceRecord(
  topic: string,
  draft: Draft,
  idempotencyKey: string,
): Promise<Stored> {
  const answer = await bodyOf(
    data.POST("/v1/topics/{topic}/records", {
      params: { path: { topic }, header: { "Idempotency-Key": `"${idempotencyKey}"` } },
      headers: { "Content-Type": "application/json" },
      body: { records: [] },
      bodySerializer: () => requestBody(draft),
    }),
  );
  const result = "results" in answer ? answer.results[0] : undefined;
  if (result === undefined) throw new Error("The answer has no result");
  if ("problem" in result) throw new ProblemError(result.problem);
  return result;
}

/** 128 random bits; `crypto.randomUUID` is missing where the page did not come by TLS. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
