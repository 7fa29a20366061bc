import { createServer } from "node:http";
import { startHubNotifier } from "#features/feeds/hub/hub-notifier.ts";
import { watchHeartbeats } from "#features/jobs/heartbeat/watch.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { valkey } from "#lib/valkey/client.ts";
import { startRemovingLeftovers } from "../cluster/local-leftovers.ts";
import { startNodeHeartbeat } from "../cluster/node-heartbeat.ts";
import { closeHttpServer } from "../http/close-server.ts";
import { createHealthProbes } from "../http/health-probes.ts";
import { openMetrics, readVersion } from "../metrics/open-metrics.ts";
import { followChanges } from "../page-cache/follow-changes.ts";
import { startTracing } from "../tracing/start-tracing.ts";
import { readTracingSettings } from "../tracing/tracing-settings.ts";
import { isSuccessor } from "../upgrade/hand-over-channel.ts";
import { openWorker } from "../worker/job-worker.ts";
import { readBuildHash } from "./build-fingerprint.ts";
import type { GracefulShutdown } from "./graceful-shutdown.ts";
import { reportReady } from "./parent-watchdog.mjs";
import { openParserPools } from "./parser-pools.ts";
import { listenOn } from "./port.ts";
import { type PreparedSite, root, say } from "./prepare-site.ts";
import { openServingDatabase } from "./serving-database.ts";

/** Everything else is a 404, `/servez` too, so that no load balancer sends readers here. */
const answeredPaths = ["/healthz", "/readyz", "/metrics"];

/** Starts a node that runs jobs and schedules and serves no reader (VIGIE_WEB=0). It needs no build. */
export async function startWorkerNode(
  { env, url, directUrl }: PreparedSite,
  shutdown: GracefulShutdown,
): Promise<void> {
  if (isSuccessor)
    throw new OperatorError(
      "A node with VIGIE_WEB=0 cannot be upgraded while it runs: stop it, then start the new release.",
    );
  const { db, jobsDb, availability } = await openServingDatabase(url, shutdown);
  const version = readVersion(root);
  const traces = await startTracing(readTracingSettings(env, version), "main");
  shutdown.onStop(() => traces?.close());
  const metrics = openMetrics({ db, availability, env, version, renderThread: { measure: async () => undefined } });
  const hubs = startHubNotifier(jobsDb);
  const changes = await followChanges(directUrl, { record: invalidateTagsLocally, note: hubs.note, availability });
  shutdown.onStop(() => changes.close());
  shutdown.onStop(openParserPools());
  shutdown.onStop(startRemovingLeftovers(env.DATA_DIR));
  // Before the worker, so that it stops after the jobs have ended.
  shutdown.onStop(
    startNodeHeartbeat(db, {
      build: readBuildHash(root),
      servesReaders: false,
      position: () => changes.position,
      valkey: valkey(),
    }),
  );
  const worker = await openWorker(jobsDb, { work: true });
  shutdown.onStop(worker.stop);
  shutdown.onStop(() => hubs.close());
  shutdown.onStop(watchHeartbeats(jobsDb));
  shutdown.throwIfStopping();
  const probes = createHealthProbes(url, availability);
  shutdown.onStop(probes.close);
  const server = createServer(async (req, res) => {
    const path = req.url?.split("?", 1)[0] ?? "";
    for (const answer of answeredPaths.includes(path) ? [probes.answer, metrics.answer] : [])
      if (await answer(req, res)) return;
    res.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("not found\n");
  });
  shutdown.onStop(metrics.record());
  await listenOn(server, env.PORT, env.HOST);
  shutdown.onStop(() => closeHttpServer(server, shutdown.force));
  process.on("uncaughtException", () => {});
  await worker.start();
  say(`The worker is ready, and answers ${answeredPaths.join(", ")} on port ${env.PORT}.`);
  reportReady(env.PORT);
}
