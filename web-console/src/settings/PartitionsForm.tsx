import { Button, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Tagged } from "../api/client";
import type { Topic } from "../api/queries";
import { plural } from "../components/format";
import { Conflict } from "./Conflict";
import styles from "./SettingsPage.module.css";
import { usePatchTopic } from "./usePatchTopic";

export function PartitionsForm({ topic }: { topic: Tagged<Topic> }) {
  const now = topic.value.spec.partitions;
  const [wanted, setWanted] = useState<number>();
  const queries = useQueryClient();
  const patch = usePatchTopic(topic);
  return (
    <form
      className={styles.form}
      aria-label="Add partitions"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === undefined) return;
        patch.mutate(
          { spec: { partitions: wanted } },
          {
            onSuccess: () => {
              notifications.show({ message: `The topic has ${plural(wanted, "partition")} now` });
              setWanted(undefined);
            },
          },
        );
      }}
    >
      <p className={styles.text}>
        New records of a key may then go to another partition than its earlier ones, so order per
        key holds only from then on. Partitions can’t be removed.
      </p>
      <div className={styles.line}>
        <NumberInput
          label="Partitions"
          min={now}
          max={10_000}
          allowDecimal={false}
          w={160}
          value={wanted ?? now}
          onChange={(value) => {
            setWanted(Number(value));
          }}
        />
        <Button
          type="submit"
          variant="default"
          disabled={wanted === undefined || wanted <= now}
          loading={patch.isPending}
        >
          {wanted !== undefined && wanted > now
            ? `Add ${plural(wanted - now, "partition")}`
            : "Add partitions"}
        </Button>
      </div>
      {patch.isError && (
        <Conflict
          error={patch.error}
          onReload={() => {
            patch.reset();
            void queries.invalidateQueries({ queryKey: ["topic", topic.value.name] });
          }}
        />
      )}
    </form>
  );
}
