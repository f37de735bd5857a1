import { Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { ConfigKey } from "../api/queries";
import { configInWords } from "./configValues";

/** One config's input, by its documented type; says what the value means and what the default is. */
export function ConfigInput(props: {
  config: ConfigKey;
  value: string;
  error?: ReactNode;
  onChange: (value: string) => void;
}) {
  const { config, value, error, onChange } = props;
  const description = `${config.documentation} Default: ${withWords(config, config.default_value)}.`;
  const choices =
    config.type === "boolean"
      ? ["true", "false"]
      : config.type === "enum"
        ? config.allowed_values
        : undefined;
  if (choices !== undefined) {
    return (
      <Select
        label={config.name}
        description={description}
        data={choices}
        value={value}
        error={error}
        allowDeselect={false}
        onChange={(choice) => {
          if (choice !== null) onChange(choice);
        }}
      />
    );
  }
  const words = configInWords(config, value);
  return (
    <TextInput
      label={config.name}
      description={description}
      value={value}
      error={error}
      spellCheck={false}
      classNames={{ input: "mono" }}
      inputMode={config.type === "string" || config.type === "list" ? "text" : "decimal"}
      rightSection={words}
      rightSectionWidth={words === undefined ? undefined : words.length * 8 + 24}
      rightSectionPointerEvents="none"
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

export function withWords(config: ConfigKey, value: string): string {
  if (value === "") return "not set";
  const words = configInWords(config, value);
  return words === undefined ? value : `${value} (${words})`;
}
