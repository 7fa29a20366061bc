import "./thread-log.ts";
import "../process/console-to-log.ts";
import { parentPort, workerData } from "node:worker_threads";
import { closeDatabase, reopenDatabase, requestLimits } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { closeJobs } from "#lib/jobs.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { closeValkey, valkey } from "#lib/valkey/client.ts";
import { needsCommitCookie, withCommitCookie } from "../http/commit-cookie.ts";
import { openPageRenderer } from "../http/open-page-renderer.ts";
import { startNext } from "../page-cache/next/app.ts";
import { startTracing } from "../tracing/start-tracing.ts";
import type { RenderThreadSettings } from "./messages.ts";
import { serveMainThread } from "./serve-main-thread.ts";

// See start.ts.
Buffer.poolSize = 8 * 1024;

const { root, hostname, port, siteUrl, canPrepare, pooler, tracing }: RenderThreadSettings = workerData;
threadMetrics.watchThread();
globalThis.vigieCanPrepare = canPrepare;
globalThis.vigiePooler = pooler;

if (!parentPort) throw new Error("This file is the entry of a thread.");
const traces = await startTracing(tracing, "render");
await serveMainThread(parentPort, async () => {
  const db = await reopenDatabase(requestLimits);
  void valkey()?.connect();
  const next = await startNext({ root, dev: false, hostname, port });
  return {
    handle: needsCommitCookie(env()) ? withCommitCookie(next.handle, siteUrl.startsWith("https:")) : next.handle,
    render: await openPageRenderer({ next: next.handle, db, folder: root, siteUrl }),
    async close() {
      await next.close();
      await closeJobs();
      await closeDatabase();
      closeValkey();
      await traces?.close();
    },
  };
});
