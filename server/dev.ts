import { sayError } from "#lib/operator-error.ts";
import { followChanges } from "./changes.ts";
import { health } from "./health.ts";
import { Lifetime } from "./lifetime.ts";
import { LiveStreams } from "./live.ts";
import { serveMedia } from "./media.ts";
import { type NextApp, prepareNext } from "./next-app.ts";
import { expireTags } from "./page-cache/next-data-store.ts";
import { openParserPools } from "./parsing/pools.ts";
import { listenOn } from "./port.ts";
import { announceReady, prepare, root } from "./prepare.ts";
import { closeWeb, createDevelopmentWeb } from "./web.ts";
import { startJobs } from "./worker.ts";

const life = new Lifetime();

try {
  await life.start(async () => {
    const prepared = await prepare(life);
    const { env, url } = prepared;
    life.onStop(openParserPools());
    life.onStop(await startJobs(prepared.db, { work: env.WORKER }));
    const probes = health(url);
    life.onStop(probes.close);
    const live = new LiveStreams(prepared.db, { trustProxy: env.TRUST_PROXY });
    let next: NextApp | undefined;
    const server = createDevelopmentWeb([probes.answer, serveMedia, live.answer], () => {
      if (!next) throw new Error("Next is not ready yet.");
      return next;
    });
    next = await prepareNext({ root, dev: true, hostname: env.HOST, port: env.PORT, httpServer: server });
    const app = next;
    life.onStop(() => app.close());
    // Hot reloading travels over a WebSocket.
    server.on("upgrade", (req, socket, head) => void app.upgrade(req, socket, head));
    await listenOn(server, env.PORT, env.HOST);
    life.onStop(() => closeWeb(server, AbortSignal.abort()));
    life.onStop(() => live.close());
    const changes = await followChanges(url, expireTags, { live });
    life.onStop(() => changes.close());
    await announceReady(prepared);
  });
} catch (error) {
  if (!life.stopping.aborted) {
    console.error(sayError(error));
    await life.end(1);
  }
}
