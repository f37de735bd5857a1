import { ProblemError, type Problem } from "@millrace/client";

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
