// Visits every page in both colour schemes, wide and narrow: nothing is wider than the screen, and there is a picture of each to look at.
import { join } from "node:path";
import {
  api,
  assertNoOverflow,
  createTopic,
  end,
  narrow,
  pictures,
  play,
  produce,
  wide,
} from "./browser.js";

const orders = "shop.orders";
await createTopic(orders, {
  description: "Every order of the web shop, as its checkout confirms it",
  labels: { team: "sales", tier: "gold" },
  spec: { partitions: 3 },
});
await createTopic("shop.customers", {
  description: "The latest state of each customer",
  labels: { team: "sales" },
  spec: { partitions: 1, configs: { "cleanup.policy": "compact" } },
});
await createTopic(`a.topic.with.a.long.name.${"and-no-space-to-break-at".repeat(3)}`);
await createTopic("shop.empty", { spec: { partitions: 1 } });
const customers = ["ALFKI", "ANATR", "ANTON", "AROUT", "BERGS"];
const { results } = await produce(
  orders,
  ...Array.from({ length: 40 }, (_, index) => ({
    key: customers[index % customers.length],
    value: {
      order_id: 10248 + index,
      customer: customers[index % customers.length],
      total: (index * 37.45) % 900,
      lines: [{ product: "Chai", quantity: index % 7 }],
      note:
        index % 4 === 0 ? "Leave it with the neighbour, second floor, the bell is broken" : null,
    },
    headers: [
      { name: "content-type", value: "application/json" },
      { name: "trace-id", value: `4bf92f3577b34da6a3ce929d0e0e47${10 + index}` },
    ],
  })),
);

/** A day of samples with a peak at noon, and an hour in which nobody looked; of made-up times. */
function day() {
  const begin = Date.parse("2026-05-04T00:00:00Z");
  return Array.from({ length: 1440 }, (_, minute) => {
    const lag = Math.round(
      9_000 * Math.exp(-(((minute - 720) / 160) ** 2)) + 400 * (1 + Math.sin(minute / 7)),
    );
    return { time: new Date(begin + minute * 60_000).toISOString(), lag, lag_ms: lag * 45 };
  }).filter((_, minute) => minute < 960 || minute > 1_020);
}

const at = `/console/topics/${orders}`;
const pages = {
  groups: ["/console/groups", (page) => page.getByRole("link", { name: "shop.billing" })],
  group: ["/console/groups/shop.billing", (page) => page.getByRole("img", { name: /^Records/ })],
  topics: ["/console/topics", (page) => page.getByRole("link", { name: orders })],
  "topics-no-match": [
    "/console/topics?name=nothing",
    (page) => page.getByRole("heading", { name: "No topic matches" }),
  ],
  cluster: ["/console/cluster", (page) => page.getByText("No partition is moving.")],
  "create-topic": ["/console/create-topic", (page) => page.getByRole("form")],
  tail: [at, (page) => page.getByText("40 records received")],
  "tail-filtered": [
    `${at}?key=ALFKI&from=earliest`,
    (page) => page.getByText("8 records received"),
  ],
  "tail-empty": ["/console/topics/shop.empty", (page) => page.getByText("Waiting for records")],
  record: [
    `${at}?record=${results[0].partition}-${results[0].offset}`,
    (page) => page.getByLabel("Value of the record"),
  ],
  produce: [`${at}/produce`, (page) => page.getByRole("form", { name: "Produce" })],
  partitions: [`${at}/partitions`, (page) => page.getByRole("table", { name: "Partitions" })],
  settings: [
    `${at}/settings`,
    (page) => page.getByRole("button", { name: "Edit retention.ms", exact: true }),
  ],
  "topic-missing": ["/console/topics/shop.missing", (page) => page.getByRole("alert")],
};

async function picture(page, name, options) {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await assertNoOverflow(page);
      const path = join(pictures, `${name}-${viewport.width}-${colorScheme}.png`);
      await page.screenshot({ path, animations: "disabled", ...options });
    }
  }
}

await play({ loggedIn: false, refusals: ["401 GET /admin/v1/session"] }, async (page) => {
  await page.goto("/console/");
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await picture(page, "log-in");
});
const written = [...new Set(results.map(({ partition }) => partition))];
const commit = (group, nextOffset) =>
  api("PATCH", `/v1/groups/${group}/offsets`, {
    offsets: written.map((partition) => ({ topic: orders, partition, next_offset: nextOffset })),
  });
await commit("shop.reports", 2);
await commit("shop.billing", 4);
// Their sessions last for 45 s: groups come first among the pages.
const members = "/v1/groups/shop.billing/members";
const joined = await api("PUT", `${members}/checkout-1`, { topics: [orders] });
await api("PUT", `${members}/checkout-2`, { topics: [orders, "shop.customers"], rack: "a" });
await api("POST", `${members}/checkout-1/poll`, { cursor: joined.cursor, ack: true });

await play({ refusals: ["404 GET /admin/v1/topics/shop.missing"] }, async (page) => {
  for (const [name, [path, ready]] of Object.entries(pages)) {
    await page.goto(path);
    await ready(page).first().waitFor();
    await picture(page, name, { fullPage: true });
  }
  await page.goto(`${at}/settings`);
  await page.getByRole("button", { name: "Edit retention.ms", exact: true }).click();
  await page.getByRole("dialog").waitFor();
  await picture(page, "settings-edit");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Delete topic…" }).click();
  await page.getByRole("dialog").waitFor();
  await picture(page, "settings-delete");
  await page.route("**/lag/history", (route) => {
    const total = day();
    const since = total[0].time;
    const topics = [orders, "shop.customers"].map((topic) => ({ topic, since, samples: total }));
    const history = { group: "shop.reports", sampled: true, every_ms: 60_000, since };
    return route.fulfill({ json: { ...history, topics_left_out: 0, total, topics } });
  });
  await page.goto("/console/groups/shop.reports");
  await page.getByRole("img", { name: /^Records/ }).waitFor();
  await picture(page, "group-day", { fullPage: true });
  await page.getByRole("button", { name: "Move positions…" }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("table", { name: "Positions that would move" }).waitFor();
  await picture(page, "group-move");
});
await end();
