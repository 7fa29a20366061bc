import { setFlagsFromString } from "node:v8";
import type { Availability } from "#db/database-watch.ts";
import type { Env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { RenderThread } from "../render-thread/render-thread.ts";
import type { TracingSettings } from "../tracing/tracing-settings.ts";
import type { GracefulShutdown } from "./graceful-shutdown.ts";
import { root } from "./prepare-site.ts";

/**
 * Heap limits of the render thread (MB). Once every route and the password dictionaries are loaded, about 200 MB are in
 * use (docs/benchmarks.md, "Memory"): a limit of 256 ended the thread, and so the site, when many journeys had run. The
 * young generation is three semi-spaces of 4 MB: with 8 MB the process was 30 MB larger, and a render took as long.
 */
const heap = { old: 384, young: 12 };

/**
 * Starts the thread in which Next runs. It is stopped with the process. If it ends otherwise, the process exits, and the
 * launcher restarts the site.
 */
export async function openRenderThread(options: {
  env: Pick<Env, "HOST" | "PORT" | "SITE_URL">;
  availability: Availability;
  tracing: TracingSettings | undefined;
  shutdown: Pick<GracefulShutdown, "onStop" | "force">;
}): Promise<RenderThread> {
  const { env, availability, tracing, shutdown } = options;
  // V8 prefers the launcher's flags to the limits of a thread. The main thread's heap has applied them already.
  for (const flag of ["--max-old-space-size=0", "--max-semi-space-size=0"]) setFlagsFromString(flag);
  const thread = await RenderThread.start({
    settings: {
      root,
      hostname: env.HOST,
      port: env.PORT,
      siteUrl: env.SITE_URL,
      canPrepare: globalThis.vigieCanPrepare,
      pooler: globalThis.vigiePooler,
      tracing,
    },
    availability,
    heap,
    onDeath(reason) {
      log.fatal({ err: reason }, "The render thread has ended: the site restarts.");
      process.exit(1);
    },
  });
  shutdown.onStop(() => thread.stop(shutdown.force));
  return thread;
}
