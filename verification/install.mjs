// Called by Maven: npm ci, unless node_modules was made from exactly these packages.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = import.meta.dirname;
const stamp = join(root, "node_modules/.millrace-install");
const wanted = ["package.json", "package-lock.json"]
  .reduce((hash, name) => hash.update(readFileSync(join(root, name))), createHash("sha256"))
  .update(process.version)
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  // eventsource 5 asks for Node 22 and works with 20, which npm says in a warning.
  const run = spawnSync("npm", ["ci", "--loglevel", "error"], { cwd: root, stdio: "inherit" });
  if (run.error) {
    console.error(`npm could not be started (${run.error.message}): install Node.js 20 with npm.`);
  }
  if (run.status !== 0) process.exit(1);
  writeFileSync(stamp, wanted);
}
