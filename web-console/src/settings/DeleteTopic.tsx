import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { admin, done, type Tagged } from "../api/client";
import type { Topic } from "../api/queries";
import { atMost, plural } from "../components/format";
import { Refusal } from "../components/States";
import { paths } from "../paths";
import { ConfirmByName } from "./ConfirmByName";
import styles from "./SettingsPage.module.css";

export function DeleteTopic({ topic }: { topic: Tagged<Topic> }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { name, status, internal } = topic.value;
  const remove = useMutation({
    mutationFn: () =>
      done(admin.DELETE("/admin/v1/topics/{topic}", { params: { path: { topic: name } } })),
    onSuccess: async () => {
      notifications.show({ message: `Topic ${name} deleted` });
      await navigate(paths.topics());
      queries.removeQueries({ queryKey: ["topic", name] });
      await queries.invalidateQueries({ queryKey: ["topics"] });
    },
  });
  return (
    <>
      <p className={styles.text}>
        The topic is gone for every client at once. Its records go to the trash and are removed from
        disk after the topic’s delete.delay.ms.
      </p>
      <Button
        color="red"
        variant="outline"
        disabled={internal}
        title={internal ? "Internal topics can’t be deleted here" : undefined}
        onClick={() => {
          remove.reset();
          setAsking(true);
        }}
      >
        Delete topic…
      </Button>
      <ConfirmByName
        opened={asking}
        title="Delete topic"
        name={name}
        action="Delete topic"
        busy={remove.isPending}
        onConfirm={() => {
          remove.mutate();
        }}
        onClose={() => {
          setAsking(false);
        }}
      >
        {name} with {atMost(status.record_count_max, "record")} in{" "}
        {plural(status.partitions, "partition")} will be deleted.
        {remove.isError && <Refusal error={remove.error} />}
      </ConfirmByName>
    </>
  );
}
