import { sayError } from "#lib/operator-error.ts";
import { buildIfNeeded } from "./build.ts";
import { followChanges } from "./changes.ts";
import { health } from "./health.ts";
import { hideInternal, openInternal } from "./internal.ts";
import { Lifetime } from "./lifetime.ts";
import { prepareNext } from "./next-app.ts";
import { listenOn } from "./port.ts";
import { announceReady, prepare, root, say } from "./prepare.ts";
import { closeWeb, createWeb } from "./web.ts";

const life = new Lifetime();

try {
  await life.start(async () => {
    const prepared = await prepare(life);
    const { env, url } = prepared;
    await buildIfNeeded({ root, env, stopping: life.stopping, say });
    life.proceed();
    const next = await prepareNext({ root, dev: false, hostname: env.HOST, port: env.PORT });
    life.onStop(() => next.close());
    const internal = await openInternal(next);
    life.onStop(() => internal.close());
    // Resolves once everything kept from an earlier life is expired: nobody is served before.
    const changes = await followChanges(url, internal.expire);
    life.onStop(() => changes.close());
    life.proceed();
    const probes = health(url);
    life.onStop(probes.close);
    const server = createWeb([probes.answer, hideInternal], () => next);
    await listenOn(server, env.PORT, env.HOST);
    life.onStop(() => closeWeb(server, life.hurry));
    await announceReady(prepared);
  });
} catch (error) {
  if (!life.stopping.aborted) {
    console.error(sayError(error));
    await life.end(1);
  }
}
