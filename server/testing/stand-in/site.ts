// A site without Next: the same locks, database, health responses and shutdown as server/process/start.ts, ready in half a second. Its folder has a
// separate package.json, so the imports are relative.

import { createServer } from "node:http";
import { migrate } from "../../../db/migrate.ts";
import { closeHttpServer } from "../../http/close-server.ts";
import { createHealthProbes } from "../../http/health-probes.ts";
import { makeControlFolder } from "../../postgres/cluster-location.ts";
import { acquirePostgres } from "../../postgres/database.ts";
import { maxLingerMs } from "../../postgres/supervisor-client.ts";
import { databaseCloseTimeoutMs, GracefulShutdown } from "../../process/graceful-shutdown.ts";
import { acquireInstanceLock } from "../../process/instance-lock.ts";
import { reportReady } from "../../process/parent-watchdog.mjs";
import { listenOn } from "../../process/port.ts";

const life = new GracefulShutdown();
const dataDir = process.env.DATA_DIR ?? "";

await life.start(async () => {
  makeControlFolder(dataDir);
  life.onStop(await acquireInstanceLock(dataDir));
  const database = await acquirePostgres({ dataDir, lingerMs: Number(process.env.STAND_IN_LINGER_MS) || maxLingerMs });
  life.onStop(() => database.release(), databaseCloseTimeoutMs);
  await migrate(database.url);
  const probes = createHealthProbes(database.url);
  life.onStop(probes.close);
  // Any request except probes and faults never gets a response.
  const server = createServer((req, res) => {
    if (req.url === "/throw") setImmediate(fail);
    else if (req.url === "/exhaust") exhaust();
    else void probes.answer(req, res);
  });
  const port = await listenOn(server, Number(process.env.PORT), "127.0.0.1");
  life.onStop(() => closeHttpServer(server, life.force));
  console.log(`Vigie is ready: ${port}`);
  reportReady(port);
});

function fail(): never {
  throw new Error("a fault that nobody caught");
}

/** Simulates a parser with hostile text: the heap grows until V8 ends the process. */
function exhaust(): never {
  const chunks: number[][] = [];
  for (;;) chunks.push(Array.from({ length: 10_000 }, Math.random));
}
