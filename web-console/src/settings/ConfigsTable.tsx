import { Button } from "@mantine/core";
import { useState } from "react";
import type { Tagged } from "../api/client";
import type { TopicConfig } from "../api/queries";
import { EditConfig } from "./EditConfig";
import styles from "./ConfigsTable.module.css";
import { configInWords } from "./configValues";

/** Every config with its value; those that differ from their default stand out. */
export function ConfigsTable(props: { topic: string; configs: Tagged<{ items: TopicConfig[] }> }) {
  const [editing, setEditing] = useState<string>();
  const config = props.configs.value.items.find((item) => item.name === editing);
  return (
    <>
      <ul className={styles.configs}>
        {props.configs.value.items.map((item) => (
          <li key={item.name} className={styles.config} data-source={item.source}>
            <span className={styles.name}>
              {item.name}
              <span className={styles.documentation}>{item.documentation}</span>
            </span>
            <span className={styles.value}>
              {item.value === "" ? "not set" : item.value}
              <span className={styles.words}>{configInWords(item, item.value)}</span>
            </span>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={`Edit ${item.name}`}
              onClick={() => {
                setEditing(item.name);
              }}
            >
              Edit
            </Button>
          </li>
        ))}
      </ul>
      {config !== undefined && (
        <EditConfig
          key={config.name}
          topic={props.topic}
          config={config}
          configs={props.configs}
          onClose={() => {
            setEditing(undefined);
          }}
        />
      )}
    </>
  );
}
