// What server/process/bootstrap.mjs does for the site, for the small program beside this file. STAND_IN_HOME is the operator's folder in tests of
// upgrades; otherwise it is the project's.
import path from "node:path";
import { runSupervised } from "../../process/launcher.mjs";
import { chooseRelease, environmentFor, forgetRelease } from "../../upgrade/release-file.mjs";

const file = path.join(import.meta.dirname, "site.ts");
const firstPauseMs = Number(process.env.STAND_IN_FIRST_PAUSE_MS) || undefined;
const home = process.env.STAND_IN_HOME ?? path.resolve(import.meta.dirname, "../../..");
const dataDir = path.resolve(home, process.env.DATA_DIR || ".data");
const { folder, line, isObsolete } = chooseRelease(home, dataDir);
if (line) console.log(line);
if (isObsolete) forgetRelease(dataDir);
Object.assign(process.env, environmentFor(home, dataDir));
// A heap that the stand-in can exhaust soon.
await runSupervised(folder, { file, ownGroup: true, restarts: true, heap: 96, json: true, firstPauseMs }, []);
