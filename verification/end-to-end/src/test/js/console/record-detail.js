import assert from "node:assert/strict";
import { createTopic, end, play, produce } from "./browser.js";

const topic = "records.detail";
await createTopic(topic, { spec: { partitions: 1 } });
const record = {
  key: "ALFKI",
  value: { order: 10643, customer: { name: "Alfreds Futterkiste" }, lines: [1, 2] },
  headers: [
    { name: "trace", value: "00-abc" },
    { name: "content-type", value: "application/json" },
  ],
};
const { results } = await produce(
  topic,
  record,
  { key: "gone", value: null },
  { value_base64: "/wAB" },
);
const [first, tombstone, binary] = results.map(({ offset }) => offset);
const link = (page, offset) => page.getByRole("link", { name: `Record ${offset} of partition 0` });

const refusals = [`416 GET /v1/topics/${topic}/partitions/0/records/99`];
await play({ refusals }, async (page) => {
  await page.goto(`/console/topics/${topic}`);
  await link(page, first).click();
  const detail = page.getByRole("dialog", { name: `Record ${first}, partition 0` });
  await detail.getByText("ALFKI", { exact: true }).waitFor();
  const headers = detail.getByRole("region", { name: "Headers" });
  await headers.getByText("trace").waitFor();
  await headers.getByText("00-abc").waitFor();
  const value = detail.getByLabel("Value of the record");
  assert.equal(await value.innerText(), JSON.stringify(record.value, null, 2), "indented JSON");
  await detail.getByText("Raw", { exact: true }).click();
  assert.equal(await value.innerText(), JSON.stringify(record.value), "as it was sent");

  const [alone] = await Promise.all([
    page.context().waitForEvent("page"),
    detail.getByRole("link", { name: "Open the value alone" }).click(),
  ]);
  await alone.getByText("Alfreds Futterkiste").waitFor();
  await alone.close();

  // The record is in the URL: it can be sent to a colleague, and "back" closes it.
  assert.ok(page.url().endsWith(`record=0-${first}`), page.url());
  await page.reload();
  await detail.getByText("00-abc").waitFor();
  await detail.getByRole("button", { name: "Close record" }).click();
  await detail.waitFor({ state: "hidden" });

  await link(page, tombstone).click();
  await page.getByRole("dialog").getByText("this record is a tombstone").waitFor();
  await page.goBack();
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await link(page, binary).click();
  await page.getByRole("dialog").getByLabel("Value of the record").getByText("/wAB").waitFor();

  await page.goto(`/console/topics/${topic}?record=0-99`);
  await page.getByRole("dialog").getByRole("alert").waitFor();
});
await end();
