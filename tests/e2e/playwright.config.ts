import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const port = Number(process.env.PERSONA_TEST_PORT ?? 5057);
const python = process.env.PERSONA_PYTHON ?? ".venv/bin/python";
// Workers load this file again: the folder is made once and handed on through the environment.
process.env.PERSONA_TEST_DIR ??= mkdtempSync(join(tmpdir(), "persona-e2e-"));
const dataDir = process.env.PERSONA_TEST_DIR;

export default defineConfig({
  testDir: ".",
  testMatch: process.env.PERSONA_PICTURES ? "pictures.ts" : "*.spec.ts",
  outputDir: join(dataDir, "results"),
  globalSetup: "./global-setup.ts",
  workers: 1,
  retries: 0,
  timeout: 240_000,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: "ko-KR",
    acceptDownloads: true,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PERSONA_CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
      ],
    },
  },
  webServer: {
    command: `"${python}" -m backend`,
    cwd: join(import.meta.dirname, "../.."),
    url: `http://127.0.0.1:${port}/api/health`,
    timeout: 60_000,
    env: { PERSONA_PORT: String(port), PERSONA_DATA_DIR: dataDir },
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
