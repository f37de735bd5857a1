import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { headerFilter } from "./tailRequest";
import styles from "./TailFilters.module.css";

interface Filters {
  key?: string | undefined;
  partition?: string | undefined;
  header?: string | undefined;
}

/** Where to start and what to let through. The filters are the server's, so they cost no bandwidth. */
export function TailFilters(props: {
  from: string;
  filters: Filters;
  onChange: (change: Filters & { from?: string | undefined }) => void;
}) {
  const { from, filters, onChange } = props;
  const form = useForm({
    initialValues: {
      key: filters.key ?? "",
      partition: filters.partition ?? "",
      header: filters.header ?? "",
    },
    validate: {
      partition: (text) =>
        /^(\d{1,5}(\s*,\s*\d{1,5})*)?$/.test(text.trim()) ? null : "Numbers, such as 0,2",
      header: (text) => (text === "" || headerFilter(text) !== undefined ? null : "As name=value"),
    },
  });
  const active = Object.values(filters).some((filter) => filter !== undefined);
  return (
    <form
      className={styles.filters}
      aria-label="Tail"
      onSubmit={form.onSubmit(({ key, partition, header }) => {
        onChange({ key, partition: partition.replaceAll(/\s/g, ""), header });
      })}
    >
      <Start
        from={from}
        onChange={(start) => {
          onChange({ from: start });
        }}
      />
      <TextInput label="Key" placeholder="exact key" {...form.getInputProps("key")} />
      <TextInput
        label="Partition"
        placeholder="all"
        className={styles.narrow}
        {...form.getInputProps("partition")}
      />
      <TextInput label="Header" placeholder="name=value" {...form.getInputProps("header")} />
      <div className={styles.buttons}>
        <Button type="submit" variant="default">
          Filter
        </Button>
        {active && (
          <Button
            variant="subtle"
            onClick={() => {
              form.setValues({ key: "", partition: "", header: "" });
              onChange({ key: undefined, partition: undefined, header: undefined });
            }}
          >
            Clear filters
          </Button>
        )}
      </div>
    </form>
  );
}

const starts = [
  { value: "recent", label: "Newest records" },
  { value: "latest", label: "Only new ones" },
  { value: "earliest", label: "The beginning" },
  { value: "time", label: "A time…" },
];

function Start({ from, onChange }: { from: string; onChange: (from: string | undefined) => void }) {
  const timed = !["recent", "latest", "earliest"].includes(from);
  const [choosing, setChoosing] = useState(timed);
  return (
    <>
      <Select
        label="Start at"
        className={styles.start}
        data={starts}
        value={choosing ? "time" : from}
        allowDeselect={false}
        onChange={(choice) => {
          setChoosing(choice === "time");
          if (choice !== null && choice !== "time") {
            onChange(choice === "recent" ? undefined : choice);
          }
        }}
      />
      {choosing && (
        <TextInput
          type="datetime-local"
          label="Time"
          step={1}
          defaultValue={timed ? localTime(from) : undefined}
          onChange={(event) => {
            const at = new Date(event.currentTarget.value);
            if (!Number.isNaN(at.getTime())) onChange(at.toISOString());
          }}
        />
      )}
    </>
  );
}

/** An instant as the text of a datetime-local input. */
function localTime(instant: string): string | undefined {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return undefined;
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
