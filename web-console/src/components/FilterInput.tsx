import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { SearchIcon } from "./icons";
import styles from "./ListPage.module.css";

/** Types freely and tells the URL a moment later; follows the URL when that changes by itself. */
export function FilterInput(props: {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState({ text: props.value, of: props.value });
  const tell = useDebouncedCallback(props.onChange, 250);
  if (typed.of !== props.value) {
    setTyped({
      text: typed.text.trim() === props.value ? typed.text : props.value,
      of: props.value,
    });
  }
  const change = (text: string) => {
    setTyped({ text, of: typed.of });
    tell(text.trim());
  };
  return (
    <TextInput
      className={styles.filter}
      aria-label={props.label}
      placeholder={props.placeholder}
      value={typed.text}
      leftSection={<SearchIcon />}
      spellCheck={false}
      autoCapitalize="off"
      onChange={(event) => {
        change(event.currentTarget.value);
      }}
      // Whoever types and follows a link at once must not be brought back by what was typed.
      onBlur={() => {
        tell.flush();
      }}
      rightSection={
        typed.text !== "" && (
          <CloseButton
            size="sm"
            aria-label={`Clear: ${props.label}`}
            onClick={() => {
              change("");
            }}
          />
        )
      }
    />
  );
}
