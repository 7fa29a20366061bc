import { readEnv } from "#lib/env.ts";
import { makeControlFolder } from "./cluster-location.ts";
import { disconnectFromSupervisor, requestDatabase } from "./supervisor-client.ts";

// Run by the launcher when it will not restart a site that died: tells the keeper not to wait for another process.
const { DATABASE_URL, DATA_DIR } = readEnv();
if (!DATABASE_URL) {
  const lease = await requestDatabase(makeControlFolder(DATA_DIR), () => {}, true);
  if (lease) await disconnectFromSupervisor(lease);
}
