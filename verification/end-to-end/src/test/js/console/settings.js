import { api, createTopic, end, play } from "./browser.js";

const topic = "settings.orders";
await createTopic(topic, { spec: { partitions: 1 } });
const change = (path, body) =>
  api("PATCH", `/admin/v1/topics/${topic}${path}`, body, "application/merge-patch+json");

const refusals = [
  `412 PATCH /admin/v1/topics/${topic}`,
  `412 PATCH /admin/v1/topics/${topic}/configs`,
];
await play({ refusals }, async (page) => {
  await page.goto(`/console/topics/${topic}/settings`);
  const configs = page.getByRole("region", { name: "Configs" });
  const dialog = page.getByRole("dialog", { name: "Edit config" });
  const save = dialog.getByRole("button", { name: "Save" });
  const edit = page.getByRole("button", { name: "Edit retention.ms", exact: true });
  const retention = configs.getByRole("listitem").filter({ has: edit });

  await edit.click();
  const input = dialog.getByLabel("retention.ms");
  await input.fill("soon");
  await dialog
    .getByText(/number/i)
    .first()
    .waitFor();
  await input.fill("86400000");
  await dialog.getByText("1 day").first().waitFor();
  await save.click();
  await dialog.waitFor({ state: "hidden" });
  await retention.getByText("86400000").waitFor();

  // Somebody else is faster: nothing is overwritten unseen.
  await edit.click();
  await input.fill("7200000");
  await change("/configs", { "retention.ms": "3600000" });
  await save.click();
  await dialog.getByRole("alert").getByText("Somebody else changed this").waitFor();
  await dialog.getByRole("button", { name: "Load the current state" }).click();
  await dialog.getByText("It is 3600000 now.").waitFor();
  await save.click();
  await dialog.waitFor({ state: "hidden" });
  await retention.getByText("7200000").waitFor();

  const about = page.getByRole("form", { name: "Description and labels" });
  await about.getByLabel("Description").fill("Mine");
  await change("", { description: "Theirs" });
  await about.getByRole("button", { name: "Save" }).click();
  await about.getByText("Somebody else changed this").waitFor();
  await about.getByRole("button", { name: "Load the current state" }).click();
  await about.getByText("Theirs").waitFor();
  await about.getByLabel("Description").fill("Ours");
  await about.getByRole("button", { name: "Save" }).click();
  await page.getByText("Description and labels saved").waitFor();

  const more = page.getByRole("form", { name: "Add partitions" });
  await more.getByLabel("Partitions").fill("3");
  await more.getByRole("button", { name: "Add 2 partitions" }).click();
  await page.getByText("The topic has 3 partitions now").waitFor();
  await page.getByRole("link", { name: "Partitions", exact: true }).click();
  const partitions = page.getByRole("table", { name: "Partitions" });
  await partitions.getByRole("row").nth(3).getByText("online").waitFor();
});
await end();
