import type { ConfigKey } from "../api/queries";
import { bytes, count, duration } from "../components/format";

/** What is wrong with a value for this config, or null. The server has the last word. */
export function configProblem(key: ConfigKey, value: string): string | null {
  switch (key.type) {
    case "boolean":
      return value === "true" || value === "false" ? null : "true or false";
    case "enum":
      return key.allowed_values?.includes(value) === false
        ? `One of ${key.allowed_values.join(", ")}`
        : null;
    case "list": {
      const allowed = key.allowed_values ?? [];
      const unknown = value.split(",").find((item) => !allowed.includes(item.trim()));
      return allowed.length > 0 && unknown !== undefined ? `Any of ${allowed.join(", ")}` : null;
    }
    case "int":
    case "long":
      return /^-?\d+$/.test(value) ? rangeProblem(key, Number(value)) : "A whole number";
    case "double":
      return value.trim() !== "" && Number.isFinite(Number(value))
        ? rangeProblem(key, Number(value))
        : "A number";
    case "string":
      return null;
  }
}

function rangeProblem({ minimum, maximum }: ConfigKey, value: number): string | null {
  if (minimum !== undefined && value < minimum) return `At least ${count(minimum)}`;
  if (maximum !== undefined && value > maximum) return `At most ${count(maximum)}`;
  return null;
}

/** A value in words where its unit has some: 604800000 ms → "7 days". */
export function configInWords(key: ConfigKey, value: string): string | undefined {
  if (value === "" || !/^-?\d+$/.test(value)) return undefined;
  const number = Number(value);
  if (key.unit === "ms" || key.unit === "bytes") {
    if (number === -1) return "unlimited";
    if (number < 0) return undefined;
    if (number >= 2 ** 53) return "practically unlimited";
    return key.unit === "ms" ? duration(number) : bytes(number);
  }
  return undefined;
}
