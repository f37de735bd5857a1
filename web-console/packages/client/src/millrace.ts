import { eventStream, type Events, type StreamOptions } from "./eventStream.ts";
import type { components, paths } from "./generated/v1.ts";
import { GroupMember, type MemberOptions, type MemberQuery } from "./groupMember.ts";
import { Http, queryOf, randomId, type ClientOptions } from "./http.ts";
import * as json from "./json.ts";
import { ProblemError } from "./problem.ts";
import { backoff, sleep } from "./waiting.ts";

export type ProduceRecord = components["schemas"]["ProduceRecord"];

export interface ProduceOptions {
  /** However often they are sent under one key, records are stored once; random by default. */
  idempotencyKey?: string;
  /** How often they are sent if the server can't take them or its answer is lost; 5 by default. */
  attempts?: number;
  signal?: AbortSignal;
}

/** Topics, separated by commas, where to begin, and which records. */
export type TailQuery = paths["/v1/tail"]["get"]["parameters"]["query"];

/** `cursor` is where another tail would go on. */
export type TailEvent =
  | { kind: "record"; record: json.StreamRecord; cursor: string | undefined }
  | { kind: "gap"; gap: json.Gap; cursor: string | undefined }
  | { kind: "position"; cursor: string };

/** A server or cluster, as one principal sees it. */
export class Millrace {
  readonly #http: Http;

  constructor(options: ClientOptions) {
    this.#http = new Http(options);
  }

  /**
   * Stores records; the results stand in their order, a `problem` for what was refused. Instead of records it takes a whole body of
   * the API, for JSON that has to stay as it was written.
   */
  async produce(
    topic: string,
    records: readonly ProduceRecord[] | string,
    { idempotencyKey = randomId(), attempts = 5, signal }: ProduceOptions = {},
  ): Promise<json.RecordResult[]> {
    const path = `/v1/topics/${encodeURIComponent(topic)}/records`;
    const body = typeof records === "string" ? records : JSON.stringify({ records });
    const headers = { "Idempotency-Key": `"${idempotencyKey}"` };
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#http.post(path, body, { headers, signal });
        if (json.isResults(answer)) return answer.results;
        throw new Error("The answer has no results");
      } catch (error) {
        if (!(error instanceof ProblemError) || !error.mayPass || attempt >= attempts) throw error;
        await sleep(Math.max(backoff(250, attempt), error.retryAfterMs), signal);
      }
    }
  }

  /** Every record as it comes, until the loop is left or the topics are gone. */
  async *tail(query: TailQuery, options: StreamOptions = {}): Events<TailEvent> {
    const path = `/v1/tail?${queryOf({ heartbeat: "15s", ...query })}`;
    for await (const { type, data, id: cursor } of eventStream(this.#http, path, options)) {
      const told = json.parseJson(data);
      if (type === "message" && json.isStreamRecord(told)) {
        yield { kind: "record", record: told, cursor };
      } else if (type === "gap" && json.isGap(told)) {
        yield { kind: "gap", gap: told, cursor };
      } else if ((type === "open" || type === "position") && cursor !== undefined) {
        yield { kind: "position", cursor };
      }
    }
  }

  /** The records that no other member of the group gets. */
  member(group: string, query: MemberQuery, options: MemberOptions = {}): GroupMember {
    return new GroupMember(this.#http, group, query, options);
  }
}
