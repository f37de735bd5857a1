import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { admin, done } from "../api/client";
import type { Broker } from "../api/queries";
import { plural } from "../components/format";
import { Refusal } from "../components/States";
import { ConfirmByName } from "../settings/ConfirmByName";

/** Takes out a broker that will not come back; only one without replicas can go. */
export function RemoveBroker({ broker }: { broker: Broker }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const name = `broker ${broker.broker_id}`;
  const remove = useMutation({
    mutationFn: () =>
      done(
        admin.DELETE("/admin/v1/brokers/{broker}", {
          params: { path: { broker: broker.broker_id } },
        }),
      ),
    onSuccess: async () => {
      setAsking(false);
      notifications.show({ message: `Broker ${broker.broker_id} removed` });
      await queries.invalidateQueries({ queryKey: ["cluster"] });
    },
  });
  const inUse = broker.replicas > 0;
  return (
    <>
      <Button
        size="xs"
        color="red"
        variant="subtle"
        disabled={inUse}
        title={inUse ? `It has ${plural(broker.replicas, "replica")}: move them first` : undefined}
        onClick={() => {
          remove.reset();
          setAsking(true);
        }}
      >
        Remove…
      </Button>
      <ConfirmByName
        opened={asking}
        title="Remove broker"
        name={name}
        action="Remove broker"
        busy={remove.isPending}
        onConfirm={() => {
          remove.mutate();
        }}
        onClose={() => {
          setAsking(false);
        }}
      >
        The cluster forgets it. If it starts again, it registers as a new one.
        {remove.isError && <Refusal error={remove.error} />}
      </ConfirmByName>
    </>
  );
}
