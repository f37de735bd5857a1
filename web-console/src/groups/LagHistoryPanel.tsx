import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { groupLagHistoryQuery, type LagHistory } from "../api/queries";
import { Panel, Quiet } from "../cluster/Panel";
import { compactCount, duration, minuteOfDay, plural } from "../components/format";
import { Failed, Loading } from "../components/States";
import { LagChart } from "./LagChart";
import styles from "./LagChart.module.css";

const route = getRouteApi("/inside/groups/$group");

/** How far the group was behind, as far back as the process that answers remembers. */
export function LagHistoryPanel({ group }: { group: string }) {
  const history = useQuery(groupLagHistoryQuery(group));
  return (
    <Panel
      title="Lag over time"
      action={history.data !== undefined && <TopicSelect history={history.data} />}
    >
      {history.isPending ? (
        <Loading what="lag over time" lines={3} />
      ) : history.isError ? (
        <Failed error={history.error} onRetry={() => void history.refetch()} />
      ) : history.data.since === undefined ? (
        <Quiet>{noneYet(history.data)}</Quiet>
      ) : (
        <Charts history={history.data} since={history.data.since} />
      )}
    </Panel>
  );
}

function noneYet({ sampled, every_ms }: LagHistory): string {
  const first = `the first one is taken within ${duration(every_ms)}`;
  return sampled
    ? `There are no samples yet: ${first} of a commit.`
    : `There are no samples yet: ${first}, unless too many other groups are looked at.`;
}

/** 60000 → "minute", 20000 → "20 seconds". */
const period = (ms: number) => duration(ms).replace(/^1 /, "");

function TopicSelect({ history }: { history: LagHistory }) {
  const { topic } = route.useSearch();
  const navigate = route.useNavigate();
  if (history.topics.length < 2) return null;
  return (
    <Select
      aria-label="Topic of the charts"
      placeholder="All topics"
      size="xs"
      clearable
      data={history.topics.map((each) => each.topic)}
      value={topic ?? null}
      onChange={(value) => {
        void navigate({ search: { topic: value ?? undefined }, replace: true });
      }}
    />
  );
}

function Charts({ history, since }: { history: LagHistory; since: string }) {
  const { topic } = route.useSearch();
  const samples = history.topics.find((each) => each.topic === topic)?.samples ?? history.total;
  const points = (value: "lag" | "lag_ms") =>
    samples.map((sample) => ({ at: Date.parse(sample.time), value: sample[value] }));
  return (
    <>
      <div className={styles.charts}>
        <LagChart
          title="Records"
          points={points("lag")}
          everyMs={history.every_ms}
          format={compactCount}
        />
        <LagChart
          title="Time"
          points={points("lag_ms")}
          everyMs={history.every_ms}
          format={(ms) => (ms === 0 ? "none" : duration(ms))}
        />
      </div>
      <p className={styles.note}>
        Samples since {minuteOfDay(samples[0]?.time ?? since)}, one every {period(history.every_ms)}
        ; they are kept for a day, and lost when administration is restarted.
        {history.topics_left_out > 0 &&
          ` ${plural(history.topics_left_out, "topic")} of the group ${history.topics_left_out === 1 ? "is" : "are"} left out: too many are sampled.`}
      </p>
    </>
  );
}
