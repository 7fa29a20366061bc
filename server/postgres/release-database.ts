import { readEnv } from "#lib/env.ts";
import { makeControlFolder } from "./cluster-location.ts";
import { disconnectFromSupervisor, requestDatabase } from "./supervisor-client.ts";

// The launcher runs this when it will not restart a dead site: tells the supervisor not to wait for another process.
const { DATABASE_URL, DATA_DIR } = readEnv();
if (!DATABASE_URL) {
  const lease = await requestDatabase(makeControlFolder(DATA_DIR), () => {}, true);
  if (lease) await disconnectFromSupervisor(lease);
}
