import { Button, NumberInput, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { admin, bodyOf } from "../api/client";
import { problemOf } from "../api/problem";
import { clusterQuery, configKeysQuery } from "../api/queries";
import { labelProblem, toLabels } from "../components/Labels";
import { LinkButton, TextLink } from "../components/links";
import { Failed, Loading, Refusal } from "../components/States";
import { configProblem } from "../settings/configValues";
import { paths } from "../paths";
import { ConfigFields } from "./ConfigFields";
import styles from "./CreateTopicPage.module.css";

export function CreateTopicPage() {
  const keys = useQuery(configKeysQuery);
  const cluster = useQuery(clusterQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: {
      name: "",
      description: "",
      labels: Array<string>(),
      partitions: Number.NaN,
      configs: Array<{ name: string; value: string }>(),
    },
    validate: {
      name: nameProblem,
      partitions: (partitions) =>
        Number.isNaN(partitions) || (partitions >= 1 && partitions <= 10_000)
          ? null
          : "Between 1 and 10,000",
      labels: (labels) => labels.map(labelProblem).find((problem) => problem !== null) ?? null,
      configs: {
        value: (value, { configs }, path) => {
          const index = Number(path.split(".")[1]);
          const key = keys.data?.items.find((item) => item.name === configs[index]?.name);
          return key === undefined ? null : configProblem(key, value);
        },
      },
    },
  });
  const create = useMutation({
    mutationFn: (values: typeof form.values) =>
      bodyOf(
        admin.POST("/admin/v1/topics", {
          body: {
            name: values.name.trim(),
            description: values.description.trim() || undefined,
            labels: values.labels.length === 0 ? undefined : toLabels(values.labels),
            spec: {
              partitions: Number.isNaN(values.partitions) ? undefined : values.partitions,
              configs: Object.fromEntries(values.configs.map(({ name, value }) => [name, value])),
            },
          },
        }),
      ),
    onSuccess: async (_, { name }) => {
      notifications.show({ message: `Topic ${name.trim()} is ready` });
      await queries.invalidateQueries({ queryKey: ["topics"] });
      await navigate(paths.tail(name.trim()));
    },
    onError: (error) => {
      if (problemOf(error).code === "topic_exists")
        form.setFieldError("name", "This name is taken");
    },
  });

  if (keys.isPending || cluster.isPending) return <Loading what="defaults" />;
  if (keys.isError) return <Failed error={keys.error} onRetry={() => void keys.refetch()} />;

  const defaultPartitions = cluster.data?.default_partitions ?? 3;
  return (
    <div className={styles.page}>
      <TextLink {...paths.topics()} size="sm">
        Topics
      </TextLink>
      <h1 className={styles.title}>Create topic</h1>
      <form
        className={styles.form}
        aria-label="Create topic"
        onSubmit={form.onSubmit((values) => {
          create.mutate(values);
        })}
      >
        <TextInput
          label="Name"
          description="Letters, digits, dots, dashes and underscores. It can’t be changed later."
          placeholder="orders"
          required
          autoFocus
          spellCheck={false}
          autoCapitalize="off"
          classNames={{ input: "mono" }}
          {...form.getInputProps("name")}
        />
        <NumberInput
          label="Partitions"
          description="Records with the same key keep their order within a partition. You can add partitions later, not remove them."
          placeholder={`${defaultPartitions} (default)`}
          min={1}
          max={10_000}
          allowDecimal={false}
          classNames={{ wrapper: styles.partitions }}
          {...form.getInputProps("partitions")}
          value={Number.isNaN(form.values.partitions) ? "" : form.values.partitions}
          onChange={(value) => {
            form.setFieldValue("partitions", value === "" ? Number.NaN : Number(value));
          }}
        />
        <Textarea
          label="Description"
          description="What the records are, and who owns them."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4096}
          {...form.getInputProps("description")}
        />
        <TagsInput
          label="Labels"
          description="As name=value; press Enter after each. Topics can be found by them."
          placeholder={form.values.labels.length === 0 ? "team=sales" : undefined}
          {...form.getInputProps("labels")}
        />
        <ConfigFields
          keys={keys.data.items}
          entries={form.values.configs}
          errorOf={(index) => form.errors[`configs.${index}.value`]}
          onChange={(configs) => {
            form.setFieldValue("configs", configs);
          }}
        />
        {create.isError && problemOf(create.error).code !== "topic_exists" && (
          <Refusal error={create.error} />
        )}
        <div className={styles.actions}>
          <Button type="submit" loading={create.isPending}>
            Create topic
          </Button>
          <LinkButton {...paths.topics()} variant="default">
            Cancel
          </LinkButton>
        </div>
      </form>
    </div>
  );
}

/** What is wrong with a topic name, or null. */
export function nameProblem(text: string): string | null {
  const name = text.trim();
  if (name === "") return "A topic needs a name";
  if (name === "." || name === "..") return "“.” and “..” can’t be names";
  if (name.startsWith("__")) return "Names that start with “__” are internal";
  if (name.length > 249) return "At most 249 characters";
  return /^[a-zA-Z0-9._-]+$/.test(name) ? null : "Only letters, digits, and . _ -";
}
