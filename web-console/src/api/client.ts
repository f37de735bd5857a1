import {
  isProblem,
  Millrace,
  notAProblem,
  ProblemError,
  unreachable,
  type paths as DataPaths,
} from "@millrace/client";
import createClient from "openapi-fetch";
import type { paths as AdminPaths } from "./generated/admin";

/** Marks requests of this page; a form on another site can't send this header (CSRF). */
const headers = { "X-Requested-With": "millrace-console" };

/** Looked up at each call, so that a test can stand in for the network. */
const fetch = async (request: Request) => {
  try {
    return await globalThis.fetch(request);
  } catch (error) {
    throw new ProblemError(unreachable(error));
  }
};

/** Control plane, `/admin/v1`. */
export const admin = createClient<AdminPaths>({ baseUrl: location.origin, headers, fetch });

/** Data plane, `/v1`. */
export const data = createClient<DataPaths>({ baseUrl: location.origin, headers, fetch });

/** Streams, and records to be stored. */
export const millrace = new Millrace({ url: location.origin, headers });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The JSON of a successful answer; anything else is thrown as a `ProblemError`. */
export async function bodyOf<T>(call: Promise<Answer<T>>): Promise<Exclude<T, string>> {
  const { data: body, error, response } = await call;
  if (!response.ok) throw refusal(error, response);
  if (!isJson(body)) throw new ProblemError(notAProblem(response));
  return body;
}

/** Operations that also stream are typed as text, too; these calls ask for JSON. */
function isJson<T>(body: T | undefined): body is Exclude<T, string> {
  return body !== undefined && typeof body !== "string";
}

/** As `bodyOf`, with the ETag that a later change is based on. */
export async function taggedBodyOf<T>(
  call: Promise<Answer<T>>,
): Promise<Tagged<Exclude<T, string>>> {
  const answer = await call;
  return {
    value: await bodyOf(Promise.resolve(answer)),
    etag: answer.response.headers.get("ETag"),
  };
}

/** For answers that have no body. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw refusal(error, response);
}

export interface Tagged<T> {
  value: T;
  etag: string | null;
}

/** `If-Match` for a change based on this state. */
export function ifMatch(tagged: Tagged<unknown>): { "If-Match"?: string } {
  return tagged.etag === null ? {} : { "If-Match": tagged.etag };
}

function refusal(error: unknown, response: Response): ProblemError {
  return new ProblemError(isProblem(error) ? error : notAProblem(response));
}
