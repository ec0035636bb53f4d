import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { recordingsDir } from "./recordings";

/** Writes the recordings that the tests upload. */
export default function globalSetup(): void {
  const python = process.env.PERSONA_PYTHON ?? ".venv/bin/python";
  execFileSync(python, [join(import.meta.dirname, "make_recordings.py"), recordingsDir()], { stdio: "inherit" });
}
