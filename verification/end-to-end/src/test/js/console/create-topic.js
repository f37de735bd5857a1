import { api, end, play } from "./browser.js";

const { items } = await api("GET", "/admin/v1/topics");
for (const { name } of items) await api("DELETE", `/admin/v1/topics/${name}`);

await play({ refusals: ["409 POST /admin/v1/topics"] }, async (page) => {
  await page.goto("/console/");
  await page.getByRole("heading", { name: "No topics yet" }).waitFor();
  await page.getByRole("link", { name: "Create the first topic" }).click();

  const form = page.getByRole("form", { name: "Create topic" });
  const name = form.getByRole("textbox", { name: "Name" });
  const create = form.getByRole("button", { name: "Create topic" });
  await name.fill("sales orders");
  await create.click();
  await form.getByText("Only letters, digits, and . _ -").waitFor();

  await name.fill("sales.orders");
  await form.getByLabel("Partitions").fill("2");
  await form.getByLabel("Description").fill("Every order of the web shop");
  const labels = form.getByRole("combobox", { name: "Labels" });
  await labels.fill("team=sales");
  await labels.press("Enter");
  await form.getByRole("button", { name: "Set a config" }).click();
  await form.getByPlaceholder("Which config?").fill("retention.ms");
  await page.getByRole("option", { name: "retention.ms", exact: true }).click();
  await form.getByLabel("retention.ms", { exact: true }).fill("3600000");
  await create.click();

  await page.getByRole("heading", { name: "sales.orders" }).waitFor();
  await page.getByText("Topic sales.orders is ready").waitFor();
  await page.getByRole("status", { name: "Stream" }).getByText("Live").waitFor();
  await page.getByLabel("Figures").getByText("2 partitions").waitFor();

  await page.getByRole("link", { name: "Topics", exact: true }).first().click();
  const row = page.getByRole("row", { name: "sales.orders" });
  await row.getByText("Every order of the web shop").waitFor();
  await row.getByText("1 hour").waitFor();
  await page.getByLabel("Search topics by name").fill("nothing");
  await page.getByRole("heading", { name: "No topic matches" }).waitFor();
  await page.getByRole("button", { name: "Show all topics" }).click();
  await row.waitFor();

  await page.getByRole("link", { name: "Create topic" }).click();
  await name.fill("sales.orders");
  await create.click();
  await form.getByText("This name is taken").waitFor();
});
await end();
