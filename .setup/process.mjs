/** Child processes, the same on Windows, macOS and Linux. */

import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { MissingError } from "./console.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const IS_WINDOWS = process.platform === "win32";

/** What a command printed, or null where it is missing or failed. */
export function output(command, args) {
  const child = spawnSync(command, args, { encoding: "utf8", cwd: ROOT });
  return child.status === 0 ? child.stdout.trim() : null;
}

/** Resolves with the exit code. A stop signal goes on to the child; Ctrl-C reaches it from the terminal by itself. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", cwd: ROOT, ...options });
    const stop = () => child.kill("SIGTERM");
    const wait = () => {};
    process.on("SIGTERM", stop);
    process.on("SIGINT", wait);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGTERM", stop);
      process.off("SIGINT", wait);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/** Runs a command that must succeed; `hint` says what to do when it does not. */
export async function mustRun(command, args, hint) {
  const code = await run(command, args);
  if (code !== 0) throw new MissingError(`${hint} («${command} ${args.join(" ")}» ended with ${code}.)`);
}

/** Runs an npm tool of this project through Node itself, so that no shell is needed. */
export function runNodeTool(entry, args, options) {
  return run(process.execPath, [`node_modules/${entry}`, ...args], options);
}
