import { awaitBalancer, closeHttpServer, retireHttpServer } from "../http/close-server.ts";
import "./console-to-log.ts";
import { createServer } from "node:http";
import { startHubNotifier } from "#features/feeds/hub/hub-notifier.ts";
import { watchHeartbeats } from "#features/jobs/heartbeat/watch.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { log } from "#lib/log/log.ts";
import { valkey } from "#lib/valkey/client.ts";
import { shareBuild } from "../cluster/share-build.ts";
import { edgeHeadersFor } from "../edge/edge-headers.ts";
import { startPurger } from "../edge/purger.ts";
import { bounceWebhook } from "../http/bounce-webhook.ts";
import { needsCommitCookie } from "../http/commit-cookie.ts";
import { createHealthProbes } from "../http/health-probes.ts";
import { indexNowKeyFile } from "../http/index-now-key.ts";
import { LiveStreams } from "../http/live-events.ts";
import { serveMedia } from "../http/media/serve-media.ts";
import { offlineWorker } from "../http/offline/offline-worker.ts";
import { oneClickEndpoint } from "../http/one-click-unsubscribe.ts";
import { openPageServer, serverOptions } from "../http/page-server.ts";
import { privateFeedEndpoint } from "../http/private-feeds.ts";
import { searchSuggestions } from "../http/search-suggestions.ts";
import { serveThemeStylesheet } from "../http/theme-stylesheet.ts";
import { viewerDataEndpoint } from "../http/viewer-data.ts";
import { websubCallback } from "../http/websub-callback.ts";
import { openMetrics, readVersion } from "../metrics/open-metrics.ts";
import { followChanges } from "../page-cache/follow-changes.ts";
import { resolveNextInNode } from "../page-cache/next/node-resolution.ts";
import { openSharedPages } from "../page-cache/shared-pages/open-shared-pages.ts";
import { startTracing } from "../tracing/start-tracing.ts";
import { readTracingSettings } from "../tracing/tracing-settings.ts";
import { isSuccessor, offerHandOver, replaceRunningSite, reportFailedStart } from "../upgrade/hand-over-channel.ts";
import { checkAndWarm } from "../upgrade/self-check.ts";
import { openWorker } from "../worker/job-worker.ts";
import { buildIfNeeded } from "./build.ts";
import { readBuildHash } from "./build-fingerprint.ts";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import { inheritInstanceLock } from "./instance-lock.ts";
import { openRenderThread } from "./open-render-thread.ts";
import { reportReady } from "./parent-watchdog.mjs";
import { openParserPools, warmUpParsers } from "./parser-pools.ts";
import { listenOn } from "./port.ts";
import { prepareSite, printReady, root, say } from "./prepare-site.ts";
import { openReaderServer, openServingDatabase } from "./serving-database.ts";
import { describeStartFailure } from "./start-failure.ts";

// Node 24 allocates buffers smaller than half of this from one slab, which is freed only when none of them is used.
// With its default of 64 KB, long-lived data (pages, Next's data) occupied several times its size; 8 KB was the default
// until Node 22.
Buffer.poolSize = 8 * 1024;

/** The HTTP server of a process that was replaced closes within `retireDrainMs` (server/http/close-server.ts). */
const retireLimitMs = 90_000;

const shutdown = new GracefulShutdown();

try {
  await shutdown.start(async () => {
    // Of a process that takes over. Registered first, so released last.
    let releaseLock = () => {};
    shutdown.onStop(() => releaseLock());
    const prepared = await prepareSite(shutdown);
    const { env, url, directUrl } = prepared;
    if (!env.VIGIE_WEB) return (await import("./worker-node.ts")).startWorkerNode(prepared, shutdown);
    const { db, jobsDb, availability } = await openServingDatabase(url, shutdown);
    await buildIfNeeded({ root, stopping: shutdown.stopping, say });
    shutdown.throwIfStopping();
    const version = readVersion(root);
    const tracing = readTracingSettings(env, version);
    const traces = await startTracing(tracing, "main");
    shutdown.onStop(() => traces?.close());
    const next = await openRenderThread({ env, availability, tracing, shutdown });
    const metrics = openMetrics({ db, availability, env, version, renderThread: next });
    const live = new LiveStreams(db, { trustProxy: env.TRUST_PROXY, whileOpen: warmUpParsers });
    const hubs = env.WORKER ? startHubNotifier(jobsDb) : undefined;
    const reader = await openReaderServer({ env, directUrl, availability, renderThread: next, shutdown });
    const client = valkey();
    const shared = client && (await openSharedPages({ client, invalidations, env, root }));
    // Resolves once everything cached by an earlier run is invalidated, so that no reader gets stale pages.
    const changes = await followChanges(directUrl, {
      record: invalidateTagsLocally,
      note: hubs?.note,
      onPosition: shared?.onPosition,
      onLost: shared?.onLost,
      live,
      availability,
      readFrom: reader,
      comparesWithPrimary: env.EDGE !== undefined,
    });
    shutdown.onStop(() => changes.close());
    const purger = startPurger(directUrl, env);
    shutdown.onStop(() => purger?.close());
    shutdown.onStop(openParserPools());
    const worker = await openWorker(jobsDb, { work: env.WORKER });
    shutdown.onStop(worker.stop);
    shutdown.onStop(() => hubs?.close());
    shutdown.onStop(watchHeartbeats(jobsDb));
    shutdown.throwIfStopping();
    let isReplaced = false;
    const probes = createHealthProbes(url, availability, {
      isDraining: () => env.VIGIE_CLUSTER && shutdown.stopping.aborted && !isReplaced,
      hasPages: () => pages.figures().pages > 0,
      ...(env.VIGIE_CLUSTER && { polledAt: () => changes.polledAt }),
    });
    shutdown.onStop(probes.close);
    const bounces = bounceWebhook(db, { trustProxy: env.TRUST_PROXY });
    const websub = websubCallback(db, { trustProxy: env.TRUST_PROXY });
    const viewerData = viewerDataEndpoint(db, { trustProxy: env.TRUST_PROXY });
    const privateFeeds = privateFeedEndpoint(db, { trustProxy: env.TRUST_PROXY });
    const suggestions = searchSuggestions(db, { trustProxy: env.TRUST_PROXY, siteUrl: env.SITE_URL });
    const offlineReading = await offlineWorker(db, { trustProxy: env.TRUST_PROXY, folder: root });
    const sharedBuilds = env.VIGIE_CLUSTER
      ? await shareBuild(root, env, { say, stopping: shutdown.stopping })
      : undefined;
    resolveNextInNode();
    const { runMemberAction } = await import("../http/member-actions.ts");
    const pages = await openPageServer({
      next: next.handle,
      render: next.render,
      db,
      availability,
      readerAvailability: reader,
      folder: root,
      runAction: runMemberAction,
      changes: needsCommitCookie(env) ? changes : undefined,
      isCluster: env.VIGIE_CLUSTER,
      sharedBuilds,
      sharedPages: shared?.pages,
      edge: edgeHeadersFor(env, { changes, availability }),
      siteUrl: env.SITE_URL,
      trustProxy: env.TRUST_PROXY,
      pageMemoryMb: env.PAGE_MEMORY_MB,
      programCalls: oneClickEndpoint(db, { trustProxy: env.TRUST_PROXY }),
      middlewares: [
        probes.answer,
        metrics.answer,
        serveMedia,
        indexNowKeyFile,
        live.answer,
        viewerData,
        privateFeeds,
        suggestions,
        bounces,
        websub,
        serveThemeStylesheet,
        offlineReading,
      ],
    });
    const server = createServer(serverOptions, pages.listener);
    pages.guard(server);
    metrics.follow(() => {
      const { hits, stale, misses, bytes, renders, renderTimes, failedRenders, ...figures } = pages.figures();
      return {
        requests: pages.requests.totals(),
        runningRequests: pages.requests.running,
        pageCache: { hits, stale, misses, bytes, pages: figures.pages + figures.payloads + figures.searches },
        renders: { durations: renderTimes, failed: failedRenders, running: renders },
        pagesOfOthers: shared ? figures.fromInstances : undefined,
        liveStreams: live.open,
        edge: purger?.figures,
      };
    });
    shutdown.onStop(metrics.record());
    await pages.prepare();
    // From before the first response until after the last.
    if (env.VIGIE_CLUSTER) {
      const { startNodeHeartbeat } = await import("../cluster/node-heartbeat.ts");
      const { startRemovingLeftovers } = await import("../cluster/local-leftovers.ts");
      shutdown.onStop(startRemovingLeftovers(env.DATA_DIR));
      shutdown.onStop(
        startNodeHeartbeat(db, {
          build: readBuildHash(root),
          servesReaders: true,
          position: () => changes.position,
          valkey: client,
        }),
      );
    }
    // Jobs begin once this is the site: of a large one they would delay the start, and until a process that takes over is
    // confirmed the one before runs them.
    let isSite = Promise.resolve();
    if (isSuccessor) {
      const replacement = await replaceRunningSite({
        server,
        warm: (recent) => checkAndWarm({ listener: pages.listener, warm: pages.warm, recent }),
        inheritLock: (fromPid) => {
          releaseLock = inheritInstanceLock(env.DATA_DIR, fromPid);
        },
        stopping: shutdown.stopping,
      });
      isSite = replacement.confirmed;
    } else await listenOn(server, env.PORT, env.HOST);
    shutdown.onStop(
      () => (isReplaced ? retireHttpServer(server, shutdown.force) : closeHttpServer(server, shutdown.force)),
      retireLimitMs,
    );
    // Registered after the server, so closed before it: a stream never ends without being closed.
    shutdown.onStop(() => live.close());
    // Before that, a node of a cluster waits until it gets no more requests. A process that was replaced gets none.
    if (env.VIGIE_CLUSTER) shutdown.onStop(() => (isReplaced ? undefined : awaitBalancer(server, shutdown.force)));
    offerHandOver({
      server,
      recentPages: () => pages.recentAddresses(),
      addBuild: (folder) => pages.addBuild(folder),
      retire() {
        isReplaced = true;
        // The other process's worker runs; this one's connections may take a while.
        void worker.stop();
        void shutdown.stop(0, "The version before has handed over and stops.");
      },
    });
    // As Next's server does in its thread: once the site is ready, an uncaught error does not end it (console-to-log.ts).
    process.on("uncaughtException", () => {});
    await printReady({ ...prepared, db });
    reportReady(env.PORT);
    isSite
      .then(() => worker.start())
      .catch((error: unknown) => {
        log.fatal({ err: error }, "The jobs could not be started.");
        void shutdown.stop(1);
      });
    // Refusals stand alone until then.
    void pages.prepareRefusals();
  });
} catch (error) {
  if (!shutdown.stopping.aborted) {
    const reason = describeStartFailure(error, process.env.DATA_DIR || ".data");
    say(reason);
    await reportFailedStart(reason);
    log.fatal({ err: error }, "Vigie could not start.");
    await shutdown.stop(1);
  }
}
