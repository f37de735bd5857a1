import { minuteOfDay } from "../components/format";
import styles from "./LagChart.module.css";
import { height, highestOf, lagLine, width, type Point } from "./lagLine";

/** One quantity over time; whoever can't see it hears where it began, was highest, and is. */
export function LagChart(props: {
  title: string;
  points: Point[];
  everyMs: number;
  format: (value: number) => string;
}) {
  const { title, points, everyMs, format } = props;
  const { line, area } = lagLine(points, everyMs);
  const highest = highestOf(points);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const told = (point: Point) =>
    `${point.value === undefined ? "unknown" : format(point.value)} at ${time(point.at)}`;
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span>{title}</span>
        {highest !== undefined && <span>at most {told(highest)}</span>}
      </figcaption>
      <svg
        className={styles.plot}
        role="img"
        aria-label={`${title}: ${told(first)}, ${highest === undefined ? "" : `at most ${told(highest)}, `}${told(last)}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
      >
        <path className={styles.area} d={area} />
        <path className={styles.line} d={line} />
      </svg>
      <div className={styles.times} aria-hidden>
        <span>{time(first.at)}</span>
        <span>{time(last.at)}</span>
      </div>
    </figure>
  );
}

const time = (at: number) => minuteOfDay(new Date(at).toISOString());
