import { Button, NumberInput, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { admin, bodyOf } from "../api/client";
import type { Partition } from "../api/queries";
import { plural } from "../components/format";
import { Refusal } from "../components/States";
import { ConfirmByName } from "./ConfirmByName";
import styles from "./SettingsPage.module.css";

/** Deletes the oldest records of one partition, or all records of all. */
export function TruncateForm({ topic, partitions }: { topic: string; partitions: Partition[] }) {
  const [partition, setPartition] = useState("all");
  const [before, setBefore] = useState<number>();
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const chosen = partitions.filter(
    (one) => partition === "all" || partition === String(one.partition),
  );
  const lost = chosen.reduce((sum, one) => sum + lostRecords(one, before), 0);
  const truncate = useMutation({
    mutationFn: () =>
      bodyOf(
        admin.POST("/admin/v1/topics/{topic}:truncate", {
          params: { path: { topic } },
          body: {
            before: Object.fromEntries(chosen.map((one) => [String(one.partition), before ?? -1])),
          },
        }),
      ),
    onSuccess: async () => {
      setAsking(false);
      notifications.show({ message: `${plural(lost, "record")} deleted` });
      await queries.invalidateQueries({ queryKey: ["topic", topic] });
    },
  });
  return (
    <div className={styles.form}>
      <p className={styles.text}>
        Deletes the oldest records for good, whatever the retention says. Offsets are never used
        again; readers that still want these records get a gap event.
      </p>
      <div className={styles.line}>
        <Select
          label="Partition"
          w={160}
          allowDeselect={false}
          data={[{ value: "all", label: "All" }, ...partitions.map((one) => String(one.partition))]}
          value={partition}
          onChange={(value) => {
            setPartition(value ?? "all");
            setBefore(undefined);
          }}
        />
        <NumberInput
          label="First offset to keep"
          placeholder="the end: delete all"
          w={200}
          min={0}
          max={partition === "all" ? undefined : chosen[0]?.high_watermark}
          allowDecimal={false}
          disabled={partition === "all"}
          value={before ?? ""}
          onChange={(value) => {
            setBefore(value === "" ? undefined : Number(value));
          }}
        />
        <Button
          variant="default"
          disabled={lost === 0}
          title={lost === 0 ? "There is nothing to delete" : undefined}
          onClick={() => {
            truncate.reset();
            setAsking(true);
          }}
        >
          Delete {plural(lost, "record")}…
        </Button>
      </div>
      <ConfirmByName
        opened={asking}
        title="Delete records"
        name={topic}
        action={`Delete ${plural(lost, "record")}`}
        busy={truncate.isPending}
        onConfirm={() => {
          truncate.mutate();
        }}
        onClose={() => {
          setAsking(false);
        }}
      >
        {plural(lost, "record")} of{" "}
        {partition === "all" ? "all partitions" : `partition ${partition}`} will be gone for good.
        {truncate.isError && <Refusal error={truncate.error} />}
      </ConfirmByName>
    </div>
  );
}

function lostRecords(partition: Partition, before: number | undefined): number {
  const { log_start_offset: start = 0, high_watermark: end = 0 } = partition;
  return Math.max(0, Math.min(before ?? end, end) - start);
}
