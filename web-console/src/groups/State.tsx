import styles from "./GroupPage.module.css";

/** Of a group or a member, with a light: green if all is as it is to be, grey if nobody is there. */
export function State({ state }: { state: string }) {
  return (
    <span className={styles.state} data-state={state}>
      {state}
    </span>
  );
}
