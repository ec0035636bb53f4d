/** `npm start`: the set-up, then the server, until it is stopped. */

import { runScript, say } from "./console.mjs";
import { PYTHON, setUp } from "./install.mjs";
import { run } from "./process.mjs";
import { checkPort, sayDevice } from "./requirements.mjs";

await runScript(async () => {
  const host = process.env.PERSONA_HOST ?? "127.0.0.1";
  const port = Number(process.env.PERSONA_PORT ?? 5000);
  // The server itself names a port that cannot be one.
  if (port > 0 && port < 65536) await checkPort(host, port);
  await setUp();
  sayDevice();
  say(`serving on http://${host}:${port} (stop with Ctrl-C)`);
  return run(PYTHON, ["-m", "backend"]);
});
