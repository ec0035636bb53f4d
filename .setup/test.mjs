/** `npm test` and `npm run test:long`: the set-up, then every test; all run, then the verdict. */

import { findChromium } from "./chromium.mjs";
import { runChecks } from "./check.mjs";
import { runScript, say } from "./console.mjs";
import { PYTHON, installPythonForTests, setUp } from "./install.mjs";
import { run, runNodeTool } from "./process.mjs";

const isLong = process.argv.includes("--long");

const pytest = (...folders) => run(PYTHON, ["-m", "pytest", ...folders, ...(isLong ? [] : ["-m", "not slow"])]);

// The engine's tests and the server's run in processes of their own: eventlet stays out of the engine's.
const SUITES = {
  checks: async () => (await runChecks()).length,
  page: () => runNodeTool("vitest/vitest.mjs", ["run", "--root", "frontend"]),
  engine: () => pytest("tests/core", "tests/parity"),
  server: () => pytest("tests/api", "tests/contracts"),
  browser: async () => {
    const chromium = await findChromium();
    const env = { ...process.env, PERSONA_PYTHON: PYTHON, ...(chromium && { PERSONA_CHROMIUM: chromium }) };
    return runNodeTool("@playwright/test/cli.js", ["test", "-c", "tests/e2e/playwright.config.ts"], { env });
  },
};

await runScript(async () => {
  await setUp();
  await installPythonForTests();
  const failed = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    say(`tests: ${name}`);
    if ((await suite()) !== 0) failed.push(name);
  }
  say(failed.length ? `failed: ${failed.join(", ")}` : "everything passed.");
  return failed.length ? 1 : 0;
});
