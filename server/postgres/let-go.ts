import { readEnv } from "#lib/env.ts";
import { askKeeper, giveBack } from "./lease.ts";
import { makeControlFolder } from "./place.ts";

// Run by the launcher when it does not start a dead site again: the keeper waits for a next one, and is told that there is none.
const { DATABASE_URL, DATA_DIR } = readEnv();
if (!DATABASE_URL) {
  const lease = await askKeeper(makeControlFolder(DATA_DIR), () => {}, true);
  if (lease) await giveBack(lease);
}
