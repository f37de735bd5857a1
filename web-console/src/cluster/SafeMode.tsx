import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { admin, bodyOf } from "../api/client";
import type { Cluster } from "../api/queries";
import { Refusal } from "../components/States";
import { ConfirmByName } from "../settings/ConfirmByName";
import styles from "./ClusterPage.module.css";

/** The database has lost commits: says so on top of everything, and offers the way out. */
export function SafeMode({ cluster }: { cluster: Cluster }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const reconcile = useMutation({
    mutationFn: () => bodyOf(admin.POST("/admin/v1/cluster:reconcile")),
    onSuccess: async () => {
      setAsking(false);
      notifications.show({ message: "Safe mode has ended" });
      await queries.invalidateQueries({ queryKey: ["cluster"] });
    },
  });
  return (
    <div className={styles.safe} role="alert">
      <p>
        <strong>Safe mode.</strong> The database has lost commits. Records can be written and read,
        but nothing else changes: no elections, no topics, no settings.
      </p>
      <Button
        color="red"
        variant="outline"
        onClick={() => {
          reconcile.reset();
          setAsking(true);
        }}
      >
        Reconcile…
      </Button>
      <ConfirmByName
        opened={asking}
        title="Reconcile"
        name="reconcile"
        action="Reconcile"
        busy={reconcile.isPending}
        onConfirm={() => {
          reconcile.mutate();
        }}
        onClose={() => {
          setAsking(false);
        }}
      >
        What the brokers have decides from now on. Topics, settings and keys that only the lost
        commits had are gone. {cluster.live_brokers} of {cluster.brokers} brokers are connected: one
        that comes later brings nothing back.
        {reconcile.isError && <Refusal error={reconcile.error} />}
      </ConfirmByName>
    </div>
  );
}
