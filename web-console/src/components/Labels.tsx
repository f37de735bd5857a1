import { Link } from "@tanstack/react-router";
import { paths } from "../paths";
import styles from "./Labels.module.css";

/** Labels as small links to the topics that share them. */
export function Labels({ labels }: { labels: Record<string, string> }) {
  const entries = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  return (
    <ul className={styles.labels} aria-label="Labels">
      {entries.map(([name, value]) => (
        <li key={name}>
          <Link
            {...paths.topicsLabelled(value === "" ? name : `${name}=${value}`)}
            className={styles.label}
            title="Topics with this label"
          >
            <span className={styles.name}>{name}</span>
            {value}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const key = /^[a-zA-Z0-9]([a-zA-Z0-9._/-]{0,61}[a-zA-Z0-9])?$/;
const word = /^([a-zA-Z0-9]([a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?)?$/;

/** What is wrong with `name=value`, or null. */
export function labelProblem(text: string): string | null {
  const [name, value] = splitLabel(text);
  if (!key.test(name)) return `“${name}” is no label name: letters, digits, and . _ / - inside`;
  if (!word.test(value)) return `“${value}” is no label value: letters, digits, and . _ - inside`;
  return null;
}

export function splitLabel(text: string): [string, string] {
  const cut = text.indexOf("=");
  return cut < 0 ? [text.trim(), ""] : [text.slice(0, cut).trim(), text.slice(cut + 1).trim()];
}

export function toLabels(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map(splitLabel));
}
