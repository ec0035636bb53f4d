/** What the set-up says to the person, and how it gives up. */

export class MissingError extends Error {}

export function say(line) {
  console.log(`persona · ${line}`);
}

/** Runs `main`; a MissingError ends it with its message alone, exit code 1. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    console.error(`persona · ${error.message}`);
    process.exitCode = 1;
  }
}
