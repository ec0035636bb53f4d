/** `npm run check`: style, types and layers, of both languages. */

import { runScript, say } from "./console.mjs";
import { PYTHON, installPythonForTests, setUp } from "./install.mjs";
import { run, runNodeTool } from "./process.mjs";

const LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()";
const CHECKS = [
  ["ruff", () => run(PYTHON, ["-m", "ruff", "check", "."])],
  ["ruff format", () => run(PYTHON, ["-m", "ruff", "format", "--check", "."])],
  ["mypy", () => run(PYTHON, ["-m", "mypy"])],
  ["layers", () => run(PYTHON, ["-c", LINT_IMPORTS])],
  ["tsc", () => runNodeTool("typescript/bin/tsc", ["-p", "frontend", "--noEmit"])],
  ["eslint", () => runNodeTool("eslint/bin/eslint.js", ["--max-warnings", "0", "-c", "frontend/eslint.config.js", "frontend"])],
];

/** Names of the checks that failed. */
export async function runChecks() {
  const failed = [];
  for (const [name, check] of CHECKS) {
    say(`check: ${name}`);
    if ((await check()) !== 0) failed.push(name);
  }
  return failed;
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await setUp();
    await installPythonForTests();
    const failed = await runChecks();
    say(failed.length ? `failed: ${failed.join(", ")}` : "all checks passed.");
    return failed.length ? 1 : 0;
  });
}
