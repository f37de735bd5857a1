import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const client = fileURLToPath(new URL("packages/client/src/index.ts", import.meta.url));
const server = process.env.MILLRACE_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  resolve: { alias: { "@millrace/client": client } },
  build: {
    outDir: "target/dist",
    emptyOutDir: true,
    // Fonts and images stay files: the console's content security policy has no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: { "/v1": { target: server }, "/admin": { target: server } },
  },
  test: {
    restoreMocks: true,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "console",
          environment: "jsdom",
          include: ["src/**/*.test.{ts,tsx}"],
          setupFiles: ["src/testing/setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "client", environment: "node", include: ["packages/**/*.test.ts"] },
      },
    ],
  },
});
