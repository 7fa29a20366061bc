import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { startS3 } from "#lib/storage/storage-testing.ts";
import { TrackedProcess } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { checkPort } from "./port.ts";
import { root } from "./prepare-site.ts";

const { sql, url } = testDatabase();
const folder = createTestFolder();
const metricsToken = "a-token-of-this-test";
let s3: Awaited<ReturnType<typeof startS3>>;
let node: TrackedProcess;
let port = 0;

const ask = (probe: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${probe}`, { headers }).then(
    (response) => response.status,
    () => 0,
  );

beforeAll(async () => {
  s3 = await startS3();
  port = await checkPort(0, "127.0.0.1");
  const key = Buffer.from("k".repeat(32)).toString("base64");
  node = new TrackedProcess(process.execPath, [path.join(root, "server/process/start.ts")], {
    cwd: root,
    log: path.join(folder, "node.log"),
    env: {
      ...process.env,
      ...{
        NODE_ENV: "production",
        VIGIE_CLUSTER: "1",
        VIGIE_WEB: "0",
        DEMO: "0",
        PORT: String(port),
        HOST: "127.0.0.1",
      },
      ...{ DATABASE_URL: url, DATA_DIR: path.join(folder, "data"), AUTH_SECRET: key },
      ...{ NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key, SMTP_URL: "smtp://127.0.0.1:1" },
      ...{ S3_ENDPOINT: s3.settings.endpoint, S3_BUCKET: s3.settings.bucket },
      ...{ S3_KEY: s3.settings.key, S3_SECRET: s3.settings.secret, METRICS_TOKEN: metricsToken },
    },
  });
  await node.until("it is ready", async () => (await ask("/readyz")) === 200);
}, 120_000);
afterAll(async () => {
  await node.kill();
  await s3.close();
  removeTestFolder(folder);
});

test("a node with VIGIE_WEB=0 answers its probes and metrics, and nothing else", async () => {
  const authorization = `Bearer ${metricsToken}`;
  expect(await Promise.all(["/healthz", "/readyz"].map((probe) => ask(probe)))).toEqual([200, 200]);
  expect(await ask("/metrics", { authorization })).toBe(200);
  expect(await Promise.all(["/servez", "/", "/login", "/api/me"].map((probe) => ask(probe)))).toEqual([
    404, 404, 404, 404,
  ]);
});

test("a node with VIGIE_WEB=0 runs jobs, registers as one that serves no readers, and stops on SIGTERM", async () => {
  await node.until("its heartbeat", async () => (await sql`select 1 from worker_heartbeats`).length === 1);
  const listNodes = async () => [...(await sql`select serves_readers from web_nodes`)];
  await node.until("its row", async () => (await listNodes()).length === 1);
  expect(await listNodes()).toEqual([{ serves_readers: false }]);
  expect(await node.stop()).toBe(0);
  expect(await listNodes()).toEqual([]);
});
