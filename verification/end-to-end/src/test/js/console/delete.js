import assert from "node:assert/strict";
import { createTopic, end, play, produce } from "./browser.js";

const topic = "orders.old";
await createTopic(topic, { spec: { partitions: 1 } });
await produce(topic, { value: 1 }, { value: 2 }, { value: 3 });

const refusals = [`404 GET /admin/v1/topics/${topic}`];
await play({ refusals }, async (page) => {
  await page.goto(`/console/topics/${topic}/settings`);
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(`Type ${topic} to confirm`);

  await page.getByRole("button", { name: /^Delete \d+ records…/ }).click();
  await field.fill(topic);
  await dialog.getByRole("button", { name: /^Delete \d+ records$/ }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Delete 0 records…" }).waitFor();

  await page.getByRole("button", { name: "Delete topic…" }).click();
  const confirm = dialog.getByRole("button", { name: "Delete topic" });
  assert.ok(await confirm.isDisabled(), "not without the name");
  await field.fill("orders.new");
  assert.ok(await confirm.isDisabled(), "not with another name");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "hidden" });

  await page.getByRole("button", { name: "Delete topic…" }).click();
  assert.equal(await field.inputValue(), "", "asks anew");
  await field.fill(topic);
  await confirm.click();
  await page.getByRole("heading", { name: "Topics", exact: true }).waitFor();
  await page.getByText(`Topic ${topic} deleted`).waitFor();
  await page.getByRole("region", { name: "Topics" }).waitFor();
  await page.getByRole("link", { name: topic }).waitFor({ state: "hidden" });

  await page.goto(`/console/topics/${topic}`);
  await page.getByRole("alert").getByText("topic_not_found").waitFor();
});
await end();
