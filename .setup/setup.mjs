/** `npm run setup` */

import { runScript, say } from "./console.mjs";
import { setUp } from "./install.mjs";

await runScript(async () => {
  await setUp();
  say("set-up is complete. Start with: npm start");
});
