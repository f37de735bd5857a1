import { screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { json, openConsole, refused } from "../testing/console";
import { nameProblem } from "./CreateTopicPage";

const keys = json({
  items: [
    {
      name: "retention.ms",
      type: "long",
      unit: "ms",
      default_value: "604800000",
      minimum: -1,
      documentation: "How long records are kept.",
    },
  ],
});

const sentBody = async (requests: Request[]): Promise<unknown> =>
  requests.find((request) => request.method === "POST")?.json();

describe("creating a topic", () => {
  it("sends only what differs from the defaults", async () => {
    const { requests } = openConsole("/create-topic", { "GET /admin/v1/topic-configs": keys });
    await userEvent.type(await screen.findByLabelText(/^Name/), "orders");
    await userEvent.click(screen.getByRole("button", { name: "Create topic" }));
    await waitFor(async () => {
      expect(await sentBody(requests)).toEqual({ name: "orders", spec: { configs: {} } });
    });
  });

  it("says beside the name that it is taken", async () => {
    openConsole("/create-topic", {
      "GET /admin/v1/topic-configs": keys,
      "POST /admin/v1/topics": refused(409, "topic_exists", "Topic exists"),
    });
    await userEvent.type(await screen.findByLabelText(/^Name/), "orders");
    await userEvent.click(screen.getByRole("button", { name: "Create topic" }));
    expect(await screen.findByText("This name is taken")).toBeTruthy();
  });

  it("refuses names before they are sent", async () => {
    const { requests } = openConsole("/create-topic", { "GET /admin/v1/topic-configs": keys });
    await userEvent.type(await screen.findByLabelText(/^Name/), "no spaces");
    await userEvent.click(screen.getByRole("button", { name: "Create topic" }));
    expect(await screen.findByText("Only letters, digits, and . _ -")).toBeTruthy();
    expect(requests.every((request) => request.method === "GET")).toBe(true);
  });

  it("knows the rules of Kafka's names", () => {
    expect(["a", "A.b_c-1", "x".repeat(249)].map(nameProblem)).toEqual([null, null, null]);
    for (const bad of ["", " ", ".", "..", "__offsets", "a/b", "ä", "x".repeat(250)]) {
      expect(nameProblem(bad), bad).not.toBeNull();
    }
  });
});
