/** One value at one time in milliseconds; undefined where nobody knows it. */
export interface Point {
  at: number;
  value: number | undefined;
}

/** Room for drawing: x and y go from 0 to these. */
export const width = 1_000;
export const height = 100;

/** A sample that comes a little late is no gap. */
const gapFactor = 2.5;

type Known = Point & { value: number };

const isKnown = (point: Point): point is Known => point.value !== undefined;

/** Runs of neighbours that are known: what nobody saw is not drawn. */
function runs(points: Point[], everyMs: number): Known[][] {
  const found: Known[][] = [];
  let before: Known | undefined;
  for (const point of points) {
    if (!isKnown(point)) {
      before = undefined;
      continue;
    }
    const current = found.at(-1);
    if (
      current === undefined ||
      before === undefined ||
      point.at - before.at > gapFactor * everyMs
    ) {
      found.push([point]);
    } else {
      current.push(point);
    }
    before = point;
  }
  return found;
}

/** The line through the points and the area below it, as paths of SVG; highest is at the top. */
export function lagLine(points: Point[], everyMs: number) {
  const first = points[0]?.at ?? 0;
  const span = (points.at(-1)?.at ?? 0) - first;
  const highest = highestOf(points)?.value ?? 0;
  const x = (at: number) => round(span === 0 ? width : ((at - first) / span) * width);
  const y = (value: number) => round(height - (highest === 0 ? 0 : (value / highest) * height));
  const lines = runs(points, everyMs).map((run) => ({
    from: x(run[0]?.at ?? 0),
    to: x(run.at(-1)?.at ?? 0),
    through: run.map(({ at, value }) => `${x(at)} ${y(value)}`).join("L"),
  }));
  return {
    // A single point is a line of no length, which has round ends.
    line: lines.map(({ to, through }) => `M${through}H${to}`).join(""),
    area: lines.map(({ from, to, through }) => `M${through}L${to} ${height}H${from}Z`).join(""),
  };
}

export function highestOf(points: Point[]): Known | undefined {
  return points
    .filter(isKnown)
    .reduce<Known | undefined>(
      (best, point) => (best === undefined || point.value > best.value ? point : best),
      undefined,
    );
}

const round = (value: number) => Math.round(value * 10) / 10;
