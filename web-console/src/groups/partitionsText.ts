/** `{orders: [0, 1, 2, 5]}` → "orders 0–2, 5". */
export function partitionsText(byTopic: Record<string, number[]>): string {
  return Object.entries(byTopic)
    .filter(([, partitions]) => partitions.length > 0)
    .map(([topic, partitions]) => `${topic} ${ranges(partitions)}`)
    .join("; ");
}

function ranges(partitions: number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const partition of partitions.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.last === partition - 1) run.last = partition;
    else runs.push({ first: partition, last: partition });
  }
  return runs
    .map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`))
    .join(", ");
}

/** "0, 2-4" → [0, 2, 3, 4]; undefined if it says something else, or too much. */
export function partitionNumbers(text: string): number[] | undefined {
  const numbers: number[] = [];
  for (const part of text.split(",")) {
    const [, first, last] = /^\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?$/.exec(part) ?? [];
    if (first === undefined) return undefined;
    for (let number = Number(first); number <= Number(last ?? first); number++)
      numbers.push(number);
    if (numbers.length === 0 || numbers.length > partitionsMax) return undefined;
  }
  return numbers;
}

const partitionsMax = 10_000;
