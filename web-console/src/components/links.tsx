import { Anchor, Button, type AnchorProps, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Native = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

function ButtonAnchor(props: ButtonProps & Omit<Native, keyof ButtonProps>) {
  return <Button component="a" {...props} />;
}

function TextAnchor(props: AnchorProps & Omit<Native, keyof AnchorProps>) {
  return <Anchor {...props} />;
}

/** A link of the router that looks like a button. */
export const LinkButton = createLink(ButtonAnchor);

/** A link of the router in running text. */
export const TextLink = createLink(TextAnchor);
