import { createTheme, type CSSVariablesResolver } from "@mantine/core";

/** Colours stand in theme.css as custom properties; Mantine gets what its components need. */
export const theme = createTheme({
  fontFamily: '"Instrument Sans Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  headings: { fontFamily: '"Instrument Sans Variable", system-ui, sans-serif', fontWeight: "620" },
  fontSizes: { xs: "0.75rem", sm: "0.84375rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  cursorType: "pointer",
  primaryColor: "race",
  primaryShade: { light: 7, dark: 6 },
  colors: {
    race: [
      "#e9f6f4",
      "#cfeae6",
      "#a3d8d1",
      "#6fc6bb",
      "#45aea2",
      "#2a978b",
      "#177d73",
      "#0b5f59",
      "#084b46",
      "#063733",
    ],
    gray: [
      "#f6f8f7",
      "#edf1f0",
      "#dfe6e4",
      "#cbd5d2",
      "#aab8b4",
      "#8a9995",
      "#5f6f6b",
      "#465451",
      "#2b3634",
      "#14201e",
    ],
    red: [
      "#fdefed",
      "#fadad6",
      "#f5b3ac",
      "#ef8a80",
      "#e4675b",
      "#d64a3d",
      "#c2382c",
      "#b1271f",
      "#8e1d17",
      "#6c1510",
    ],
    dark: [
      "#e3ecea",
      "#b3c2be",
      "#93a39f",
      "#5e6f6b",
      "#33423f",
      "#263330",
      "#182220",
      "#121a19",
      "#0d1413",
      "#080d0c",
    ],
  },
  components: {
    Button: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { withArrow: false, openDelay: 300 } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
  },
});

/** Makes Mantine's surfaces, borders and texts ours. */
export const cssVariables: CSSVariablesResolver = () => {
  const ours = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-quiet)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--sunken)",
    "--mantine-color-placeholder": "var(--ink-quiet)",
    "--mantine-color-error": "var(--bad)",
  };
  return { variables: {}, light: ours, dark: ours };
};
