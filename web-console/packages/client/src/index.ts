export type { StreamOptions, StreamState } from "./eventStream.ts";
export type { components, paths } from "./generated/v1.ts";
export type { GroupMember, MemberEvent, MemberOptions, MemberQuery } from "./groupMember.ts";
export { randomId, type ClientOptions } from "./http.ts";
export { isObject, isStreamRecord, parseJson } from "./json.ts";
export type { Gap, RecordResult, StreamRecord } from "./json.ts";
export { Millrace } from "./millrace.ts";
export type { ProduceOptions, ProduceRecord, TailEvent, TailQuery } from "./millrace.ts";
export { isProblem, notAProblem, ProblemError, unreachable, type Problem } from "./problem.ts";
