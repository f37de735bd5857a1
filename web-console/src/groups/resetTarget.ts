import type { components } from "../api/generated/admin";
import { partitionNumbers } from "./partitionsText";

type Reset = components["schemas"]["OffsetsReset"];

export const targets = [
  { value: "earliest", label: "the oldest record" },
  { value: "latest", label: "the end" },
  { value: "timestamp", label: "a time" },
  { value: "offset", label: "an offset" },
  { value: "shift_by", label: "so many records on or back" },
] as const;

export type Target = (typeof targets)[number]["value"];

export interface ResetDraft {
  topics: string[];
  partitions: string;
  to: Target;
  /** A time of the browser's clock, an offset, or a number of records, as it was typed. */
  value: string;
}

/** The request that a draft stands for, or what is missing. */
export function resetOf({ topics, partitions, to, value }: ResetDraft): Reset | string {
  if (topics.length === 0) return "Choose a topic";
  const numbers = partitions.trim() === "" ? undefined : partitionNumbers(partitions);
  if (numbers === undefined && partitions.trim() !== "") return "Partitions are like 0, 2–4";
  const meant = { topics, ...(numbers !== undefined && { partitions: numbers }), to };
  switch (to) {
    case "earliest":
    case "latest":
      return meant;
    case "timestamp": {
      const time = new Date(value);
      return Number.isNaN(time.getTime())
        ? "Say which time"
        : { ...meant, timestamp: time.toISOString() };
    }
    case "offset":
      return /^\d{1,15}$/.test(value) ? { ...meant, offset: Number(value) } : "Say which offset";
    case "shift_by":
      return /^-?\d{1,15}$/.test(value)
        ? { ...meant, shift_by: Number(value) }
        : "Say how many records";
  }
}
