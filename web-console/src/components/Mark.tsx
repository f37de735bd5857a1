import styles from "./Mark.module.css";

/** Water in the race, and one record on its way. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg className={styles.mark} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect className={styles.ground} width="32" height="32" rx="8" />
      <g className={styles.water}>
        <path d="M5.5 22.5c3.5 0 3.5-2.6 7-2.6s3.5 2.6 7 2.6 3.5-2.6 7-2.6" />
        <path d="M5.5 16.2c3.5 0 3.5-2.6 7-2.6s3.5 2.6 7 2.6 3.5-2.6 7-2.6" opacity=".72" />
        <path d="M5.5 9.9c3.5 0 3.5-2.6 7-2.6" opacity=".45" />
      </g>
      <circle className={styles.record} cx="21.8" cy="8.9" r="2.3" />
    </svg>
  );
}
