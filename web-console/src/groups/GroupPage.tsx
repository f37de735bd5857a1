import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { groupQuery, type Group } from "../api/queries";
import { Panel } from "../cluster/Panel";
import { plural } from "../components/format";
import { TextLink } from "../components/links";
import { Failed, Loading } from "../components/States";
import { paths } from "../paths";
import { DeleteGroup } from "./DeleteGroup";
import styles from "./GroupPage.module.css";
import { LagHistoryPanel } from "./LagHistoryPanel";
import { LagPanel } from "./LagPanel";
import { MembersTable } from "./MembersTable";
import { ResetPositions } from "./ResetPositions";
import { State } from "./State";
import { UndoReset } from "./UndoReset";

const route = getRouteApi("/inside/groups/$group");

/** How far a group is behind, who reads for it, and where it goes on. */
export function GroupPage() {
  const { group: name } = route.useParams();
  const group = useQuery(groupQuery(name));
  if (group.isPending) return <Loading what={`group ${name}`} />;
  if (group.data === undefined) {
    return (
      <>
        <Title name={name} />
        <Failed error={group.error} onRetry={() => void group.refetch()} />
      </>
    );
  }
  const { value } = group.data;
  return (
    <div className={styles.page} key={name}>
      <Head group={value} stale={group.isError} />
      <LagPanel group={name} />
      <LagHistoryPanel group={name} />
      <Panel title="Members" count={plural(value.members.length, "member")}>
        <MembersTable group={value} />
      </Panel>
      <Panel title="Positions">
        <div className={styles.actions}>
          <p className={styles.text}>
            Where the group goes on can be moved, back to read records again or forward to leave
            some out. A preview says what that means; the last move can be undone for 24 hours.
          </p>
          <ResetPositions group={value} />
          <UndoReset group={value} />
        </div>
      </Panel>
      <Panel title="Delete">
        <div className={styles.actions}>
          <DeleteGroup group={group.data} />
        </div>
      </Panel>
    </div>
  );
}

function Head({ group, stale }: { group: Group; stale: boolean }) {
  return (
    <div className={styles.head}>
      <Title name={group.name} />
      <p className={styles.figures} aria-label="Figures">
        <State state={group.state} />
        <span>{plural(group.members.length, "member")}</span>
        <span>epoch {group.epoch}</span>
        <span>{group.assignor} assignment</span>
        {stale && <span className={styles.stale}>not up to date</span>}
      </p>
    </div>
  );
}

function Title({ name }: { name: string }) {
  return (
    <h1 className={styles.title}>
      <TextLink {...paths.groups()} inherit className={styles.up}>
        Groups
      </TextLink>
      {name}
    </h1>
  );
}
