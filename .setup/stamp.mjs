/** Stamps: a step runs again only when what it was made from has changed. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./process.mjs";

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** One sha256 over the names and contents of the given files and folders. */
export function fingerprint(paths, salt = "") {
  const hash = createHash("sha256").update(salt);
  for (const file of paths.flatMap((path) => filesBelow(join(ROOT, path)))) {
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Runs `work` unless `stampPath` already holds `print`; the stamp is written after success. */
export async function onceFor(stampPath, print, work) {
  const stamp = join(ROOT, stampPath);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === print) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
}
