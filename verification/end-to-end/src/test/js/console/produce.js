import assert from "node:assert/strict";
import { createTopic, end, play } from "./browser.js";

const topic = "orders.sent";
const spec = { partitions: 1, configs: { "cleanup.policy": "compact" } };
await createTopic(topic, { spec });

await play({ refusals: [`422 POST /v1/topics/${topic}/records`] }, async (page) => {
  // Somebody follows the topic in another tab.
  const follower = await page.context().newPage();
  await follower.goto(`/console/topics/${topic}`);
  await follower.getByRole("status", { name: "Stream" }).getByText("Live").waitFor();

  await page.goto(`/console/topics/${topic}/produce`);
  const form = page.getByRole("form", { name: "Produce" });
  const value = form.getByRole("textbox", { name: "Value", exact: true });
  const send = form.getByRole("button", { name: "Produce record" });
  await value.fill('{"total": }');
  await send.click();
  assert.equal(await value.getAttribute("aria-invalid"), "true");

  // A compacted topic refuses a record without a key; what was typed stays.
  await value.fill('{"total": 9.90, "id": 12345678901234567890}');
  await send.click();
  const refusal = form.getByRole("alert");
  await refusal.getByText("key_required").waitFor();

  await form.getByLabel("Key", { exact: true }).fill("10643");
  await form.getByRole("button", { name: "Add header" }).click();
  await form.getByLabel("Name of header 1").fill("source");
  await form.getByLabel("Value of header 1").fill("console");
  await send.click();
  const stored = page.getByRole("region", { name: "Stored records" });
  const place = stored.getByRole("link", { name: /Partition 0, offset \d+/ });
  const [offset] = /\d+$/.exec(await place.innerText());
  await refusal.waitFor({ state: "detached" });

  // The record as the follower sees it: with all the digits that were typed.
  await follower.getByRole("link", { name: `Record ${offset} of partition 0` }).click();
  const detail = follower.getByRole("dialog");
  await detail.getByText("12345678901234567890").waitFor();
  await detail.getByText("9.90").waitFor();
  await detail.getByRole("region", { name: "Headers" }).getByText("console").waitFor();

  await place.click();
  await page.getByRole("dialog").getByText("12345678901234567890").waitFor();
});
await end();
