/** A Chromium for the browser tests: the system's, Debian's package, or Playwright's own download. */

import { existsSync } from "node:fs";
import { MissingError, say } from "./console.mjs";
import { output, run, runNodeTool } from "./process.mjs";

const SYSTEM_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const findSystem = () => [process.env.PERSONA_CHROMIUM, ...SYSTEM_PATHS].find((path) => path && existsSync(path));

async function installDebianPackage() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || output("apt-get", ["--version"]) === null) return;
  say("installing Debian's chromium for the browser tests …");
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", "chromium", "fonts-noto-cjk"], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}

/** Path of a browser, or undefined where Playwright's own is to be used. */
export async function findChromium() {
  if (!findSystem()) await installDebianPackage();
  const system = findSystem();
  if (system) return system;
  say("fetching Playwright's Chromium …");
  if ((await runNodeTool("@playwright/test/cli.js", ["install", "chromium"])) !== 0) {
    throw new MissingError("No Chromium: install one and name it in PERSONA_CHROMIUM.");
  }
  return undefined;
}
