// A site without Next: the same locks, database, health responses, shutdown and hand-over as server/process/start.ts, ready in half a second. Its
// folder has a separate package.json, so the imports are relative. The working folder is the release: it may have migrations of its own, and a file
// `fault` (server/upgrade/upgrade-testing.ts).

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../../../db/migrate.ts";
import { closeHttpServer, retireHttpServer } from "../../http/close-server.ts";
import { createHealthProbes } from "../../http/health-probes.ts";
import { makeControlFolder } from "../../postgres/cluster-location.ts";
import { acquirePostgres } from "../../postgres/database.ts";
import { maxLingerMs } from "../../postgres/supervisor-client.ts";
import { databaseCloseTimeoutMs, GracefulShutdown } from "../../process/graceful-shutdown.ts";
import { acquireInstanceLock, inheritInstanceLock } from "../../process/instance-lock.ts";
import { reportReady } from "../../process/parent-watchdog.mjs";
import { listenOn } from "../../process/port.ts";
import { isSuccessor, offerHandOver, replaceRunningSite, reportFailedStart } from "../../upgrade/hand-over-channel.ts";

const life = new GracefulShutdown();
const dataDir = process.env.DATA_DIR ?? "";
const read = (name: string) => (existsSync(name) ? readFileSync(name, "utf8").trim() : "");
const fault = read("fault");
/** How long each step of a hand-over takes at least (ms), so that a test can end a process in it. */
const stepMs = Number(process.env.STAND_IN_STEP_MS) || 0;

await life
  .start(async () => {
    let releaseLock = () => {};
    life.onStop(() => releaseLock());
    makeControlFolder(dataDir);
    if (!isSuccessor) life.onStop(await acquireInstanceLock(dataDir));
    const database = await acquirePostgres({
      dataDir,
      lingerMs: Number(process.env.STAND_IN_LINGER_MS) || maxLingerMs,
    });
    life.onStop(() => database.release(), databaseCloseTimeoutMs);
    const folder = path.resolve("drizzle", "migrations");
    await migrate(database.url, existsSync(folder) ? { folder } : {});
    if (fault === "refuses") await reportFailedStart("A migration failed.");
    if (fault === "refuses" || fault === "dies") process.exit(1);
    if (isSuccessor) await sleep(fault === "hangs" ? 600_000 : stepMs, undefined, { signal: life.stopping });
    const probes = createHealthProbes(database.url);
    life.onStop(probes.close);
    // Any request except probes and faults never gets a response.
    const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
      if (req.url === "/throw") setImmediate(fail);
      else if (req.url === "/exhaust") exhaust();
      else if (req.url === "/release") res.end(process.cwd());
      else void probes.answer(req, res);
    });
    const replacement = isSuccessor
      ? await replaceRunningSite({
          server,
          async warm() {
            if (fault === "unfit") throw new Error("It answers / with 500.");
            await sleep(stepMs);
          },
          inheritLock(fromPid) {
            releaseLock = inheritInstanceLock(dataDir, fromPid);
            if (fault === "dies late") setTimeout(() => process.exit(1), 300);
          },
          stopping: life.stopping,
        })
      : undefined;
    const port = replacement?.port ?? (await listenOn(server, Number(process.env.PORT), "127.0.0.1"));
    let isReplaced = false;
    life.onStop(
      () => (isReplaced ? retireHttpServer(server, life.force) : closeHttpServer(server, life.force)),
      90_000,
    );
    offerHandOver({
      server,
      recentPages: () => ["/"],
      addBuild: () => sleep(stepMs),
      retire() {
        isReplaced = true;
        void life.stop(0, "The version before has handed over and stops.");
      },
    });
    console.log(`Vigie is ready: ${port}`);
    reportReady(port);
    // As start.ts begins with the jobs.
    void replacement?.confirmed.then(() => console.log("Confirmed."));
    if (fault === "dies often") setTimeout(() => process.exit(1), isSuccessor ? 2_500 : 200);
  })
  .catch(async (error: unknown) => {
    if (!isSuccessor) throw error;
    await reportFailedStart(error instanceof Error ? error.message : String(error));
    await life.stop(1);
  });

function fail(): never {
  throw new Error("a fault that nobody caught");
}

/** Simulates a parser with hostile text: the heap grows until V8 ends the process. */
function exhaust(): never {
  const chunks: number[][] = [];
  for (;;) chunks.push(Array.from({ length: 10_000 }, Math.random));
}
