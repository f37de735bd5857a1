import assert from "node:assert/strict";
import { createTopic, end, play, produce } from "./browser.js";

const topic = "tail.live";
await createTopic(topic, { spec: { partitions: 2 } });
await produce(topic, { key: "early", value: "before the page", partition: 0 });

await play({}, async (page) => {
  await page.goto(`/console/topics/${topic}`);
  const stream = page.getByRole("status", { name: "Stream" });
  const tail = page.getByRole("region", { name: "Live tail" });
  const rows = page.getByRole("table", { name: "Records" }).getByRole("row");
  const row = (text) => rows.filter({ hasText: text });
  await row("before the page").waitFor();
  await stream.getByText("Live").waitFor();

  // Live: what is produced now is there without a reload, newest on top.
  const header = [{ name: "source", value: "erp" }];
  await produce(topic, { key: "K1", value: "while it is open", partition: 0 });
  await row("while it is open").waitFor();
  await produce(topic, { key: "K2", value: "from the erp", partition: 1, headers: header });
  await row("from the erp").waitFor();
  assert.match(await rows.nth(1).innerText(), /from the erp/);
  await tail.getByText("3 records received").waitFor();

  // Pause and resume: nothing arrives meanwhile, and nothing is missing afterwards.
  await tail.getByRole("button", { name: "Pause" }).click();
  await stream.getByText("Paused").waitFor();
  await produce(topic, { value: "during the pause", partition: 0 }, { value: "p2", partition: 1 });
  await tail.getByText("3 records received").waitFor();
  await tail.getByRole("button", { name: "Resume" }).click();
  await tail.getByText("5 records received").waitFor();
  assert.equal(await row("during the pause").count(), 1);
  await tail.getByRole("button", { name: "Clear" }).click();
  await page.getByText("Waiting for records").waitFor();

  // Filters are in the URL, and the server's.
  const filters = page.getByRole("form", { name: "Tail" });
  await filters.getByLabel("Key").fill("K1");
  await filters.getByRole("button", { name: "Filter", exact: true }).click();
  await tail.getByText("1 record received").waitFor();
  await row("while it is open").waitFor();
  await produce(topic, { key: "K3", value: "another key" }, { key: "K1", value: "same key" });
  await row("same key").waitFor();
  assert.equal(await row("another key").count(), 0);
  assert.match(page.url(), /key=K1/);

  await filters.getByRole("button", { name: "Clear filters" }).click();
  await row("another key").waitFor();
  await filters.getByLabel("Header").fill("source=erp");
  await filters.getByLabel("Partition").fill("one");
  await filters.getByRole("button", { name: "Filter", exact: true }).click();
  await filters.getByText("Numbers, such as 0,2").waitFor();
  await filters.getByLabel("Partition").fill("1");
  await filters.getByRole("button", { name: "Filter", exact: true }).click();
  await tail.getByText("1 record received").waitFor();
  await row("from the erp").waitFor();

  // A link to a filtered tail shows the same to somebody else.
  await page.reload();
  await row("from the erp").waitFor();
  await tail.getByText("1 record received").waitFor();
  assert.equal(await filters.getByLabel("Header").inputValue(), "source=erp");

  await filters.getByRole("button", { name: "Clear filters" }).click();
  await filters
    .getByRole("combobox", { name: "Start at" })
    .or(filters.getByLabel("Start at"))
    .first()
    .click();
  await page.getByRole("option", { name: "Only new ones" }).click();
  await page.getByText("Waiting for records").waitFor();
  await produce(topic, { value: "brand new" });
  await row("brand new").waitFor();
  await tail.getByText("1 record received").waitFor();
});
await end();
