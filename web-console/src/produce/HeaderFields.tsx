import { ActionIcon, Button, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { CrossIcon, PlusIcon } from "../components/icons";
import styles from "./HeaderFields.module.css";

interface Header {
  name: string;
  value: string;
}

/** Headers keep their order, and a name may come twice. */
export function HeaderFields(props: {
  headers: Header[];
  errorOf: (index: number) => ReactNode;
  onChange: (headers: Header[]) => void;
}) {
  const { headers, onChange } = props;
  const change = (index: number, part: Partial<Header>) => {
    onChange(headers.map((header, at) => (at === index ? { ...header, ...part } : header)));
  };
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.legend}>Headers</legend>
      {headers.map((header, index) => (
        <div key={index} className={styles.row}>
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="name"
            spellCheck={false}
            value={header.name}
            error={props.errorOf(index)}
            onChange={(event) => {
              change(index, { name: event.currentTarget.value });
            }}
          />
          <TextInput
            aria-label={`Value of header ${index + 1}`}
            placeholder="value"
            spellCheck={false}
            value={header.value}
            onChange={(event) => {
              change(index, { value: event.currentTarget.value });
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => {
              onChange(headers.filter((_, at) => at !== index));
            }}
          >
            <CrossIcon />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        className={styles.add}
        leftSection={<PlusIcon />}
        onClick={() => {
          onChange([...headers, { name: "", value: "" }]);
        }}
      >
        Add header
      </Button>
    </fieldset>
  );
}
