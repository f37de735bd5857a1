import { data, bodyOf } from "../api/client";
import { problemOf, type Problem } from "../api/problem";
import { tailQuery, type TailRequest } from "./tailRequest";

export type Answer =
  { kind: "try-again"; problem: Problem | undefined } | { kind: "refused"; problem: Problem };

const transient = new Set([0, 429, 500, 502, 503, 504]);

/** An EventSource does not say why it failed; the same request as a JSON page does. */
export async function probe(request: TailRequest, cursor: string | undefined): Promise<Answer> {
  try {
    const query = { ...tailQuery(request, cursor), max_records: 1 };
    const call = data.GET("/v1/tail", {
      params: { query },
      headers: { Accept: "application/json", Prefer: "handling=strict" },
    });
    const { response } = await call;
    if (response.status === 204) return { kind: "refused", problem: gone };
    await bodyOf(call);
    return { kind: "try-again", problem: undefined };
  } catch (error) {
    const problem = problemOf(error);
    return { kind: transient.has(problem.status) ? "try-again" : "refused", problem };
  }
}

const gone: Problem = {
  type: "about:blank",
  code: "topic_deleted",
  title: "The topic is gone",
  status: 204,
  retriable: false,
};
