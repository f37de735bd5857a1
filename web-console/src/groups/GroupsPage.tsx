import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { groupsQuery, groupStates } from "../api/queries";
import { FilterInput } from "../components/FilterInput";
import { count, plural } from "../components/format";
import styles from "../components/ListPage.module.css";
import { Pages } from "../components/Pages";
import { Empty, Failed, Loading } from "../components/States";
import { GroupsTable } from "./GroupsTable";

const route = getRouteApi("/inside/groups");

export function GroupsPage() {
  const { prefix = "", state: wanted, page = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const state = groupStates.find((each) => each === wanted);
  const groups = useQuery(groupsQuery({ prefix, state, pageToken: page }));

  const show = (
    search: { prefix?: string; state?: string | undefined; page?: string | undefined },
    replace: boolean,
  ) => {
    void navigate({ search, replace });
  };

  return (
    <>
      <div className={styles.head}>
        <h1 className={styles.title}>Groups</h1>
        {groups.data !== undefined && (
          <span className={styles.total}>{count(groups.data.total_count)}</span>
        )}
      </div>
      <div className={styles.filters} role="search">
        <FilterInput
          value={prefix}
          label="Find groups by the beginning of their name"
          placeholder="Name begins with"
          onChange={(value) => {
            show({ prefix: value, state }, true);
          }}
        />
        <Select
          aria-label="Filter by state"
          placeholder="Any state"
          clearable
          data={groupStates}
          value={state ?? null}
          onChange={(value) => {
            show({ prefix, state: value ?? undefined }, true);
          }}
        />
      </div>
      <section className={styles.panel} aria-label="Groups" aria-busy={groups.isFetching}>
        {groups.isPending ? (
          <Loading what="groups" />
        ) : groups.isError ? (
          <Failed error={groups.error} onRetry={() => void groups.refetch()} />
        ) : groups.data.items.length > 0 ? (
          <GroupsTable groups={groups.data.items} />
        ) : prefix !== "" || state !== undefined ? (
          <Empty
            title="No group matches"
            action={
              <Button
                variant="default"
                onClick={() => {
                  show({}, false);
                }}
              >
                Show all groups
              </Button>
            }
          />
        ) : (
          <Empty title="No groups yet">
            The members of a group share the records of their topics. A group is there as soon as
            its first member has joined.
          </Empty>
        )}
      </section>
      {groups.isSuccess && (
        <Pages
          shown={plural(groups.data.items.length, "group")}
          first={page === ""}
          next={groups.data.next_page_token}
          onNext={(token) => {
            show({ prefix, state, page: token }, false);
          }}
        />
      )}
    </>
  );
}
