import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { json, openConsole, refused } from "../testing/console";

const member = {
  member_id: "m-1",
  session: 3,
  epoch: 17,
  topics: ["orders"],
  assignment: { orders: [0, 1, 2] },
  revoking: {},
  away: false,
};
const group = {
  name: "billing",
  state: "stable",
  epoch: 17,
  assignor: "uniform",
  members: [member],
  offsets: [],
};
const empty = { ...group, state: "empty", members: [] };
const lag = {
  group: "billing",
  total_lag: 1234,
  max_lag: 1234,
  max_lag_ms: 90_000,
  unknown_partitions: 0,
  lost_records: 0,
  at_risk_records: 0,
  partitions: [
    {
      topic: "orders",
      partition: 0,
      committed_offset: 6,
      end_offset: 1240,
      lag: 1234,
      lag_ms: 9e4,
    },
  ],
};
const sample = (minute: number, value: number) => ({
  time: `2026-05-04T10:0${minute}:00.000Z`,
  lag: value,
  lag_ms: value * 10,
});
const history = {
  group: "billing",
  sampled: true,
  every_ms: 60_000,
  since: "2026-05-04T10:00:00.000Z",
  topics_left_out: 0,
  total: [sample(1, 3_000), sample(2, 1_500)],
  topics: [
    {
      topic: "customers",
      since: "2026-05-04T10:01:00.000Z",
      samples: [sample(1, 0), sample(2, 0)],
    },
    {
      topic: "orders",
      since: "2026-05-04T10:00:00.000Z",
      samples: [sample(0, 4_000), sample(1, 3_000), sample(2, 1_500)],
    },
  ],
};
const plan = {
  dry_run: true,
  operation: "reset",
  group: "billing",
  members_fenced: 1,
  skipped: 0,
  replayed: 6,
  partitions: [{ topic: "orders", partition: 0, from: 6, to: 0, skipped: 0, replayed: 6 }],
  warnings: ["1 member(s) have to join again."],
};

const tagged = (body: unknown) => () =>
  new Response(JSON.stringify(body), {
    headers: { "Content-Type": "application/json", ETag: '"tag-1"' },
  });

const answers = {
  "GET /admin/v1/groups/billing": tagged(group),
  "GET /admin/v1/groups/billing/lag": json(lag),
  "GET /admin/v1/groups/billing/lag/history": json(history),
  "POST /admin/v1/groups/billing/offsets:reset": tagged(plan),
};

describe("a group", () => {
  it("shows its members and how far it is behind", async () => {
    openConsole("/groups/billing", answers);
    const row = await screen.findByRole("row", { name: /m-1/ });
    expect(row.textContent).toContain("orders 0–2");
    const partition = await screen.findByRole("row", { name: /orders-0/ });
    expect(partition.textContent).toContain("1,234");
    expect(partition.textContent).toContain("1.5 minutes");
    expect(screen.getByRole("button", { name: "Delete group…" })).toHaveProperty("disabled", true);
  });

  it("says what retention has taken from it, and will take soon", async () => {
    const [orders] = lag.partitions;
    openConsole("/groups/billing", {
      ...answers,
      "GET /admin/v1/groups/billing/lag": json({
        ...lag,
        lost_records: 40,
        at_risk_records: 2,
        partitions: [
          { ...orders, lost_records: 40, at_risk_records: 2 },
          { ...orders, partition: 1, lost_records: 0, at_risk_records: 0 },
        ],
      }),
    });
    const partition = await screen.findByRole("row", { name: /orders-0/ });
    expect(partition.textContent).toContain("at most 40 records lost");
    expect(partition.textContent).toContain("at most 2 records at risk");
    expect(screen.getByRole("row", { name: /orders-1/ }).textContent).not.toMatch(/lost|at risk/);
    expect(screen.getByLabelText("Lag of the group").textContent).toContain("40 records lost");
  });

  it("tells where its lag is going", async () => {
    const trend = {
      direction: "falling",
      records_per_second: -25,
      samples: 10,
      since: "2026-05-04T10:00:00.000Z",
    };
    openConsole("/groups/billing", {
      ...answers,
      "GET /admin/v1/groups/billing/lag": json({ ...lag, trend }),
    });
    const figures = await screen.findByLabelText("Lag of the group");
    expect(figures.textContent).toContain("falling by 25 records a second");
  });

  it("draws its lag over time, and says since when, in words too", async () => {
    openConsole("/groups/billing", answers);
    const panel = within(await screen.findByRole("region", { name: "Lag over time" }));
    const records = await panel.findByRole("img", { name: /^Records/ });
    expect(records.getAttribute("aria-label")).toMatch(
      /^Records: 3,000 at .*, at most 3,000 at .*, 1,500 at /,
    );
    const time = panel.getByRole("img", { name: /^Time/ });
    expect(time.getAttribute("aria-label")).toContain("at most 30 seconds");
    expect(panel.getByText(/Samples since .*, one every minute;/)).toBeTruthy();
  });

  it("draws the lag of the topic that is in the URL", async () => {
    openConsole("/groups/billing?topic=orders", answers);
    const records = await screen.findByRole("img", { name: /^Records/ });
    expect(records.getAttribute("aria-label")).toContain("at most 4,000");
    expect(screen.getByRole("combobox", { name: "Topic of the charts" })).toHaveProperty(
      "value",
      "orders",
    );
  });

  it("says that there are no samples yet", async () => {
    const none = { ...history, since: undefined, sampled: false, total: [], topics: [] };
    openConsole("/groups/billing", {
      ...answers,
      "GET /admin/v1/groups/billing/lag/history": json(none),
    });
    expect(
      await screen.findByText(/no samples yet: the first one is taken within 1 minute, unless/),
    ).toBeTruthy();
  });

  it("says which topics it does not draw", async () => {
    openConsole("/groups/billing", {
      ...answers,
      "GET /admin/v1/groups/billing/lag/history": json({ ...history, topics_left_out: 2 }),
    });
    expect(await screen.findByText(/2 topics of the group are left out/)).toBeTruthy();
  });

  it("moves positions as previewed, if nothing was committed since, and its members agree", async () => {
    const { requests } = openConsole("/groups/billing", answers);
    await userEvent.click(await screen.findByRole("button", { name: "Move positions…" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Preview" })).toHaveProperty("disabled", true);
    await userEvent.click(dialog.getByLabelText("Fence the 1 member"));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    expect((await dialog.findByRole("region", { name: "Preview" })).textContent).toContain(
      "at most 6 records read again",
    );
    await userEvent.click(dialog.getByRole("button", { name: "Move positions" }));
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    const [dry, done] = requests.filter(({ method }) => method === "POST");
    expect(dry?.url).toContain("dry_run=true");
    expect(dry?.headers.get("If-Match")).toBeNull();
    expect(done?.url).toContain("dry_run=false");
    expect(done?.headers.get("If-Match")).toBe('"tag-1"');
    expect(await done?.json()).toEqual({ to: "earliest", topics: ["orders"], active: "fence" });
  });

  it("asks what to do when the group has gone on since the preview", async () => {
    let moves = 0;
    const { requests } = openConsole("/groups/billing", {
      ...answers,
      "POST /admin/v1/groups/billing/offsets:reset": () =>
        ++moves === 2
          ? refused(412, "etag_mismatch", "The offsets have changed")()
          : tagged(plan)(),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Move positions…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByLabelText("Fence the 1 member"));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await userEvent.click(await dialog.findByRole("button", { name: "Move positions" }));
    await userEvent.click(await dialog.findByRole("button", { name: "Move all the same" }));
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    const last = requests.filter(({ method }) => method === "POST").at(-1);
    expect(last?.headers.get("If-Match")).toBe("*");
  });

  it("is deleted only when it is empty, and by its name", async () => {
    const { requests, router } = openConsole("/groups/billing", {
      ...answers,
      "GET /admin/v1/groups/billing": tagged(empty),
      "DELETE /admin/v1/groups/billing": () => new Response(null, { status: 204 }),
      "GET /admin/v1/groups": json({ items: [], total_count: 0 }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Delete group…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getByLabelText("Type billing to confirm"), "billing");
    await userEvent.click(dialog.getByRole("button", { name: "Delete group" }));
    await waitFor(() => {
      expect(router.state.location.pathname).toBe("/groups");
    });
    const removal = requests.find(({ method }) => method === "DELETE");
    expect(removal?.headers.get("If-Match")).toBe('"tag-1"');
  });

  it("says when there is none", async () => {
    openConsole("/groups/billing", {
      "GET /admin/v1/groups/billing": refused(404, "group_not_found", "There is no such group"),
    });
    expect((await screen.findByRole("alert")).textContent).toContain("There is no such group");
  });
});
