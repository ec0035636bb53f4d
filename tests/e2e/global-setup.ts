import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { recordingsDir } from "./recordings";

/** Writes the recordings that the tests upload. */
export default function globalSetup(): void {
  const python = process.env.PERSONA_PYTHON ?? ".venv/bin/python";
  const sample = process.env.PERSONA_FIRST_START ? ["--sample"] : [];
  const script = join(import.meta.dirname, "make_recordings.py");
  execFileSync(python, [script, recordingsDir(), ...sample], { stdio: "inherit" });
}
