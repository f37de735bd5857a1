import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { admin, bodyOf } from "../api/client";
import { plural } from "../components/format";
import { problemOf } from "../api/problem";

/** Leadership goes back to where it was meant to be. */
export function PreferLeaders() {
  const queries = useQueryClient();
  const prefer = useMutation({
    mutationFn: () => bodyOf(admin.POST("/admin/v1/cluster:prefer-leaders")),
    onSuccess: async (answer) => {
      const moved = "partitions" in answer ? answer.partitions : 0;
      notifications.show({
        message: moved === 0 ? "Leaders are where they belong" : `${plural(moved, "leader")} moved`,
      });
      await queries.invalidateQueries({ queryKey: ["cluster"] });
    },
    onError: (error) => {
      const problem = problemOf(error);
      notifications.show({ color: "red", message: problem.detail ?? problem.title });
    },
  });
  return (
    <Button
      size="xs"
      variant="default"
      loading={prefer.isPending}
      onClick={() => {
        prefer.mutate();
      }}
    >
      Balance leaders
    </Button>
  );
}
