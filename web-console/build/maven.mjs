// Called by Maven. `build`: npm ci and npm run build, each only when what it reads has changed. `check`: lint and unit tests.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const documents = join(root, "../libraries/protocol/src/main/resources/openapi");
const settings = ["package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

function npm(...args) {
  const run = spawnSync("npm", args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (run.error) {
    console.error(
      `npm could not be started (${run.error.message}): install Node.js 20.19 or newer with npm.`,
    );
    process.exit(1);
  }
  if (run.status !== 0) process.exit(run.status ?? 1);
}

function files(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "generated" && name !== "dist")
    .sort()
    .flatMap((name) => files(join(path, name)));
}

function fingerprint(paths) {
  const hash = createHash("sha256").update(process.version);
  for (const file of paths.flatMap(files))
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}

/** Runs the step unless its output exists and was made from exactly these inputs. */
function unlessDone(stamp, output, inputs, step) {
  const now = fingerprint(inputs);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  step();
  mkdirSync(join(stamp, ".."), { recursive: true });
  writeFileSync(stamp, now);
}

const modules = join(root, "node_modules");
unlessDone(
  join(modules, ".millrace-install"),
  modules,
  ["package.json", "package-lock.json"].map((name) => join(root, name)),
  () => npm("ci", "--loglevel", "error"),
);

const [task] = process.argv.slice(2);
if (task === "build") {
  const inputs = [...settings, "index.html", "public", "src", "packages", "build"].map((name) =>
    join(root, name),
  );
  unlessDone(
    join(root, "target/console.sha256"),
    join(root, "target/dist/index.html"),
    [...inputs, documents],
    () => npm("run", "--silent", "build"),
  );
} else if (task === "check") {
  npm("run", "--silent", "lint");
  npm("run", "--silent", "test");
} else {
  console.error("usage: node build/maven.mjs build|check");
  process.exit(2);
}
