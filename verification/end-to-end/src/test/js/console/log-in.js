import assert from "node:assert/strict";
import { end, key, play } from "./browser.js";

const refusals = ["401 GET /admin/v1/session", "401 POST /admin/v1/session"];
await play({ loggedIn: false, refusals }, async (page) => {
  await page.goto("/console/topics?name=or");
  const field = page.getByLabel("API key", { exact: true });
  const submit = page.getByRole("button", { name: "Log in" });

  await field.fill("not a key");
  await submit.click();
  await page.getByText("A key looks like mr_<id>_<secret>").waitFor();

  await field.fill("mr_admin_wrong");
  await submit.click();
  const refusal = page.getByRole("alert");
  await refusal.getByText("This key isn’t known here").waitFor();

  await field.fill(key);
  await submit.click();
  await page.getByRole("heading", { name: "Topics", exact: true }).waitFor();
  assert.match(page.url(), /\/console\/topics\?name=or$/, "goes where the user wanted to");
  assert.ok(!(await page.content()).includes(key), "the key is not kept in the page");
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  assert.ok(!kept.includes(key.split("_").at(-1)), "scripts can't read the key");

  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();

  await page.goto("/console/topics");
  await page.getByRole("heading", { name: "Log in" }).waitFor();
});
await end();
