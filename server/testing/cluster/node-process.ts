import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { awaitBalancer, closeHttpServer } from "#server/http/close-server.ts";
import { createHealthProbes } from "#server/http/health-probes.ts";
import { GracefulShutdown } from "#server/process/graceful-shutdown.ts";
import { listenOn } from "#server/process/port.ts";

// node server/testing/cluster/node-process.ts, with DATABASE_URL, PORT and VIGIE_CLUSTER: a node without Next. It answers
// every request after a moment, `/slow` after two seconds, `/never` never, and stops as server/process/start.ts does.

const delays: Record<string, number> = { "/slow": 2_000, "/never": 600_000 };
const shutdown = new GracefulShutdown();
const isNode = process.env.VIGIE_CLUSTER === "1";

await shutdown.start(async () => {
  const probes = createHealthProbes(process.env.DATABASE_URL ?? "", undefined, {
    isDraining: () => isNode && shutdown.stopping.aborted,
    hasPages: () => true,
  });
  shutdown.onStop(probes.close);
  const server = createServer({ keepAliveTimeout: 65_000 }, async (req, res) => {
    if (await probes.answer(req, res)) return;
    for await (const _ of req);
    if (delays[req.url ?? ""]) console.log(`got ${req.url}`);
    await sleep(delays[req.url ?? ""] ?? 5);
    res.end("a page");
  });
  await listenOn(server, Number(process.env.PORT), "127.0.0.1");
  shutdown.onStop(() => closeHttpServer(server, shutdown.force));
  if (isNode) shutdown.onStop(() => awaitBalancer(server, shutdown.force));
});
