import { useMutation, useQueryClient } from "@tanstack/react-query";
import { admin, bodyOf, ifMatch, type Tagged } from "../api/client";
import type { components } from "../api/generated/admin";
import type { Topic } from "../api/queries";

type Patch = components["schemas"]["TopicPatch"];

/** Changes a topic, based on the state that the form shows. */
export function usePatchTopic(topic: Tagged<Topic>) {
  const queries = useQueryClient();
  const { name } = topic.value;
  return useMutation({
    mutationFn: (patch: Patch) =>
      bodyOf(
        admin.PATCH("/admin/v1/topics/{topic}", {
          params: { path: { topic: name }, header: ifMatch(topic) },
          headers: { "Content-Type": "application/merge-patch+json" },
          body: patch,
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["topic", name] });
      await queries.invalidateQueries({ queryKey: ["topics"] });
    },
  });
}
