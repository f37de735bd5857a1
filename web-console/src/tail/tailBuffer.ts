import type { StreamRecord } from "@millrace/client";
import type { TailEntry } from "./tailFeed";

/** What a page can show and a tab can hold: the newest entries, up to a number and a size. */
export const entriesMax = 2_000;
const charactersMax = 16 * 1024 * 1024;

export class TailBuffer {
  #entries: TailEntry[] = [];
  #sizes: number[] = [];
  #characters = 0;
  #seen = new Set<string>();
  received = 0;
  #dropped = 0;

  /** A record that is here already (a resume may repeat some) is not taken twice. */
  add(entry: TailEntry): void {
    if (this.#seen.has(entry.id)) return;
    const size = entry.kind === "record" ? sizeOf(entry.record) : 100;
    this.#seen.add(entry.id);
    this.#entries.push(entry);
    this.#sizes.push(size);
    this.#characters += size;
    if (entry.kind === "record") this.received += 1;
    while (
      this.#entries.length > entriesMax ||
      (this.#characters > charactersMax && this.#entries.length > 1)
    ) {
      const oldest = this.#entries.shift();
      this.#characters -= this.#sizes.shift() ?? 0;
      if (oldest !== undefined) this.#seen.delete(oldest.id);
      this.#dropped += 1;
    }
  }

  clear(): void {
    this.#entries = [];
    this.#sizes = [];
    this.#characters = 0;
    this.#seen.clear();
    this.#dropped = 0;
  }

  view() {
    return { entries: this.#entries.slice(), received: this.received, dropped: this.#dropped };
  }
}

function sizeOf(record: StreamRecord): number {
  const value = record.value_text ?? record.value_base64 ?? JSON.stringify(record.value ?? null);
  const headers = record.headers ?? [];
  return headers.reduce(
    (sum, { name, value: text, value_base64: base64 }) =>
      sum + name.length + (text ?? base64 ?? "").length,
    value.length + (record.key ?? record.key_base64 ?? "").length + 100,
  );
}
