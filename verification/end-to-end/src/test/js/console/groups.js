import assert from "node:assert/strict";
import { api, createTopic, end, play, produce } from "./browser.js";

const topic = "groups.orders";
const group = "groups.billing";
await createTopic(topic, { spec: { partitions: 1 } });
await produce(topic, ...Array.from({ length: 5 }, (_, n) => ({ value: n })));

const member = `/v1/groups/${group}/members/m-1`;
const joined = await api("PUT", member, { topics: [topic] });
let cursor = joined.cursor;

/** Reads on, and acknowledges what came before. */
async function poll() {
  const wish = { cursor, ack: true, max_records: 3, max_wait_ms: 1_000 };
  const answer = await api("POST", `${member}/poll`, wish);
  cursor = answer.cursor;
  return answer.records;
}
let records = [];
while (records.length === 0) records = await poll();
await api("POST", `${member}/acks`, { cursor });

await play({}, async (page) => {
  await page.goto("/console/groups");
  await page.getByLabel("Find groups by the beginning of their name").fill("groups.b");
  const row = page.getByRole("row", { name: new RegExp(group) });
  await row.getByText("stable").waitFor();
  await page.getByRole("link", { name: group }).click();
  await page.getByRole("table", { name: "Members" }).getByText("m-1").waitFor();
  const lag = page.getByRole("region", { name: "Lag" });
  await lag.getByText("2 records in all").waitFor();
  await lag.getByText("steady").waitFor();
  const chart = page.getByRole("region", { name: "Lag over time" });
  await chart.getByRole("img", { name: /^Records: .*, at most .*, 2 at / }).waitFor();
  await chart.getByText("Samples since").waitFor();

  // The member is not asked, but fenced: nothing that it says afterwards counts.
  await page.getByRole("button", { name: "Move positions…" }).click();
  const dialog = page.getByRole("dialog", { name: "Move positions" });
  const look = dialog.getByRole("button", { name: "Preview" });
  assert.ok(await look.isDisabled(), "not before it is said what becomes of the member");
  await dialog.getByLabel("Fence the 1 member").check();
  await look.click();
  await dialog.getByText("no records left out").waitFor();
  await dialog.getByRole("button", { name: "Move positions" }).click();
  await dialog.waitFor({ state: "hidden" });
  await lag.getByText("2 records in all").waitFor({ state: "hidden" });
  await assert.rejects(poll(), /: 409 /, "the member was fenced");
  await api("DELETE", member);
  await page.getByText("Nobody reads for this group").waitFor();

  await page.getByRole("button", { name: "Undo the last move…" }).click();
  const back = page.getByRole("dialog", { name: "Undo the last move" });
  await back.getByRole("button", { name: "Preview" }).click();
  await back.getByText("no records read again").waitFor();
  await back.getByRole("button", { name: "Move back" }).click();
  await back.waitFor({ state: "hidden" });
  await lag.getByText("2 records in all").waitFor();

  await page.getByRole("button", { name: "Delete group…" }).click();
  await page.getByLabel(`Type ${group} to confirm`).fill(group);
  await page.getByRole("button", { name: "Delete group", exact: true }).click();
  await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
  await row.waitFor({ state: "hidden" });
});
await end();
