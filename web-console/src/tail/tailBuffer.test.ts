import { describe, expect, it } from "vitest";
import { entriesMax, TailBuffer } from "./tailBuffer";
import type { TailEntry } from "./tailFeed";

const entry = (offset: number, text = "x"): TailEntry => ({
  kind: "record",
  id: `0-${offset}`,
  record: { partition: 0, offset, timestamp: "2026-05-04T10:00:00.000Z", value_text: text },
});

describe("tail buffer", () => {
  it("holds the newest entries and counts what it let go", () => {
    const buffer = new TailBuffer();
    for (let offset = 0; offset < entriesMax + 5; offset++) buffer.add(entry(offset));

    const { entries, received, dropped } = buffer.view();
    expect(entries).toHaveLength(entriesMax);
    expect(entries[0]?.id).toBe("0-5");
    expect(received).toBe(entriesMax + 5);
    expect(dropped).toBe(5);
  });

  it("is bounded in size, too", () => {
    const buffer = new TailBuffer();
    const megabyte = "x".repeat(1024 * 1024);
    for (let offset = 0; offset < 40; offset++) buffer.add(entry(offset, megabyte));
    expect(buffer.view().entries.length).toBeLessThan(17);
  });

  it("takes a record that a resume repeats only once", () => {
    const buffer = new TailBuffer();
    buffer.add(entry(1));
    buffer.add(entry(1));
    expect(buffer.view()).toMatchObject({ received: 1, dropped: 0 });
  });

  it("is empty after clearing, and goes on counting", () => {
    const buffer = new TailBuffer();
    buffer.add(entry(1));
    buffer.clear();
    buffer.add(entry(2));
    expect(buffer.view()).toMatchObject({ received: 2, dropped: 0 });
    expect(buffer.view().entries.map(({ id }) => id)).toEqual(["0-2"]);
  });
});
