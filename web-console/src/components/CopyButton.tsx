import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { CopyIcon } from "./icons";

/** Copies the text; says so in its own name, which screen readers hear. */
export function CopyButton({
  what,
  text,
  label = "Copy",
}: {
  what: string;
  text: string;
  label?: string;
}) {
  const clipboard = useClipboard({ timeout: 1_500 });
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      leftSection={<CopyIcon />}
      aria-label={clipboard.copied ? `Copied ${what}` : `Copy ${what}`}
      onClick={() => {
        clipboard.copy(text);
      }}
    >
      {clipboard.copied ? "Copied" : label}
    </Button>
  );
}
