import type { ReactNode } from "react";
import styles from "./ClusterPage.module.css";

/** A part of the page under its heading. */
export function Panel(props: {
  title: string;
  count?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.panel} aria-label={props.title}>
      <div className={styles.caption}>
        <h2 className={styles.heading}>{props.title}</h2>
        {props.count !== undefined && <span className={styles.count}>{props.count}</span>}
        {props.action !== undefined && <div className={styles.end}>{props.action}</div>}
      </div>
      {props.children}
    </section>
  );
}

/** Nothing to show, and that is good. */
export function Quiet({ children }: { children: string }) {
  return <p className={styles.quiet}>{children}</p>;
}
