import { parseJson } from "./json.ts";
import { isProblem, notAProblem, ProblemError, unreachable } from "./problem.ts";

export interface ClientOptions {
  /** Of any broker, or of whatever passes `/v1` on to one. */
  url: string;
  /** API key, `mr_<id>_<secret>`; a page with a session cookie needs none. */
  key?: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  fetch?: (request: Request) => Promise<Response>;
}

interface Sending {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Requests whose refusals are thrown as `ProblemError`. */
export class Http {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async send(path: string, init: RequestInit): Promise<Response> {
    const { url, key, headers, fetch = globalThis.fetch } = this.#options;
    const request = new Request(url.replace(/\/$/, "") + path, init);
    for (const [name, value] of Object.entries(headers ?? {})) request.headers.set(name, value);
    if (key !== undefined) request.headers.set("Authorization", `Bearer ${key}`);
    const response = await answered(fetch(request), init.signal);
    if (response.ok) return response;
    const problem = parseJson(await answered(response.text(), init.signal));
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    throw new ProblemError(isProblem(problem) ? problem : notAProblem(response), seconds * 1000);
  }

  async post(path: string, body: string, init: Sending): Promise<unknown> {
    const headers = { ...init.headers, "Content-Type": "application/json" };
    const response = await this.send(path, { ...init, method: "POST", body, headers });
    return parseJson(await answered(response.text(), init.signal));
  }
}

/** Whoever aborts gets the reason; any other way to get no answer is a problem. */
export async function answered<T>(answer: Promise<T>, signal?: AbortSignal | null): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof ProblemError ? error : new ProblemError(unreachable(error));
  }
}

export function queryOf(parameters: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, String(value));
  return query.toString();
}

/** A UUID; `crypto.randomUUID` is missing where a page did not come by TLS. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
