import { Button, Skeleton } from "@mantine/core";
import type { Problem } from "@millrace/client";
import type { ReactNode } from "react";
import { problemOf } from "../api/problem";
import styles from "./States.module.css";

/** Grey lines where content will be; announced once. */
export function Loading({ what, lines = 6 }: { what: string; lines?: number }) {
  return (
    <div className={styles.loading} role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={14} width={`${92 - ((line * 17) % 40)}%`} radius="sm" />
      ))}
    </div>
  );
}

export function Empty(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.state}>
      <svg className={styles.drawing} viewBox="0 0 120 36" aria-hidden="true">
        <path d="M2 26c14.5 0 14.5-8 29-8s14.5 8 29 8 14.5-8 29-8 14.5 8 29 8" />
        <path d="M2 14c14.5 0 14.5-8 29-8s14.5 8 29 8 14.5-8 29-8 14.5 8 29 8" opacity=".45" />
      </svg>
      <h2 className={styles.title}>{props.title}</h2>
      {props.children !== undefined && <p className={styles.text}>{props.children}</p>}
      {props.action}
    </div>
  );
}

/** Whatever went wrong, said plainly; forbidden and missing things have words of their own. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  return (
    <div className={styles.state} role="alert">
      <h2 className={styles.title}>{titleOf(problem)}</h2>
      <p className={styles.text}>{problem.detail ?? problem.title}</p>
      <p className={styles.code}>
        {problem.status > 0 && `${problem.status} · `}
        {problem.code}
      </p>
      {onRetry !== undefined && problem.status !== 403 && problem.status !== 404 && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function titleOf(problem: Problem): string {
  return problem.status === 403 ? "You may not see this" : problem.title;
}

/** A refusal beside the form that caused it. */
export function Refusal({ error, children }: { error: unknown; children?: ReactNode }) {
  const problem = problemOf(error);
  return (
    <div className={styles.refusal} role="alert">
      <strong>{problem.title}</strong>
      {problem.detail !== undefined && <span>{problem.detail}</span>}
      {children}
      <span className={styles.code}>{problem.code}</span>
    </div>
  );
}
