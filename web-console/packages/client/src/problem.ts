import type { components } from "./generated/v1.ts";
import { isObject } from "./json.ts";

/** What the server answers to a request that it refuses (RFC 9457). */
export type Problem = components["schemas"]["Problem"];

export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number;

  constructor(problem: Problem, retryAfterMs = 0) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get mayPass(): boolean {
    const { retriable, status } = this.problem;
    return retriable || status === 429 || status >= 500;
  }
}

export function isProblem(value: unknown): value is Problem {
  return (
    isObject(value) &&
    typeof value.code === "string" &&
    typeof value.title === "string" &&
    typeof value.status === "number"
  );
}

/** There was no answer, or it broke off: whether the request was done is unknown. */
export function unreachable(error: unknown): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  const problem = made(0, "unreachable", "The server can’t be reached", detail);
  return { ...problem, retriable: true, outcome: "unknown" };
}

/** An answer that did not come from Millrace, say from a proxy in between. */
export function notAProblem({ url, status, statusText }: Response): Problem {
  const detail = `${url} answered ${status} ${statusText}`.trim();
  return made(status, "unexpected_answer", "Unexpected answer", detail);
}

function made(status: number, code: string, title: string, detail: string): Problem {
  return { type: "about:blank", status, code, title, detail, retriable: status >= 500 };
}
