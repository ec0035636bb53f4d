/** The set-up: virtual environment, Python and Node packages, page build. Nothing is done twice. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { say } from "./console.mjs";
import { IS_WINDOWS, ROOT, mustRun } from "./process.mjs";
import { checkCompiler, checkDiskSpace, checkNode, checkVenvModule, findPython } from "./requirements.mjs";
import { fingerprint, onceFor } from "./stamp.mjs";

const PIP = "pip==26.3";
const CONSTRAINTS = ".setup/constraints.txt";
export const PYTHON = join(ROOT, ".venv", IS_WINDOWS ? "Scripts/python.exe" : "bin/python");

const pip = (...args) => ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", ...args];

async function makeVirtualEnvironment() {
  if (existsSync(PYTHON)) return;
  const python = findPython();
  checkVenvModule(python);
  checkCompiler();
  checkDiskSpace();
  say("making the virtual environment .venv …");
  await mustRun(python, ["-m", "venv", ".venv"], "The virtual environment could not be made.");
}

async function installPython() {
  await onceFor(".venv/.requirements", fingerprint(["requirements.txt", CONSTRAINTS], PIP), async () => {
    say("installing the Python packages (PyTorch is large: a few minutes the first time) …");
    await mustRun(PYTHON, pip(PIP), "pip could not be updated.");
    await mustRun(PYTHON, pip("-r", "requirements.txt", "-c", CONSTRAINTS), "The Python packages could not be installed.");
  });
}

/** What tests and checks need beside the program's own packages. */
export async function installPythonForTests() {
  await onceFor(".venv/.requirements-test", fingerprint(["pyproject.toml", CONSTRAINTS], PIP), async () => {
    say("installing the Python packages of the tests …");
    await mustRun(PYTHON, pip("--group", "test", "-c", CONSTRAINTS), "The test packages could not be installed.");
  });
}

async function installNode() {
  await onceFor("node_modules/.requirements", fingerprint(["package.json", "package-lock.json"]), async () => {
    say("installing the page's packages …");
    const npm = process.env.npm_execpath;
    const [command, args] = npm ? [process.execPath, [npm]] : [IS_WINDOWS ? "npm.cmd" : "npm", []];
    await mustRun(command, [...args, "ci", "--no-audit", "--no-fund"], "The page's packages could not be installed.");
  });
}

const PAGE_SOURCES = ["frontend/src", "frontend/public", "frontend/index.html", "frontend/vite.config.ts", "backend/storage/name_rule.json", "package-lock.json"];

async function buildPage() {
  await onceFor("frontend/dist/.built-from", fingerprint(PAGE_SOURCES), async () => {
    say("building the page …");
    await mustRun(process.execPath, ["node_modules/vite/bin/vite.js", "build", "frontend", "--logLevel", "warn"], "The page could not be built.");
  });
}

/** Everything the program needs; quick when nothing has changed. */
export async function setUp() {
  checkNode();
  await makeVirtualEnvironment();
  await installPython();
  await installNode();
  await buildPage();
}
