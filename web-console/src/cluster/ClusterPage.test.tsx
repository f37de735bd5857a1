import { screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { cluster, json, openConsole, refused } from "../testing/console";

const broker = (id: number, more: object = {}) => ({
  broker_id: id,
  state: "live",
  drained: false,
  http_url: `http://b${id}:8080`,
  rack: "east",
  broker_epoch: id,
  leaders: 2,
  replicas: 6,
  replicas_in_sync: 6,
  size_bytes: 1024,
  disk_free_bytes: 40 * 1024 ** 3,
  disk_total_bytes: 100 * 1024 ** 3,
  ...more,
});

const partition = (number: number, more: object) => ({
  topic: "orders",
  partition: number,
  state: "online",
  leader: 1,
  leader_epoch: 3,
  partition_epoch: 9,
  replicas: [1, 2, 3],
  isr: [1, 2, 3],
  adding: [],
  removing: [],
  ...more,
});

const list = (items: unknown[]) => json({ items, total_count: items.length, metadata_version: 1 });

const quiet = {
  "GET /admin/v1/brokers": json({ items: [broker(1)] }),
  "GET /admin/v1/partitions": list([]),
  "GET /admin/v1/reassignments": list([]),
};

describe("the cluster", () => {
  it("is at peace when nothing is amiss", async () => {
    openConsole("/cluster", quiet);
    const row = await screen.findByRole("row", { name: /live/ });
    expect(row.textContent).toContain("6 of 6");
    expect(row.textContent).toContain("40.0 GiB free");
    expect(await screen.findByText("No partition is moving.")).toBeTruthy();
    expect(screen.getByText(/every partition has a leader/)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows partitions in trouble and who is missing, each once", async () => {
    openConsole("/cluster", {
      ...quiet,
      "GET /admin/v1/partitions": list([
        partition(0, { state: "offline", leader: undefined, isr: [3] }),
      ]),
    });
    const table = await screen.findByRole("table", { name: "Partitions in trouble" });
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.textContent).toContain("orders-0");
    expect(rows[0]?.textContent).toContain("offline");
    expect(rows[0]?.textContent).toContain("broker 1, broker 2");
  });

  it("shows moves and cancels them", async () => {
    const { requests } = openConsole("/cluster", {
      ...quiet,
      "GET /admin/v1/reassignments": list([
        {
          id: "orders-1",
          topic: "orders",
          partition: 1,
          spec: { replicas: [2, 4] },
          status: {
            phase: "moving",
            replicas: [2, 4, 1],
            isr: [1, 2],
            adding: [4],
            removing: [1],
            catching_up: [4],
            follower_lag: [{ broker: 4, offsets: 1200 }],
            size_bytes: 2048,
          },
        },
      ]),
      "DELETE /admin/v1/reassignments/orders-1": () => new Response(null, { status: 204 }),
    });
    const row = await screen.findByRole("row", { name: /orders-1/ });
    expect(row.textContent).toContain("2, 4");
    expect(row.textContent).toContain("broker 4 (1,200 to go)");
    await userEvent.click(screen.getByRole("button", { name: "Cancel the move of orders-1" }));
    expect(requests.some((request) => request.method === "DELETE")).toBe(true);
  });

  it("offers the way out of safe mode, and asks before", async () => {
    const { requests } = openConsole("/cluster", {
      ...quiet,
      "GET /admin/v1/cluster": json({ ...cluster, safe_mode: true }),
      "POST /admin/v1/cluster:reconcile": json(cluster),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Reconcile…" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByLabelText("Type reconcile to confirm"), "reconcile");
    await userEvent.click(within(dialog).getByRole("button", { name: "Reconcile" }));
    expect(requests.some((request) => request.method === "POST")).toBe(true);
  });

  it("drains a broker, and lets it lead again", async () => {
    const { requests } = openConsole("/cluster", {
      ...quiet,
      "GET /admin/v1/brokers": json({
        items: [broker(1), broker(2, { state: "draining", drained: true, leaders: 0 })],
      }),
      "POST /admin/v1/brokers/1:drain": json(broker(1, { state: "draining", drained: true })),
      "POST /admin/v1/brokers/2:resume": json(broker(2)),
    });
    expect((await screen.findByRole("row", { name: /drained/ })).textContent).toContain("2");
    await userEvent.click(screen.getByRole("button", { name: "Drain broker 1" }));
    await userEvent.click(screen.getByRole("button", { name: "Resume broker 2" }));
    const posts = requests.filter((request) => request.method === "POST");
    expect(posts.map((request) => new URL(request.url).pathname)).toEqual([
      "/admin/v1/brokers/1:drain",
      "/admin/v1/brokers/2:resume",
    ]);
  });

  it("lets only a broker without replicas be removed, and says why", async () => {
    openConsole("/cluster", {
      ...quiet,
      "GET /admin/v1/brokers": json({
        items: [
          broker(1),
          broker(2, { state: "fenced", disk_free_bytes: undefined }),
          broker(3, { state: "fenced", leaders: 0, replicas: 0, replicas_in_sync: 0 }),
        ],
      }),
    });
    const [inUse, free] = await screen.findAllByRole<HTMLButtonElement>("button", {
      name: "Remove…",
    });
    expect(inUse?.disabled).toBe(true);
    expect(inUse?.title).toBe("It has 6 replicas: move them first");
    expect(free?.disabled).toBe(false);
  });

  it("still shows the brokers when there is no controller", async () => {
    openConsole("/cluster", {
      ...quiet,
      "GET /admin/v1/cluster": refused(503, "coordinator_loading", "There is no controller"),
    });
    expect((await screen.findByRole("alert")).textContent).toContain("There is no controller");
    expect(await screen.findByRole("table", { name: "Brokers" })).toBeTruthy();
  });

  it("says when it may not be seen", async () => {
    const forbidden = refused(403, "cluster_authorization_failed", "Forbidden");
    openConsole("/cluster", {
      "GET /admin/v1/cluster": forbidden,
      "GET /admin/v1/brokers": forbidden,
      "GET /admin/v1/partitions": forbidden,
      "GET /admin/v1/reassignments": forbidden,
    });
    expect((await screen.findAllByText("You may not see this")).length).toBeGreaterThan(0);
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
});
