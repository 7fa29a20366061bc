import { watchHeartbeats } from "#features/jobs/heartbeat/watch.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { sayError } from "#lib/operator-error.ts";
import { bounceWebhook } from "../http/bounce-webhook.ts";
import { closeHttpServer } from "../http/close-server.ts";
import { createDevelopmentServer } from "../http/dev-server.ts";
import { createHealthProbes } from "../http/health-probes.ts";
import { indexNowKeyFile } from "../http/index-now-key.ts";
import { LiveStreams } from "../http/live-events.ts";
import { serveMedia } from "../http/media/serve-media.ts";
import { workerRemoval } from "../http/offline/offline-worker.ts";
import { privateFeedEndpoint } from "../http/private-feeds.ts";
import { searchSuggestions } from "../http/search-suggestions.ts";
import { serveThemeStylesheet } from "../http/theme-stylesheet.ts";
import { viewerDataEndpoint } from "../http/viewer-data.ts";
import { followChanges } from "../page-cache/follow-changes.ts";
import { type NextApp, startNext } from "../page-cache/next/app.ts";
import { openWorker } from "../worker/job-worker.ts";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import { openParserPools } from "./parser-pools.ts";
import { listenOn } from "./port.ts";
import { prepareSite, printReady, root } from "./prepare-site.ts";

const shutdown = new GracefulShutdown();

try {
  await shutdown.start(async () => {
    const prepared = await prepareSite(shutdown);
    const { env, url } = prepared;
    shutdown.onStop(openParserPools());
    const worker = await openWorker(prepared.db, { work: env.WORKER });
    shutdown.onStop(worker.stop);
    await worker.start();
    shutdown.onStop(watchHeartbeats(prepared.db));
    const probes = createHealthProbes(url);
    shutdown.onStop(probes.close);
    const live = new LiveStreams(prepared.db, { trustProxy: env.TRUST_PROXY });
    const bounces = bounceWebhook(prepared.db, { trustProxy: env.TRUST_PROXY });
    const viewerData = viewerDataEndpoint(prepared.db, { trustProxy: env.TRUST_PROXY });
    const privateFeeds = privateFeedEndpoint(prepared.db, { trustProxy: env.TRUST_PROXY });
    const suggestions = searchSuggestions(prepared.db, { trustProxy: env.TRUST_PROXY, siteUrl: env.SITE_URL });
    let next: NextApp | undefined;
    const middlewares = [
      probes.answer,
      serveMedia,
      indexNowKeyFile,
      live.answer,
      viewerData,
      privateFeeds,
      suggestions,
      bounces,
      serveThemeStylesheet,
      workerRemoval,
    ];
    const server = createDevelopmentServer(env.SITE_URL, middlewares, () => {
      if (!next) throw new Error("Next is not ready yet.");
      return next;
    });
    next = await startNext({ root, dev: true, hostname: env.HOST, port: env.PORT, httpServer: server });
    const app = next;
    shutdown.onStop(() => app.close());
    // Hot reloading travels over a WebSocket.
    server.on("upgrade", (req, socket, head) => void app.upgrade(req, socket, head));
    await listenOn(server, env.PORT, env.HOST);
    shutdown.onStop(() => closeHttpServer(server, AbortSignal.abort()));
    shutdown.onStop(() => live.close());
    const changes = await followChanges(url, { record: invalidateTagsLocally, live });
    shutdown.onStop(() => changes.close());
    await printReady(prepared);
  });
} catch (error) {
  if (!shutdown.stopping.aborted) {
    console.error(sayError(error));
    await shutdown.stop(1);
  }
}
