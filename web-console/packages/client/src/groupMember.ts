import { Acks } from "./acks.ts";
import { eventStream, type Events, type StreamOptions } from "./eventStream.ts";
import type { paths } from "./generated/v1.ts";
import { queryOf, randomId, type Http } from "./http.ts";
import * as json from "./json.ts";
import { isProblem, ProblemError, unreachable, type Problem } from "./problem.ts";
import { sleep } from "./waiting.ts";

/**
 * Topics, separated by commas, and how they are read. Without `ack`, going on with the loop acknowledges what came before, so that
 * each record comes at least once; with `explicit` only `GroupMember.ack` does; with `auto`, what was sent is taken for processed.
 */
export type MemberQuery = NonNullable<
  paths["/v1/groups/{group}/members/{member}/stream"]["get"]["parameters"]["query"]
>;

export interface MemberOptions extends Omit<StreamOptions, "cursor"> {
  /** No other process may use it meanwhile; random by default. */
  memberId?: string;
}

export type MemberEvent =
  | { kind: "record"; record: json.StreamRecord; cursor: string | undefined }
  | { kind: "gap"; gap: json.Gap; cursor: string | undefined }
  /** These are the member's from now on. */
  | { kind: "assign"; partitions: json.TopicPartition[] }
  /** Nothing more comes of these. Others get them once the loop goes on, or at the deadline. */
  | { kind: "revoke"; partitions: json.TopicPartition[]; deadline: string | undefined }
  /** The membership is gone. What was not acknowledged comes again, here or elsewhere. */
  | { kind: "lost"; problem: Problem };

const lostCodes = new Set(["fenced_member_epoch", "unknown_member"]);
const rejoinAfterMs = 1_000;
const leaveWithinMs = 5_000;

/** A member of a group from the beginning of the loop over it until its end, however it ends. */
export class GroupMember implements AsyncIterable<MemberEvent> {
  readonly #http: Http;
  readonly #path: string;
  readonly #query: MemberQuery;
  readonly #options: MemberOptions;
  readonly #closing = new AbortController();
  #acks: Acks;
  #session: number | undefined;

  constructor(http: Http, group: string, query: MemberQuery, options: MemberOptions) {
    const { memberId = randomId() } = options;
    this.#path = `/v1/groups/${encodeURIComponent(group)}/members/${encodeURIComponent(memberId)}`;
    this.#http = http;
    this.#query = query;
    this.#options = options;
    this.#acks = new Acks(http, `${this.#path}/acks`);
  }

  /** Acknowledges all that came up to the event with this cursor. */
  ack(cursor: string): Promise<void> {
    return this.#acks.send(cursor);
  }

  /** Ends the loop when it asks for more. */
  close(): void {
    this.#closing.abort();
  }

  async *[Symbol.asyncIterator](): Events<MemberEvent> {
    const { signal = this.#closing.signal } = this.#options;
    const ends = AbortSignal.any([this.#closing.signal, signal]);
    try {
      for (;;) {
        yield { kind: "lost", problem: yield* this.#membership(ends) };
        await sleep(rejoinAfterMs, ends);
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    } finally {
      await this.#leave();
    }
  }

  /** Returns why it is lost. */
  async *#membership(signal: AbortSignal): AsyncGenerator<MemberEvent, Problem, undefined> {
    this.#acks.stop();
    this.#acks = new Acks(this.#http, `${this.#path}/acks`);
    const { ack = "explicit" } = this.#query;
    const query = queryOf({ incarnation: randomId(), ...this.#query, ack });
    const options = { ...this.#options, signal };
    try {
      for await (const heard of eventStream(this.#http, `${this.#path}/stream?${query}`, options)) {
        const told = json.parseJson(heard.data);
        if (heard.type === "fenced" && isProblem(told)) return told;
        if (!json.isObject(told)) continue;
        if (typeof told.session === "number") this.#session = told.session;
        const event = memberEvent(heard.type, told, heard.id);
        if (event === undefined) continue;
        yield event;
        await this.#processed(event, heard.id, told.epoch);
      }
      return unreachable("The stream has ended");
    } catch (error) {
      if (error instanceof ProblemError && lostCodes.has(error.problem.code)) return error.problem;
      throw error;
    }
  }

  /** Called when the loop goes on. */
  async #processed(event: MemberEvent, cursor: string | undefined, epoch: unknown): Promise<void> {
    const revoked = event.kind === "revoke" && event.deadline !== undefined;
    if (this.#query.ack === undefined && cursor !== undefined && (revoked || "cursor" in event)) {
      // The cursor of a `revoke` gives its partitions up, too.
      this.#acks.soon(cursor);
      if (revoked) await this.#acks.settled;
    } else if (this.#query.ack === "explicit" && revoked) {
      const released: Record<string, number[]> = {};
      for (const { topic, partition } of event.partitions) (released[topic] ??= []).push(partition);
      const body = JSON.stringify({ session: this.#session, member_epoch: epoch, released });
      await this.#http.post(`${this.#path}/heartbeat`, body, {}).catch(() => {
        // Then they are taken at the deadline.
      });
    }
  }

  /** Whoever can't leave in time is expelled when the session times out. */
  async #leave(): Promise<void> {
    if (this.#session === undefined) return;
    const signal = AbortSignal.timeout(leaveWithinMs);
    await Promise.race([this.#acks.settled, sleep(leaveWithinMs)]);
    this.#acks.stop();
    const path = `${this.#path}?session=${this.#session}`;
    await this.#http.send(path, { method: "DELETE", signal }).catch(() => undefined);
  }
}

function memberEvent(type: string, told: json.JsonObject, id?: string): MemberEvent | undefined {
  if (type === "message" && json.isStreamRecord(told))
    return { kind: "record", record: told, cursor: id };
  if (type === "gap" && json.isGap(told)) return { kind: "gap", gap: told, cursor: id };
  if (!Array.isArray(told.partitions)) return undefined;
  const partitions = told.partitions.filter(json.isTopicPartition);
  if (type === "assign") return { kind: "assign", partitions };
  const deadline = typeof told.deadline === "string" ? told.deadline : undefined;
  return type === "revoke" ? { kind: "revoke", partitions, deadline } : undefined;
}
