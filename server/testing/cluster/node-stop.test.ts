import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { checkPort } from "#server/process/port.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { startHaproxy } from "./system-programs.ts";
import { findProgram, TrackedProcess, waitUntil } from "./tracked-process.ts";

const { url: databaseUrl } = testDatabase();
const folders: string[] = [];
const started: TrackedProcess[] = [];

afterEach(async () => {
  for (const one of started.splice(0)) await one.kill();
  for (const folder of folders.splice(0)) removeTestFolder(folder);
});

async function startNode(name: string, { isCluster = true } = {}) {
  const folder = createTestFolder();
  folders.push(folder);
  const port = await checkPort(0, "127.0.0.1");
  const program = new TrackedProcess(process.execPath, [path.join(import.meta.dirname, "node-process.ts")], {
    cwd: folder,
    log: path.join(folder, `${name}.log`),
    env: { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), VIGIE_CLUSTER: isCluster ? "1" : "0" },
  });
  started.push(program);
  const status = async (probe: string) =>
    fetch(`http://127.0.0.1:${port}${probe}`).then(
      (response) => response.status,
      () => 0,
    );
  await program.until("it is ready", async () => (await status("/readyz")) === 200);
  /** Sends a request that takes long, and waits until the node has it. The status, 0 if it is cut off. */
  const begin = async (target: string) => {
    const response = status(target);
    await program.until("it has the request", () => readFileSync(program.log, "utf8").includes(`got ${target}`));
    return { response };
  };
  return { program, port, status, begin };
}

/** Sends requests from many clients, one after the other each, until `end`. Counts what did not get a 200. */
function startLoad(port: number, clients = 16) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const count = { done: 0, failed: [] as string[] };
  let isOver = false;
  const send = (method: string, target: string) =>
    new Promise<void>((resolve) => {
      const sent = request({ agent, port, host: "127.0.0.1", method, path: target }, (response) => {
        response.resume();
        response.once("error", (error) => count.failed.push(`${method} ${target}: ${error.message}`));
        response.once("close", () => {
          count.done += 1;
          if (response.statusCode !== 200) count.failed.push(`${method} ${target}: ${response.statusCode}`);
          resolve();
        });
      });
      sent.once("error", (error) => {
        count.failed.push(`${method} ${target}: ${error.message}`);
        resolve();
      });
      sent.end(method === "POST" ? "a comment" : undefined);
    });
  const client = async (n: number) => {
    while (!isOver) await send(n % 4 === 0 ? "POST" : "GET", n % 8 === 1 ? "/slow" : "/");
  };
  const running = Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  return {
    count,
    async end() {
      isOver = true;
      await running;
      agent.destroy();
    },
  };
}

test("no request fails when one of two nodes behind HAProxy stops under load", async ({ skip }) => {
  if (!findProgram("haproxy")) skip("haproxy is not on this machine");
  const nodes = [await startNode("one"), await startNode("other")];
  const folder = createTestFolder();
  folders.push(folder);
  // Without retries, which would hide a failure.
  const haproxy = await startHaproxy(
    { folder: path.join(folder, "haproxy") },
    { ports: nodes.map(({ port }) => port), retries: 0 },
  );
  if (!haproxy) throw new Error("HAProxy was not started.");
  started.push(haproxy.process);
  const answers = async () => (await fetch(`http://127.0.0.1:${haproxy.port}/`)).status;
  await waitUntil("HAProxy has a node", async () => (await answers()) === 200);
  const load = startLoad(haproxy.port);
  await waitUntil("the load has begun", () => load.count.done > 200);
  expect(await nodes[0]?.program.stop()).toBe(0);
  const before = load.count.done;
  await waitUntil("the other node serves alone", () => load.count.done > before + 200);
  await load.end();
  expect(load.count.failed).toEqual([]);
});

test("a node that stops fails its health checks at once, and keeps serving meanwhile", async () => {
  const { program, status } = await startNode("node");
  expect([await status("/servez"), await status("/readyz"), await status("/healthz")]).toEqual([200, 200, 200]);
  const stopped = program.stop();
  await waitUntil("it says that it stops", async () => (await status("/servez")) === 503);
  expect([await status("/readyz"), await status("/healthz"), await status("/")]).toEqual([503, 200, 200]);
  expect(await stopped).toBe(0);
});

test("a second signal ends the wait for the load balancer", async () => {
  const { program, status, begin } = await startNode("node");
  const { response } = await begin("/never");
  process.kill(program.pid, "SIGTERM");
  await waitUntil("it says that it stops", async () => (await status("/servez")) === 503);
  // Signals that are close together count as one.
  await sleep(600);
  process.kill(program.pid, "SIGINT");
  // A request in progress is cut off then, as it is on one machine.
  expect(await response).toBe(0);
  await waitUntil("it has ended", () => !program.isRunning);
});

test("a site on one machine closes its port without a wait", async () => {
  const { program, status, begin } = await startNode("site", { isCluster: false });
  const { response } = await begin("/slow");
  process.kill(program.pid, "SIGTERM");
  const seen = new Set<number>();
  await waitUntil("it accepts nothing", async () => {
    const now = await status("/servez");
    seen.add(now);
    return now === 0;
  });
  // It never said that it was draining, and the request in progress got its answer.
  expect(seen.has(503)).toBe(false);
  expect(await response).toBe(200);
  await waitUntil("it has ended", () => !program.isRunning);
});
