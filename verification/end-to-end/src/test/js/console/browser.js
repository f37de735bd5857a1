// A page of the console in a real Chromium, watched for whatever its user should never meet.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

const [url, key, chromiumPath, pictures, ...rest] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

/** What the test gave this scenario beyond the server. */
export { key, pictures, rest };

export const wide = { width: 1440, height: 900 };
export const narrow = { width: 390, height: 844 };

const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

/**
 * Plays a scenario in a fresh browser context and ends the process. `refusals` are the answers of 4xx and 5xx that it is about, as
 * `<status> <method> <path>`; any other is a failure, as are errors in the browser's console.
 */
export async function play({ refusals = [], loggedIn = true, ...options }, scenario) {
  const context = await browser.newContext({
    viewport: wide,
    colorScheme: "light",
    reducedMotion: "reduce",
    locale: "en-GB",
    ...options,
    baseURL: url,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints = [];
  const refused = new Set();
  page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    // A refusal is in this log as well, without its method: it is judged by its response.
    const refusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refusal) complaints.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() < 400) return;
    const path = new URL(response.url()).pathname;
    refused.add(`${response.status()} ${response.request().method()} ${path}`);
  });
  let failed = false;
  try {
    if (loggedIn) await logIn(context);
    await scenario(page);
    assert.deepEqual(complaints, [], "the browser's console has errors");
    assert.deepEqual([...refused].sort(), [...refusals].sort(), "refused requests");
  } catch (error) {
    failed = true;
    console.error(error);
    console.error(`at ${page.url()}:\n${await snapshotOf(page)}`);
    console.error([...complaints, ...refused].join("\n"));
    await page.screenshot({ path: join(pictures, `failed-${basename(process.argv[1])}.png`) });
  } finally {
    await context.close();
  }
  if (failed) await end(1);
}

/** To be called once all has been played. */
export async function end(code = 0) {
  await browser.close();
  process.exit(code);
}

async function logIn(context) {
  const answer = await context.request.post("/admin/v1/session", {
    headers: { Authorization: `Bearer ${key}` },
  });
  assert.equal(answer.status(), 201);
}

async function snapshotOf(page) {
  try {
    return (await page.locator("body").ariaSnapshot({ timeout: 5_000 })).slice(0, 6_000);
  } catch (error) {
    return String(error);
  }
}

/** A request of somebody else: the API without the browser. */
export async function api(method, path, body, contentType = "application/json") {
  const answer = await fetch(url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": contentType },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

export const createTopic = (name, more = {}) => api("POST", "/admin/v1/topics", { name, ...more });

/** Resolves once the records are stored. */
export const produce = (topic, ...records) =>
  api("POST", `/v1/topics/${topic}/records`, { records });

/** Waits for a page that was resized to settle. */
export async function assertNoOverflow(page) {
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await page
    .waitForFunction(() => document.documentElement.scrollWidth <= innerWidth)
    .catch(async () => assert.fail(`${page.url()} is ${await width()} wide`));
}
