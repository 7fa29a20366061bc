import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { acquirePostgres, type DatabaseHandle } from "../postgres/database.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { openInstrument } from "./processor-time.ts";
import { percentile, sendRequests } from "./request-load.ts";

const dataDir = createTestFolder();
let database: DatabaseHandle;

beforeAll(async () => {
  database = await acquirePostgres({ dataDir });
});
afterAll(async () => {
  await database.release();
  removeTestFolder(dataDir);
});

test("counts the statements of each request of a site, without BEGIN and COMMIT", async () => {
  const { sql, close } = connect(database.url, { max: 2 });
  // Each new connection asks for the types first.
  await Promise.all([sql`select 1`, sql`select pg_sleep(0.1)`]);
  const server = createServer(async (req, res) => {
    if (req.url === "/plain") await sql`select 2`;
    else await sql.begin(async (tx) => [await tx`select 3`, await tx`select 4, 4`]);
    res.end("done");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const instrument = await openInstrument({ pid: process.pid, dataDir }, 0);
  const ask = (path: string) =>
    instrument.measure(() => sendRequests(`http://127.0.0.1:${port}`, () => ({ path }), { count: 50, connections: 2 }));
  const [plain, inTransaction] = [await ask("/plain"), await ask("/transaction")];
  await instrument.close();
  await close();
  await new Promise((resolve) => server.close(resolve));
  expect(plain).toMatchObject({ requests: 50, failures: 0, statements: 1 });
  expect(inTransaction.statements).toBe(2);
  // The server is in this process.
  expect(plain.nodeMs).toBeGreaterThan(0);
});

test("reads percentiles by nearest rank", () => {
  const values = Array.from({ length: 200 }, (_, at) => at + 1);
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([100, 198, Number.NaN]);
});
