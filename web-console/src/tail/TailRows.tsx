import { useNavigate } from "@tanstack/react-router";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef } from "react";
import { count, timeOfDay } from "../components/format";
import { Link } from "@tanstack/react-router";
import { paths } from "../paths";
import { keyText, valueText } from "../record/recordText";
import type { TailEntry } from "./tailFeed";
import styles from "./TailRows.module.css";

/** On narrow screens a row has two lines. */
const rowHeights = { wide: 34, narrow: 56 };

/** Newest on top. Only the rows in view are in the document; whoever has scrolled down keeps their place. */
export function TailRows(props: {
  entries: readonly TailEntry[];
  topic: string;
  selected?: string | undefined;
}) {
  const { entries, topic, selected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  const rowHeight = narrow ? rowHeights.narrow : rowHeights.wide;
  const newest = entries.length - 1;
  // eslint-disable-next-line react-hooks/incompatible-library -- no React Compiler here
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => entries[newest - index]?.id ?? index,
    overscan: 12,
  });
  useLayoutEffect(() => {
    rows.measure();
  }, [rows, rowHeight]);
  const last = useRef(entries.at(-1)?.id);
  // Rows that arrive above the view push nothing away.
  useLayoutEffect(() => {
    const before = entries.findLastIndex((entry) => entry.id === last.current);
    last.current = entries.at(-1)?.id;
    const element = scroller.current;
    if (element === null || before < 0 || element.scrollTop === 0) return;
    element.scrollTop += (entries.length - 1 - before) * rowHeight;
  }, [entries, rowHeight]);

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="table"
      aria-label="Records"
      aria-rowcount={entries.length}
    >
      <div className={styles.head} role="row">
        <span role="columnheader">Time</span>
        <span role="columnheader">Partition</span>
        <span role="columnheader">Offset</span>
        <span role="columnheader">Key</span>
        <span role="columnheader">Value</span>
      </div>
      <div className={styles.rows} style={{ height: rows.getTotalSize() }} role="rowgroup">
        {rows.getVirtualItems().map((item) => {
          const entry = entries[newest - item.index];
          if (entry === undefined) return null;
          const place = { transform: `translateY(${item.start}px)`, height: item.size };
          return entry.kind === "gap" ? (
            <GapRow key={item.key} entry={entry} place={place} index={item.index} />
          ) : (
            <RecordRow
              key={item.key}
              entry={entry}
              topic={topic}
              selected={entry.id === selected}
              place={place}
              index={item.index}
            />
          );
        })}
      </div>
    </div>
  );
}

interface Placed<Kind extends TailEntry["kind"]> {
  entry: Extract<TailEntry, { kind: Kind }>;
  place: { transform: string; height: number };
  index: number;
}

function RecordRow(props: Placed<"record"> & { topic: string; selected: boolean }) {
  const { record } = props.entry;
  const navigate = useNavigate();
  const key = keyText(record);
  const link = paths.record(props.topic, record.partition, record.offset);
  const keepSearch = { ...link, search: (old: object) => ({ ...old, ...link.search }) };
  return (
    <div
      className={styles.row}
      style={props.place}
      role="row"
      aria-rowindex={props.index + 1}
      aria-selected={props.selected}
      onClick={() => void navigate(keepSearch)}
    >
      <time role="cell" className={styles.time} dateTime={record.timestamp}>
        {timeOfDay(record.timestamp)}
      </time>
      <span role="cell" className={styles.partition}>
        {record.partition}
      </span>
      <span role="cell" className={styles.offset}>
        <Link
          {...keepSearch}
          aria-label={`Record ${record.offset} of partition ${record.partition}`}
          onClick={(event) => {
            event.stopPropagation();
          }}
        >
          {record.offset}
        </Link>
      </span>
      <span role="cell" className={styles.key}>
        {key ?? <i className={styles.none}>no key</i>}
      </span>
      <span role="cell" className={styles.value}>
        {valueText(record, 400) ?? <i className={styles.none}>tombstone</i>}
      </span>
    </div>
  );
}

function GapRow({ entry: { gap }, place, index }: Placed<"gap">) {
  const reason = {
    retention: "deleted by retention",
    slow: "skipped because this reader was too slow",
    log_truncated: "cut off the log by a change of leader",
  }[gap.reason];
  const range =
    gap.requested !== undefined && gap.resumed_at !== undefined
      ? `offsets ${count(gap.requested)} to ${count(gap.resumed_at - 1)}`
      : "some records";
  return (
    <div className={styles.gap} style={place} role="row" aria-rowindex={index + 1}>
      <span role="cell">
        Gap in partition {gap.partition}: {range} {reason}
      </span>
    </div>
  );
}
