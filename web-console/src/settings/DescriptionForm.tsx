import { Button, TagsInput, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Tagged } from "../api/client";
import type { Topic } from "../api/queries";
import { labelProblem, toLabels } from "../components/Labels";
import { Conflict } from "./Conflict";
import styles from "./SettingsPage.module.css";
import { usePatchTopic } from "./usePatchTopic";

/** Description and labels. The form is based on the state it was opened with, however long ago that was. */
export function DescriptionForm({ topic }: { topic: Tagged<Topic> }) {
  const [base, setBase] = useState(topic);
  const queries = useQueryClient();
  const form = useForm({
    initialValues: valuesOf(base.value),
    validate: {
      labels: (labels) => labels.map(labelProblem).find((problem) => problem !== null) ?? null,
    },
  });
  const patch = usePatchTopic(base);
  const reload = async () => {
    await queries.refetchQueries({ queryKey: ["topic", base.value.name], exact: true });
    const now = queries.getQueryData<Tagged<Topic>>(["topic", base.value.name]) ?? base;
    setBase(now);
    form.setInitialValues(valuesOf(now.value));
    form.reset();
    patch.reset();
  };
  // Figures move all the time; while nothing is typed, so does the base.
  if (base.etag !== topic.etag && !form.isDirty() && !patch.isPending) setBase(topic);

  return (
    <form
      className={styles.form}
      aria-label="Description and labels"
      onSubmit={form.onSubmit(({ description, labels }) => {
        const wanted = toLabels(labels);
        const gone = Object.keys(base.value.labels).filter((name) => !(name in wanted));
        const change = {
          description: description.trim() === "" ? null : description.trim(),
          labels: { ...wanted, ...Object.fromEntries(gone.map((name) => [name, null])) },
        };
        patch.mutate(change, {
          onSuccess: () => {
            notifications.show({ message: "Description and labels saved" });
            void reload();
          },
        });
      })}
    >
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4096}
        {...form.getInputProps("description")}
      />
      <TagsInput
        label="Labels"
        description="As name=value; press Enter after each."
        {...form.getInputProps("labels")}
      />
      {patch.isError && <Conflict error={patch.error} onReload={() => void reload()} />}
      <div className={styles.actions}>
        <Button type="submit" disabled={!form.isDirty()} loading={patch.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function valuesOf(topic: Topic) {
  return {
    description: topic.description ?? "",
    labels: Object.entries(topic.labels).map(([name, value]) =>
      value === "" ? name : `${name}=${value}`,
    ),
  };
}
