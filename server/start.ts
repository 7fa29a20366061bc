import "./captured-output.ts";
import { createServer } from "node:http";
import { log } from "#lib/log.ts";
import { buildIfNeeded } from "./build.ts";
import { followChanges } from "./changes.ts";
import { health } from "./health.ts";
import { reportReady } from "./leash.mjs";
import { Lifetime } from "./lifetime.ts";
import { LiveStreams } from "./live.ts";
import { serveMedia } from "./media.ts";
import { prepareNext } from "./next-app.ts";
import { expireTags } from "./page-cache/next-data-store.ts";
import { openPageServer, serverOptions } from "./page-server.ts";
import { openParserPools } from "./parsing/pools.ts";
import { listenOn } from "./port.ts";
import { announceReady, prepare, root, say } from "./prepare.ts";
import { openServingDatabase } from "./serving-database.ts";
import { describeStartFailure } from "./start-failure.ts";
import { closeWeb } from "./web.ts";
import { startJobs } from "./worker.ts";

// Node 24 cuts buffers below half of this from one slab, which is freed only when none of them is used. With its 64 KB, what is kept for long (pages, data of
// Next's) held several times its size; 8 KB is what it was until Node 22.
Buffer.poolSize = 8 * 1024;

const life = new Lifetime();

try {
  await life.start(async () => {
    const prepared = await prepare(life);
    const { env, url } = prepared;
    const { db, jobsDb, availability } = await openServingDatabase(url, life);
    await buildIfNeeded({ root, stopping: life.stopping, say });
    life.proceed();
    const next = await prepareNext({ root, dev: false, hostname: env.HOST, port: env.PORT });
    life.onStop(() => next.close());
    const live = new LiveStreams(db, { trustProxy: env.TRUST_PROXY });
    // Resolves once everything kept from an earlier life is expired: nobody is served before.
    const changes = await followChanges(url, expireTags, { live, availability });
    life.onStop(() => changes.close());
    life.onStop(openParserPools());
    life.onStop(await startJobs(jobsDb, { work: env.WORKER }));
    life.proceed();
    const probes = health(url, availability);
    life.onStop(probes.close);
    const pages = await openPageServer({
      next: next.handle,
      db,
      availability,
      folder: root,
      siteUrl: env.SITE_URL,
      trustProxy: env.TRUST_PROXY,
      middlewares: [probes.answer, serveMedia, live.answer],
    });
    const server = createServer(serverOptions, pages.listener);
    pages.guard(server);
    await pages.prepare();
    await listenOn(server, env.PORT, env.HOST);
    life.onStop(() => closeWeb(server, life.hurry));
    // First of all (last in, first out): a stream never ends by itself.
    life.onStop(() => live.close());
    await announceReady({ ...prepared, db });
    reportReady(env.PORT);
  });
} catch (error) {
  if (!life.stopping.aborted) {
    say(describeStartFailure(error, process.env.DATA_DIR || ".data"));
    log.fatal({ err: error }, "Vigie could not start.");
    await life.end(1);
  }
}
