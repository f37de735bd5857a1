import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { topicsQuery } from "../api/queries";
import { FilterInput } from "../components/FilterInput";
import { count, plural } from "../components/format";
import { PlusIcon } from "../components/icons";
import { LinkButton } from "../components/links";
import styles from "../components/ListPage.module.css";
import { Pages } from "../components/Pages";
import { Empty, Failed, Loading } from "../components/States";
import { paths } from "../paths";
import { TopicsTable } from "./TopicsTable";

const route = getRouteApi("/inside/topics");

export function TopicsPage() {
  const { name = "", labels = "", page = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const topics = useQuery(topicsQuery({ name, labels, pageToken: page }));
  const filtered = name !== "" || labels !== "";

  const show = (search: { name?: string; labels?: string; page?: string }, replace: boolean) => {
    void navigate({ search, replace });
  };

  return (
    <>
      <div className={styles.head}>
        <h1 className={styles.title}>Topics</h1>
        {topics.data !== undefined && (
          <span className={styles.total}>{count(topics.data.total_count)}</span>
        )}
        <LinkButton {...paths.createTopic()} leftSection={<PlusIcon />} className={styles.create}>
          Create topic
        </LinkButton>
      </div>
      <div className={styles.filters} role="search">
        <FilterInput
          value={name}
          label="Search topics by name"
          placeholder="Search by name"
          onChange={(value) => {
            show({ name: value, labels }, true);
          }}
        />
        <FilterInput
          value={labels}
          label="Filter by labels"
          placeholder="Labels, such as team=sales,!test"
          onChange={(value) => {
            show({ name, labels: value }, true);
          }}
        />
      </div>
      <section className={styles.panel} aria-label="Topics" aria-busy={topics.isFetching}>
        {topics.isPending ? (
          <Loading what="topics" />
        ) : topics.isError ? (
          <Failed error={topics.error} onRetry={() => void topics.refetch()} />
        ) : topics.data.items.length === 0 ? (
          filtered ? (
            <Empty
              title="No topic matches"
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    show({}, false);
                  }}
                >
                  Show all topics
                </Button>
              }
            />
          ) : (
            <Empty
              title="No topics yet"
              action={<LinkButton {...paths.createTopic()}>Create the first topic</LinkButton>}
            >
              A topic is a named stream of records. Create one, then send it events by HTTP or from
              here.
            </Empty>
          )
        ) : (
          <TopicsTable topics={topics.data.items} />
        )}
      </section>
      {topics.isSuccess && (
        <Pages
          shown={plural(topics.data.items.length, "topic")}
          first={page === ""}
          next={topics.data.next_page_token}
          onNext={(token) => {
            show({ name, labels, page: token }, false);
          }}
        />
      )}
    </>
  );
}
