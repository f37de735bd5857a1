import { describe, expect, it } from "vitest";
import type { ConfigKey } from "../api/queries";
import { configInWords, configProblem } from "./configValues";

const key = (over: Partial<ConfigKey>): ConfigKey => ({
  name: "some.config",
  type: "long",
  default_value: "0",
  documentation: "Some config.",
  ...over,
});

describe("config values", () => {
  it("stay in their documented range", () => {
    const retention = key({ minimum: -1, maximum: 100 });
    expect(configProblem(retention, "-1")).toBeNull();
    expect(configProblem(retention, "-2")).toBe("At least -1");
    expect(configProblem(retention, "101")).toBe("At most 100");
    expect(configProblem(retention, "1.5")).toBe("A whole number");
  });

  it("come from their documented list", () => {
    const policy = key({ type: "list", allowed_values: ["delete", "compact"] });
    expect(configProblem(policy, "compact,delete")).toBeNull();
    expect(configProblem(policy, "compact,burn")).toBe("Any of delete, compact");
  });

  it("are said in words where their unit allows", () => {
    expect(configInWords(key({ unit: "ms" }), "604800000")).toBe("7 days");
    expect(configInWords(key({ unit: "bytes" }), "-1")).toBe("unlimited");
    expect(configInWords(key({ unit: "ms" }), "9223372036854775807")).toBe("practically unlimited");
    expect(configInWords(key({}), "5")).toBeUndefined();
  });
});
