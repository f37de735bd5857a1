import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { topicQuery, type Topic } from "../api/queries";
import { atMost, bytes, plural } from "../components/format";
import { Labels } from "../components/Labels";
import { TextLink } from "../components/links";
import { Failed, Loading } from "../components/States";
import { paths } from "../paths";
import styles from "./TopicLayout.module.css";

const route = getRouteApi("/inside/topics/$topic");

/** Name, figures and tabs of one topic; the tab below is a page of its own. */
export function TopicLayout() {
  const { topic: name } = route.useParams();
  const topic = useQuery(topicQuery(name));
  if (topic.isPending) return <Loading what={`topic ${name}`} />;
  // A topic that was readable and now isn't keeps its page; the tail says what is going on.
  if (topic.data === undefined) {
    return (
      <>
        <Title name={name} />
        <Failed error={topic.error} onRetry={() => void topic.refetch()} />
      </>
    );
  }
  return (
    <>
      <Head topic={topic.data.value} stale={topic.isError} />
      <nav className={styles.tabs} aria-label={`Topic ${name}`}>
        <Tab link={paths.tail(name)} exact>
          Live tail
        </Tab>
        <Tab link={paths.produce(name)}>Produce</Tab>
        <Tab link={paths.partitions(name)}>Partitions</Tab>
        <Tab link={paths.settings(name)}>Settings</Tab>
      </nav>
      {/* Another topic is another page: nothing that was typed or streamed is carried over. */}
      <Outlet key={topic.data.value.topic_id} />
    </>
  );
}

function Head({ topic, stale }: { topic: Topic; stale: boolean }) {
  const { status } = topic;
  return (
    <div className={styles.head}>
      <div className={styles.line}>
        <Title name={topic.name} />
        <p className={styles.figures} aria-label="Figures">
          <span>{plural(status.partitions, "partition")}</span>
          <span>{atMost(status.record_count_max, "record")}</span>
          <span>{bytes(status.size_bytes)}</span>
          {status.phase !== "ready" && <span className={styles.phase}>{status.phase}</span>}
          {stale && <span className={styles.phase}>figures not up to date</span>}
        </p>
      </div>
      <div className={styles.line}>
        {topic.description !== undefined && topic.description !== "" && (
          <p className={styles.description}>{topic.description}</p>
        )}
        <Labels labels={topic.labels} />
      </div>
    </div>
  );
}

function Title({ name }: { name: string }) {
  return (
    <h1 className={styles.title}>
      <TextLink {...paths.topics()} inherit className={styles.up}>
        Topics
      </TextLink>
      {name}
    </h1>
  );
}

type TopicLink = ReturnType<(typeof paths)["tail" | "produce" | "partitions" | "settings"]>;

function Tab(props: { link: TopicLink; exact?: boolean; children: string }) {
  return (
    <Link
      {...props.link}
      className={styles.tab}
      activeProps={{ "data-active": true }}
      activeOptions={{ exact: props.exact ?? false, includeSearch: false }}
    >
      {props.children}
    </Link>
  );
}
