import type { components as Admin } from "./generated/admin";
import type { components as Data } from "./generated/data";
import { isObject } from "./guards";

/** What both planes answer to a request they refuse (RFC 9457). */
export type Problem = Admin["schemas"]["Problem"] & Pick<Data["schemas"]["Problem"], "outcome">;

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
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

/** The one function that errors pass: whatever was thrown, as a problem that can be shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: "about:blank",
    code: "console_error",
    title: "Something went wrong in this page",
    status: 0,
    retriable: false,
    detail: error instanceof Error ? error.message : String(error),
  };
}

/** The request got no answer at all: whether it was done is unknown. */
export function unreachable(error: unknown): Problem {
  return {
    type: "about:blank",
    code: "unreachable",
    title: "The server can’t be reached",
    status: 0,
    retriable: true,
    outcome: "unknown",
    detail: error instanceof Error ? error.message : String(error),
  };
}

/** An answer that did not come from Millrace, say from a proxy in between. */
export function notAProblem(response: Response): Problem {
  return {
    type: "about:blank",
    code: "unexpected_answer",
    title: "Unexpected answer",
    status: response.status,
    retriable: response.status >= 500,
    detail: `${response.url} answered ${response.status} ${response.statusText}`.trim(),
  };
}
