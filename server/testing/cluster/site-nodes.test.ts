import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SiteNodes, startSiteNodes } from "./site-nodes.ts";

/** A program that is ready at once, and shows its environment. */
const standIn = `
  import { createServer } from "node:http";
  createServer((req, res) => res.end(req.url === "/readyz" ? "ready" : JSON.stringify(process.env)))
    .listen(Number(process.env.PORT), "127.0.0.1");
  process.on("SIGTERM", () => process.exit(0));`;

const folder = mkdtempSync(path.join(tmpdir(), "nodes-"));
let site: SiteNodes;

beforeAll(async () => {
  const program = path.join(folder, "program");
  mkdirSync(path.join(program, "server/process"), { recursive: true });
  writeFileSync(path.join(program, "package.json"), '{"type": "module"}');
  writeFileSync(path.join(program, "server/process/start.ts"), standIn);
  const databaseUrl = "postgres://vigie:secret@127.0.0.1:5432/vigie";
  const env = ({ number }: { number: number }): Record<string, string> => ({ WORKER: number === 0 ? "1" : "0" });
  site = await startSiteNodes({ count: 3, folder, program, databaseUrl, siteUrl: "http://site.test", env });
});
afterAll(() => site.stop());

const readEnvironment = async (n: number): Promise<Record<string, string>> =>
  (await fetch(`${site.nodes[n]?.url}/`)).json();

test("nodes share their secrets and address, and nothing else", async () => {
  const all = await Promise.all(site.nodes.map((_, n) => readEnvironment(n)));
  const valuesOf = (name: string) => new Set(all.map((one) => one[name]));
  for (const name of ["AUTH_SECRET", "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "METRICS_TOKEN", "SITE_URL"])
    expect([...valuesOf(name)], name).toEqual([expect.stringMatching(/./)]);
  for (const name of ["PORT", "DATA_DIR", "DATABASE_URL"]) expect(valuesOf(name).size, name).toBe(3);
  expect(all.map(({ WORKER }) => WORKER)).toEqual(["1", "0", "0"]);
  expect(all[0]?.DATABASE_URL).toBe(site.nodes[0]?.databaseLink.addressOf("postgres://vigie:secret@h:1/vigie"));
});

test("a killed node starts again at its address while the others answer", async () => {
  const [first, second] = site.nodes;
  if (!first || !second) throw new Error("There are no nodes.");
  const pid = first.process.pid;
  await first.process.kill();
  expect([await first.isReady(), first.isRunning, await second.isReady()]).toEqual([false, false, true]);
  await first.start();
  expect([await first.isReady(), first.process.pid === pid]).toEqual([true, false]);
  expect(await first.process.stop()).toBe(0);
});
