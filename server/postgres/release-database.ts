import { readEnv } from "#lib/env.ts";
import { makeControlFolder } from "./cluster-location.ts";
import { disconnectFromSupervisor, maxLingerMs, requestDatabase } from "./supervisor-client.ts";

// The launcher runs this when it will not restart a dead site: tells the supervisor not to wait for another process.
const { DATABASE_URL, DATA_DIR } = readEnv();
if (!DATABASE_URL) {
  // A new lease ends the supervisor's wait for the dead site; releasing it, unlike losing it, starts no new wait.
  const lease = await requestDatabase(makeControlFolder(DATA_DIR), () => {}, maxLingerMs);
  if (lease) await disconnectFromSupervisor(lease);
}
