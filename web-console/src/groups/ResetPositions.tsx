import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { admin, taggedBodyOf } from "../api/client";
import type { Group } from "../api/queries";
import { MoveDialog } from "./MoveDialog";
import { resetOf, targets, type ResetDraft } from "./resetTarget";
import { bodyOfFence, headersOf } from "./usePositionMove";

export function ResetPositions({ group }: { group: Group }) {
  const [asking, setAsking] = useState(false);
  const topics = topicsOf(group);
  return (
    <>
      <Button
        variant="default"
        disabled={topics.length === 0}
        title={topics.length === 0 ? "The group has read nothing yet" : undefined}
        onClick={() => {
          setAsking(true);
        }}
      >
        Move positions…
      </Button>
      {asking && (
        <ResetDialog
          group={group}
          topics={topics}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

function ResetDialog(props: { group: Group; topics: string[]; onClose: () => void }) {
  const { group, topics } = props;
  const [draft, setDraft] = useState<ResetDraft>({
    topics: topics.length === 1 ? topics : [],
    partitions: "",
    to: "earliest",
    value: "",
  });
  const change = (part: Partial<ResetDraft>) => {
    setDraft({ ...draft, ...part });
  };
  const reset = resetOf(draft);
  const missing = typeof reset === "string" ? reset : undefined;
  return (
    <MoveDialog
      group={group.name}
      members={group.members.length}
      title="Move positions"
      action="Move positions"
      missing={missing}
      of={JSON.stringify(draft)}
      send={(sending) => {
        if (typeof reset === "string") throw new Error(reset);
        return taggedBodyOf(
          admin.POST("/admin/v1/groups/{group}/offsets:reset", {
            params: {
              path: { group: group.name },
              query: { dry_run: sending.dryRun },
              header: headersOf(sending),
            },
            body: { ...reset, ...bodyOfFence(sending) },
          }),
        );
      }}
      onClose={props.onClose}
    >
      <MultiSelect
        label="Topics"
        data={topics}
        value={draft.topics}
        onChange={(value) => {
          change({ topics: value });
        }}
      />
      <TextInput
        label="Partitions"
        placeholder="all, or such as 0, 2–4"
        value={draft.partitions}
        onChange={(event) => {
          change({ partitions: event.currentTarget.value });
        }}
      />
      <Select
        label="To"
        allowDeselect={false}
        data={targets}
        value={draft.to}
        onChange={(value) => {
          change({
            to: targets.find((each) => each.value === value)?.value ?? draft.to,
            value: "",
          });
        }}
      />
      {draft.to !== "earliest" && draft.to !== "latest" && (
        <TextInput
          label={valueLabels[draft.to]}
          type={draft.to === "timestamp" ? "datetime-local" : "text"}
          step={draft.to === "timestamp" ? 1 : undefined}
          inputMode={draft.to === "timestamp" ? undefined : "numeric"}
          value={draft.value}
          onChange={(event) => {
            change({ value: event.currentTarget.value });
          }}
        />
      )}
    </MoveDialog>
  );
}

const valueLabels = {
  timestamp: "First record since",
  offset: "Offset",
  shift_by: "Records, negative for back",
};

function topicsOf({ offsets, members }: Group): string[] {
  const read = members.flatMap(({ topics, assignment }) => [...topics, ...Object.keys(assignment)]);
  return [...new Set([...offsets.map(({ topic }) => topic), ...read])].toSorted();
}
