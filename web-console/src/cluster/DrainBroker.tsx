import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { admin, bodyOf } from "../api/client";
import { problemOf } from "../api/problem";
import type { Broker } from "../api/queries";

/** Lets others lead what a broker leads, before work on its machine, or lets it lead again. */
export function DrainBroker({ broker }: { broker: Broker }) {
  const queries = useQueryClient();
  const params = { path: { broker: broker.broker_id } };
  const drain = useMutation({
    mutationFn: () =>
      bodyOf(
        broker.drained
          ? admin.POST("/admin/v1/brokers/{broker}:resume", { params })
          : admin.POST("/admin/v1/brokers/{broker}:drain", { params }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cluster"] });
    },
    onError: (error) => {
      const problem = problemOf(error);
      notifications.show({ color: "red", message: problem.detail ?? problem.title });
    },
  });
  const action = broker.drained ? "Resume" : "Drain";
  return (
    <Button
      size="xs"
      variant="subtle"
      loading={drain.isPending}
      aria-label={`${action} broker ${broker.broker_id}`}
      title={
        broker.drained ? "It may lead again" : "Others lead what it leads, until it is resumed"
      }
      onClick={() => {
        drain.mutate();
      }}
    >
      {action}
    </Button>
  );
}
