import { readEnv } from "#lib/env.ts";
import { makeControlFolder } from "./cluster-location.ts";
import { disconnectFromSupervisor, maxLingerMs, requestDatabase } from "./supervisor-client.ts";

// The launcher runs this when it will not restart a dead site: tells the supervisor not to wait for another process.
const { DATABASE_URL, DATA_DIR } = readEnv();
if (!DATABASE_URL) {
  // A lease that would itself be waited for ends the wait; it is then released.
  const lease = await requestDatabase(makeControlFolder(DATA_DIR), () => {}, maxLingerMs);
  if (lease) await disconnectFromSupervisor(lease);
}
