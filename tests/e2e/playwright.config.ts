import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const port = Number(process.env.PERSONA_TEST_PORT ?? 5057);
const python = process.env.PERSONA_PYTHON ?? ".venv/bin/python";
// Workers load this file again: the folder is made once and handed on through the environment.
process.env.PERSONA_TEST_DIR ??= mkdtempSync(join(tmpdir(), "persona-e2e-"));
const dataDir = process.env.PERSONA_TEST_DIR;

/** The browser tests, or one of the two that are run by hand. */
function chosenTests(): string {
  if (process.env.PERSONA_PICTURES) return "pictures.ts";
  return process.env.PERSONA_FIRST_START ? "first-start.ts" : "*.spec.ts";
}

/** What a server finds on a machine that was never online: no cache, and a proxy that nobody answers at. */
function offline(): Record<string, string> {
  const caches = join(dataDir, "caches");
  const folders = ["HOME", "XDG_CACHE_HOME", "TORCH_HOME", "HF_HOME", "NUMBA_CACHE_DIR"];
  const proxies = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"];
  return Object.fromEntries([
    ...folders.map((name) => [name, caches]),
    ...proxies.map((name) => [name, "http://127.0.0.1:9"]),
  ]);
}

export default defineConfig({
  testDir: ".",
  testMatch: chosenTests(),
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
    env: {
      PERSONA_PORT: String(port),
      PERSONA_DATA_DIR: dataDir,
      ...(process.env.PERSONA_FIRST_START ? offline() : {}),
    },
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
