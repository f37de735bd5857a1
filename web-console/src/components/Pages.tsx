import { Button } from "@mantine/core";
import styles from "./ListPage.module.css";

/** Leads through a list that is longer than a page; nothing where all of it is on this one. */
export function Pages(props: {
  shown: string;
  first: boolean;
  next: string | undefined;
  onNext: (token: string) => void;
}) {
  const { shown, first, next, onNext } = props;
  if (first && next === undefined) return null;
  return (
    <nav className={styles.pages} aria-label="Pages">
      <span>{shown} on this page</span>
      <Button
        variant="default"
        disabled={first}
        onClick={() => {
          window.history.back();
        }}
      >
        Previous
      </Button>
      <Button
        variant="default"
        disabled={next === undefined}
        onClick={() => {
          if (next !== undefined) onNext(next);
        }}
      >
        Next
      </Button>
    </nav>
  );
}
