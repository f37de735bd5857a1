import { Button, Checkbox, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getHotkeyHandler } from "@mantine/hooks";
import type { ReactNode } from "react";
import { indented, jsonTokens } from "../record/json";
import { base64Problem, valueProblem, type Draft, type ValueFormat } from "./envelope";
import { HeaderFields } from "./HeaderFields";
import styles from "./ProduceForm.module.css";

const formats: { value: ValueFormat; label: string }[] = [
  { value: "json", label: "JSON" },
  { value: "text", label: "Text" },
  { value: "base64", label: "Base64" },
  { value: "tombstone", label: "Tombstone" },
];

/** What was typed stays after sending: the next record is often almost the same. */
export function ProduceForm(props: {
  partitions: number;
  busy: boolean;
  onSend: (draft: Draft) => void;
  children: ReactNode;
}) {
  const initialValues: Draft = {
    key: "",
    keyBase64: false,
    format: "json",
    value: "",
    headers: [],
    partition: null,
  };
  const form = useForm({
    initialValues,
    validate: {
      key: (key, { keyBase64, format }) => {
        if (format === "tombstone" && key === "") return "A tombstone deletes a key: which one?";
        return keyBase64 ? base64Problem(key) : null;
      },
      value: (value, { format }) => valueProblem(value, format),
      headers: { name: (name) => (name === "" ? "A header needs a name" : null) },
    },
  });
  const send = form.onSubmit(props.onSend);
  const { format } = form.values;

  return (
    <form className={styles.form} aria-label="Produce" onSubmit={send}>
      <div className={styles.pair}>
        <div>
          <TextInput
            label="Key"
            description="Records with the same key keep their order."
            placeholder="none"
            spellCheck={false}
            classNames={{ input: "mono" }}
            {...form.getInputProps("key")}
          />
          <Checkbox
            mt={8}
            size="xs"
            label="The key is base64"
            {...form.getInputProps("keyBase64", { type: "checkbox" })}
          />
        </div>
        <Select
          label="Partition"
          description="By the key, unless you choose one."
          placeholder="Automatic"
          clearable
          searchable
          limit={100}
          data={Array.from({ length: props.partitions }, (_, partition) => String(partition))}
          {...form.getInputProps("partition")}
        />
      </div>
      <div>
        <div className={styles.bar}>
          <label className={styles.label} htmlFor="record-value">
            Value
          </label>
          <SegmentedControl
            aria-label="Value format"
            size="xs"
            data={formats}
            {...form.getInputProps("format")}
          />
          {format === "json" && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              disabled={valueProblem(form.values.value, "json") !== null}
              onClick={() => {
                form.setFieldValue("value", tidy(form.values.value));
              }}
            >
              Tidy up
            </Button>
          )}
        </div>
        {format === "tombstone" ? (
          <p className={styles.tombstone}>
            No value. On a compacted topic, this deletes the key’s earlier records in time.
          </p>
        ) : (
          <Textarea
            id="record-value"
            placeholder={format === "json" ? '{"id": 42, "total": 9.90}' : undefined}
            autosize
            minRows={9}
            maxRows={24}
            spellCheck={false}
            classNames={{ input: "mono" }}
            {...form.getInputProps("value")}
            onKeyDown={getHotkeyHandler([
              [
                "mod+Enter",
                () => {
                  send();
                },
              ],
            ])}
          />
        )}
      </div>
      <HeaderFields
        headers={form.values.headers}
        errorOf={(index) => form.errors[`headers.${index}.name`]}
        onChange={(headers) => {
          form.setFieldValue("headers", headers);
        }}
      />
      {props.children}
      <div className={styles.actions}>
        <Button type="submit" loading={props.busy}>
          Produce record
        </Button>
        <span className={styles.hint}>or Ctrl + Enter in the value</span>
      </div>
    </form>
  );
}

const tidy = (json: string) =>
  indented(jsonTokens(json))
    .map((token) => token.text)
    .join("");
