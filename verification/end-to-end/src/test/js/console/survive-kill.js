// The test kills the server when this says `open` and starts it again when this says `reconnecting`.
import assert from "node:assert/strict";
import { end, play, rest } from "./browser.js";

const [topic, before, after] = [rest[0], Number(rest[1]), Number(rest[2])];
// All rows fit: those out of view are not in the document.
await play({ viewport: { width: 1440, height: 1800 } }, async (page) => {
  await page.goto(`/console/topics/${topic}`);
  const stream = page.getByRole("status", { name: "Stream" });
  const tail = page.getByRole("region", { name: "Live tail" });
  await tail.getByText(`${before} records received`).waitFor();
  console.log("open");
  await stream.getByText("Reconnecting").waitFor();
  console.log("reconnecting");
  await stream.getByText("Live").waitFor();
  await tail.getByText(`${after} records received`).waitFor();

  // Every record once: none missing, none twice.
  const links = page.getByRole("table", { name: "Records" }).getByRole("link");
  const shown = await links.evaluateAll((all) =>
    all.map((link) => link.getAttribute("aria-label")),
  );
  assert.equal(shown.length, after);
  assert.equal(new Set(shown).size, after, shown.join("\n"));
});
await end();
