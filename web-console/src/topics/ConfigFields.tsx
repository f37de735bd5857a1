import { ActionIcon, Button, Select } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { ConfigKey } from "../api/queries";
import { CrossIcon, PlusIcon } from "../components/icons";
import { ConfigInput } from "../settings/ConfigInput";
import styles from "./ConfigFields.module.css";

interface Entry {
  name: string;
  value: string;
}

/** The configs that differ from their defaults, picked one by one from the documented list. */
export function ConfigFields(props: {
  keys: ConfigKey[];
  entries: Entry[];
  errorOf: (index: number) => ReactNode;
  onChange: (entries: Entry[]) => void;
}) {
  const [picking, setPicking] = useState(false);
  const { keys, entries, onChange } = props;
  const free = keys.filter((key) => entries.every((entry) => entry.name !== key.name));
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.legend}>Configs</legend>
      <p className={styles.hint}>
        {entries.length === 0 ? "All at their defaults." : "All others keep their defaults."}
      </p>
      {entries.map((entry, index) => {
        const key = keys.find((candidate) => candidate.name === entry.name);
        if (key === undefined) return null;
        return (
          <div key={entry.name} className={styles.row}>
            <ConfigInput
              config={key}
              value={entry.value}
              error={props.errorOf(index)}
              onChange={(value) => {
                onChange(entries.map((other) => (other === entry ? { ...entry, value } : other)));
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${entry.name}`}
              className={styles.remove}
              onClick={() => {
                onChange(entries.filter((other) => other !== entry));
              }}
            >
              <CrossIcon />
            </ActionIcon>
          </div>
        );
      })}
      {picking ? (
        <Select
          aria-label="Config to set"
          placeholder="Which config?"
          searchable
          autoFocus
          defaultDropdownOpened
          data={free.map((key) => key.name)}
          maxDropdownHeight={260}
          onChange={(name) => {
            const key = keys.find((candidate) => candidate.name === name);
            if (key !== undefined) {
              onChange([...entries, { name: key.name, value: key.default_value }]);
            }
            setPicking(false);
          }}
          onBlur={() => {
            setPicking(false);
          }}
        />
      ) : (
        <Button
          variant="default"
          leftSection={<PlusIcon />}
          className={styles.add}
          disabled={free.length === 0}
          onClick={() => {
            setPicking(true);
          }}
        >
          Set a config
        </Button>
      )}
    </fieldset>
  );
}
