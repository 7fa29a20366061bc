// What server/process/bootstrap.mjs does for the site, for the small program beside this file.
import path from "node:path";
import { runSupervised } from "../../process/launcher.mjs";

const file = path.join(import.meta.dirname, "site.ts");
const firstPauseMs = Number(process.env.STAND_IN_FIRST_PAUSE_MS) || undefined;
// A heap that the stand-in can exhaust soon.
await runSupervised(
  path.resolve(import.meta.dirname, "../../.."),
  { file, ownGroup: true, restarts: true, heap: 96, json: true, firstPauseMs },
  [],
);
