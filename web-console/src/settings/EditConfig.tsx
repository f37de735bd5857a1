import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { admin, bodyOf, ifMatch, type Tagged } from "../api/client";
import { configsQuery, type TopicConfig } from "../api/queries";
import { Dialog } from "../components/Dialog";
import { ConfigInput } from "./ConfigInput";
import { configProblem } from "./configValues";
import { Conflict } from "./Conflict";
import styles from "./SettingsPage.module.css";

/** Changes one config, based on the configs as they were when the dialog was opened. */
export function EditConfig(props: {
  topic: string;
  config: TopicConfig;
  configs: Tagged<unknown>;
  onClose: () => void;
}) {
  const { topic, onClose } = props;
  const [first] = useState(props.config.value);
  const [{ config, base }, setOpened] = useState({ config: props.config, base: props.configs });
  const [value, setValue] = useState(config.value);
  const queries = useQueryClient();
  const patch = useMutation({
    mutationFn: (wanted: string | null) =>
      bodyOf(
        admin.PATCH("/admin/v1/topics/{topic}/configs", {
          params: { path: { topic }, header: ifMatch(base) },
          headers: { "Content-Type": "application/merge-patch+json" },
          body: { [config.name]: wanted },
        }),
      ),
    onSuccess: async () => {
      notifications.show({ message: `${config.name} saved` });
      await queries.invalidateQueries({ queryKey: ["topic", topic] });
      onClose();
    },
  });
  const reload = async () => {
    const now = await queries.query({ ...configsQuery(topic), staleTime: 0 });
    const found = now.value.items.find((item) => item.name === config.name);
    setOpened({ config: found ?? config, base: now });
    patch.reset();
  };
  const problem = configProblem(config, value);
  return (
    <Dialog opened onClose={onClose} title="Edit config" closeLabel="Close">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === null) patch.mutate(value);
        }}
      >
        <ConfigInput config={config} value={value} error={problem} onChange={setValue} />
        {config.value !== first && (
          <p className={styles.text}>It is {config.value || "not set"} now.</p>
        )}
        {patch.isError && <Conflict error={patch.error} onReload={() => void reload()} />}
        <div className={styles.actions}>
          <Button
            type="submit"
            disabled={problem !== null || value === config.value}
            loading={patch.isPending}
          >
            Save
          </Button>
          {config.source === "topic" && (
            <Button
              variant="default"
              onClick={() => {
                patch.mutate(null);
              }}
            >
              Back to the default
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
