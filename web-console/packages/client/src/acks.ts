import type { Http } from "./http.ts";
import { ProblemError } from "./problem.ts";
import { backoff, sleep } from "./waiting.ts";

/** However fast records are processed, there are no more requests than this lets through. */
const pauseMs = 100;

/** What one membership acknowledges. */
export class Acks {
  readonly #http: Http;
  readonly #path: string;
  readonly #over = new AbortController();
  #wanted: string | undefined;
  /** Until all is acknowledged, refused, or over. */
  settled: Promise<void> | undefined;

  constructor(http: Http, path: string) {
    this.#http = http;
    this.#path = path;
  }

  async send(cursor: string): Promise<void> {
    const init = { signal: this.#over.signal };
    await this.#http.post(this.#path, JSON.stringify({ cursor }), init);
  }

  /** Acknowledges soon, and until it comes through; a later cursor makes up for an earlier one. */
  soon(cursor: string): void {
    this.#wanted = cursor;
    this.settled ??= this.#sendAll().finally(() => {
      this.settled = undefined;
    });
  }

  stop(): void {
    this.#over.abort();
  }

  async #sendAll(): Promise<void> {
    for (let failures = 0; this.#wanted !== undefined;) {
      const cursor = this.#wanted;
      this.#wanted = undefined;
      try {
        await this.send(cursor);
        failures = 0;
      } catch (error) {
        // What is refused for good is told by the stream, too, whose reader acts on it.
        if (!(error instanceof ProblemError) || !error.mayPass) return;
        this.#wanted ??= cursor;
        failures += 1;
      }
      await sleep(backoff(pauseMs, failures));
    }
  }
}
