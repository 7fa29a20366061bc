import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { createHealthProbes } from "./health-probes.ts";

const { url } = testDatabase();
const database: { state: "up" | "down" } = { state: "up" };
const node = { draining: false, pages: 0, isUnread: false };
let probes: ReturnType<typeof createHealthProbes>;
let port = 0;
const server = createServer((req, res) => void probes.answer(req, res));

beforeAll(async () => {
  probes = createHealthProbes(url, database, {
    isDraining: () => node.draining,
    hasPages: () => node.pages > 0,
    polledAt: () => (node.isUnread ? Number.NEGATIVE_INFINITY : performance.now()),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await probes.close();
});

test.each([
  ["the database is there", {}, [200, 200, 200]],
  ["the database is away and pages are in memory", { state: "down", pages: 3 }, [200, 200, 503]],
  ["the database is away and no page is in memory", { state: "down" }, [200, 503, 503]],
  ["the node does not read the database's changes", { pages: 3, isUnread: true }, [200, 200, 503]],
  ["the node stops", { pages: 3, draining: true }, [200, 503, 503]],
] as const)("/healthz, /servez and /readyz while %s", async (_, changes, expected) => {
  database.state = "up";
  Object.assign(node, { draining: false, pages: 0, isUnread: false });
  if ("state" in changes) database.state = changes.state;
  Object.assign(node, changes);
  const answers = ["/healthz", "/servez", "/readyz"].map((path) => fetch(`http://127.0.0.1:${port}${path}`));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(expected);
});
