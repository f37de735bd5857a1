import { screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { json, openConsole, refused } from "../testing/console";

const orders = {
  name: "orders",
  topic_id: "0b7e3a56-0000-4000-8000-000000000000",
  internal: false,
  description: "Orders of the shop",
  labels: { team: "sales" },
  annotations: {},
  spec: { partitions: 3, replication_factor: 1, configs: {} },
  status: {
    phase: "ready",
    partitions: 3,
    offline_partitions: 0,
    record_count_max: 830,
    size_bytes: 524_288,
    created_at: "2026-05-04T10:00:00.000Z",
    updated_at: "2026-05-04T10:00:00.000Z",
  },
};

const page = (items: unknown[]) => json({ items, total_count: items.length, metadata_version: 1 });

describe("topics", () => {
  it("are listed with their figures", async () => {
    openConsole("/topics", { "GET /admin/v1/topics": page([orders]) });
    const row = await screen.findByRole("row", { name: /orders/ });
    expect(row.textContent).toContain("830");
    expect(row.textContent).toContain("512 KiB");
    expect(row.textContent).toContain("7 days");
    expect(screen.getByRole("link", { name: "orders" })).toBeTruthy();
  });

  it("have an empty state that leads on", async () => {
    openConsole("/topics", { "GET /admin/v1/topics": page([]) });
    expect(await screen.findByText("No topics yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Create the first topic" })).toBeTruthy();
  });

  it("have another empty state when a search finds nothing", async () => {
    openConsole("/topics?name=zzz", { "GET /admin/v1/topics": page([]) });
    expect(await screen.findByText("No topic matches")).toBeTruthy();
  });

  it("say when they may not be seen", async () => {
    openConsole("/topics", {
      "GET /admin/v1/topics": refused(403, "cluster_authorization_failed", "Forbidden"),
    });
    expect((await screen.findByRole("alert")).textContent).toContain("You may not see this");
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("say what went wrong and offer to try again", async () => {
    openConsole("/topics", {
      "GET /admin/v1/topics": refused(503, "coordinator_loading", "The controller is starting"),
    });
    expect((await screen.findByRole("alert")).textContent).toContain("The controller is starting");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("put the search into the URL and into the request", async () => {
    const { requests, router } = openConsole("/topics", { "GET /admin/v1/topics": page([orders]) });
    await userEvent.type(await screen.findByLabelText("Search topics by name"), "ord");
    await waitFor(() => {
      expect(router.state.location.search).toMatchObject({ name: "ord" });
      expect(requests.some((request) => request.url.includes("name_contains=ord"))).toBe(true);
    });
  });

  it("send whoever has no session to the login", async () => {
    const { router } = openConsole("/topics?name=a", {
      "GET /admin/v1/session": refused(401, "unauthenticated", "Who are you?"),
    });
    expect(await screen.findByLabelText("API key")).toBeTruthy();
    expect(router.state.location.search).toEqual({ next: "/topics?name=a" });
  });
});
