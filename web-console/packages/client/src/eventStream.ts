import { EventParser, type ServerEvent } from "./eventParser.ts";
import { answered, type Http } from "./http.ts";
import { parseJson } from "./json.ts";
import { isProblem, notAProblem, ProblemError, unreachable, type Problem } from "./problem.ts";
import { backoff, sleep } from "./waiting.ts";

export type StreamState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "reconnecting"; problem: Problem | undefined };

export type Events<T> = AsyncGenerator<T, void, undefined>;

export interface StreamOptions {
  /** The id of the event to go on after. */
  cursor?: string | undefined;
  /** Ends the stream; the loop over it throws the signal's reason. */
  signal?: AbortSignal | undefined;
  onState?: ((state: StreamState) => void) | undefined;
  /** A connection that is silent for longer is given up; the server says something every 15 s. */
  silenceMs?: number | undefined;
}

/** A stream over as many connections as it takes, each of which goes on where the last one ended. */
export async function* eventStream(
  http: Http,
  path: string,
  options: StreamOptions,
): Events<ServerEvent> {
  const { signal, onState } = options;
  let { cursor } = options;
  let retryMs = 500;
  let failures = 0;
  onState?.({ kind: "connecting" });
  for (;;) {
    const parser = new EventParser();
    let heard = false;
    let failure: ProblemError | undefined;
    try {
      for await (const piece of pieces(http, path, { ...options, cursor })) {
        for (const event of parser.push(piece)) {
          if (!heard) onState?.({ kind: "live" });
          heard = true;
          cursor = event.id ?? cursor;
          const problem = event.type === "error" ? parseJson(event.data) : undefined;
          if (isProblem(problem)) throw new ProblemError(problem);
          if (event.type === "end") return;
          signal?.throwIfAborted();
          yield event;
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ProblemError)) throw error;
      // The server has said that nothing will ever come.
      if (error.problem.status === 204) return;
      if (!error.mayPass) throw error;
      failure = error;
    }
    onState?.({ kind: "reconnecting", problem: failure?.problem });
    retryMs = parser.retryMs ?? retryMs;
    failures = heard ? 0 : failures + 1;
    await sleep(Math.max(backoff(retryMs, failures), failure?.retryAfterMs ?? 0), signal);
  }
}

/** What comes on one connection, until it ends. */
async function* pieces(http: Http, path: string, options: StreamOptions): Events<string> {
  const { cursor, signal, silenceMs = 40_000 } = options;
  const connection = new AbortController();
  const signals = signal === undefined ? [connection.signal] : [connection.signal, signal];
  const heardOf = <T>(answer: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      connection.abort(new ProblemError(unreachable(`Nothing was heard for ${silenceMs} ms`)));
    }, silenceMs);
    return answered(answer, connection.signal).finally(() => {
      clearTimeout(timer);
    });
  };
  try {
    const response = await heardOf(
      http.send(path, {
        // Strict, as a refusal that is told inside a stream would be for clients that see no status.
        headers: {
          Accept: "text/event-stream",
          Prefer: "handling=strict",
          ...(cursor !== undefined && { "Last-Event-ID": cursor }),
        },
        signal: AbortSignal.any(signals),
      }),
    );
    const reader = response.body?.getReader();
    if (reader === undefined) throw new ProblemError(notAProblem(response));
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await heardOf(reader.read());
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    connection.abort();
  }
}
