import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { admin, done, ifMatch, type Tagged } from "../api/client";
import type { Group } from "../api/queries";
import { plural } from "../components/format";
import { paths } from "../paths";
import { ConfirmByName } from "../settings/ConfirmByName";
import { Conflict } from "../settings/Conflict";
import styles from "./GroupPage.module.css";

export function DeleteGroup({ group }: { group: Tagged<Group> }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { name, members, offsets } = group.value;
  const remove = useMutation({
    mutationFn: () =>
      done(
        admin.DELETE("/admin/v1/groups/{group}", {
          params: { path: { group: name }, header: ifMatch(group) },
        }),
      ),
    onSuccess: async () => {
      notifications.show({ message: `Group ${name} deleted` });
      await navigate(paths.groups());
      queries.removeQueries({ queryKey: ["group", name] });
      await queries.invalidateQueries({ queryKey: ["groups"] });
    },
  });
  const inUse = members.length > 0;
  return (
    <>
      <p className={styles.text}>
        The positions are gone for good; whoever joins a group of this name begins anew.
      </p>
      <Button
        color="red"
        variant="outline"
        disabled={inUse}
        title={inUse ? `It has ${plural(members.length, "member")}` : undefined}
        onClick={() => {
          remove.reset();
          setAsking(true);
        }}
      >
        Delete group…
      </Button>
      <ConfirmByName
        opened={asking}
        title="Delete group"
        name={name}
        action="Delete group"
        busy={remove.isPending}
        onConfirm={() => {
          remove.mutate();
        }}
        onClose={() => {
          setAsking(false);
        }}
      >
        {name} with {plural(offsets.length, "position")} will be deleted.
        {remove.isError && (
          <Conflict
            error={remove.error}
            onReload={() => {
              remove.reset();
              void queries.invalidateQueries({ queryKey: ["group", name] });
            }}
          />
        )}
      </ConfirmByName>
    </>
  );
}
