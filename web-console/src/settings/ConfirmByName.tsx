import { Button, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Dialog } from "../components/Dialog";
import styles from "./SettingsPage.module.css";

/** Asks for the name before something is destroyed. */
export function ConfirmByName(props: {
  opened: boolean;
  title: string;
  name: string;
  action: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title} closeLabel="Close">
      <Question {...props} />
    </Dialog>
  );
}

function Question(props: Parameters<typeof ConfirmByName>[0]) {
  const [typed, setTyped] = useState("");
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === props.name) props.onConfirm();
      }}
    >
      <div>{props.children}</div>
      <TextInput
        data-autofocus
        label={`Type ${props.name} to confirm`}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="off"
        classNames={{ input: "mono" }}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
      <div className={styles.actions}>
        <Button type="submit" color="red" disabled={typed !== props.name} loading={props.busy}>
          {props.action}
        </Button>
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
