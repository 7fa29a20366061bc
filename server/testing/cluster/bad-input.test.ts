import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connect, type Database } from "#db/client.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { listenOn } from "#server/process/port.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { PostgresServer } from "./postgres-servers.ts";
import { migrateWith, startSharedServices } from "./shared-services.ts";
import { type SiteNode, type SiteNodes, startSiteNodes } from "./site-nodes.ts";
import { type StartedProgram, startPgbouncer, startValkey } from "./system-programs.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { findProgram, waitUntil } from "./tracked-process.ts";

/** The folder of a built site. */
const program = process.env.CLUSTER_PROGRAM;
const isPossible = program !== undefined && findProgram("valkey-server") && findProgram("pgbouncer");
const faketime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const hasFaketime = existsSync(faketime);
const kept = "article-constant";

describe.skipIf(!isPossible)(
  "two nodes (skipped without CLUSTER_PROGRAM, Valkey and PgBouncer)",
  { timeout: 300_000 },
  () => {
    const folder = createTestFolder();
    /** The file from which libfaketime reads by how much the second node's clock differs. */
    const clock = path.join(folder, "clock");
    /** The second node's DATA_DIR, a small disk. `removeTestFolder` unmounts it also after a killed test. */
    const disk = path.join(folder, "disk");
    const closers: (() => unknown)[] = [];
    let database: PostgresServer;
    let standby: PostgresServer;
    let valkey: StartedProgram;
    let pooler: StartedProgram;
    let site: SiteNodes;
    let db: Database;
    let links: Record<"valkey" | "replica" | "bucket", TcpProxy>;
    let bucketPort = 0;
    let [changes, isMounted] = [0, false];
    const started: StartedProgram[] = [];
    const servers: { server: Server; sockets: Set<Socket> }[] = [];

    beforeAll(async () => {
      database = await PostgresServer.startPrimary(path.join(folder, "database"));
      closers.push(() => database.stop());
      standby = await database.startStandby(path.join(folder, "standby"));
      closers.push(() => standby.stop());
      const services = await startSharedServices();
      closers.push(() => services.close());
      await migrateWith(program ?? "", database.url, folder);
      valkey = await startNamed("valkey", () => startValkey({ folder: path.join(folder, "valkey") }));
      pooler = await startNamed("pgbouncer", () =>
        startPgbouncer({ folder: path.join(folder, "pgbouncer") }, database.url),
      );
      bucketPort = Number(new URL(services.env.S3_ENDPOINT ?? "").port);
      links = {
        valkey: await TcpProxy.open({ port: valkey.port }),
        replica: await TcpProxy.open({ port: standby.port, isPostgres: true }),
        bucket: await TcpProxy.open({ port: bucketPort }),
      };
      for (const link of Object.values(links)) closers.push(() => link.close());
      writeFileSync(clock, "+0");
      mkdirSync(disk);
      isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", disk]).status === 0;
      symlinkSync(disk, path.join(folder, "node1"));
      site = await startSiteNodes({
        count: 2,
        folder,
        databaseUrl: database.url,
        siteUrl: "http://site.test",
        ...(program && { program }),
        env: ({ number, databaseUrl }) => ({
          ...services.env,
          S3_ENDPOINT: `http://127.0.0.1:${links.bucket.port}`,
          VALKEY_URL: `valkey://127.0.0.1:${links.valkey.port}`,
          DATABASE_REPLICA_URLS: links.replica.addressOf(standby.url),
          DATABASE_URL: Object.assign(new URL(databaseUrl), { port: String(pooler.port) }).href,
          DATABASE_DIRECT_URL: databaseUrl,
          ...(number === 1 &&
            hasFaketime && {
              LD_PRELOAD: faketime,
              FAKETIME_TIMESTAMP_FILE: clock,
              FAKETIME_CACHE_DURATION: "1",
              FAKETIME_DONT_FAKE_MONOTONIC: "1",
              DONT_FAKE_MONOTONIC: "1",
            }),
        }),
      });
      closers.push(() => site.stop());
      const connection = connect(database.url, { max: 4 });
      closers.push(() => connection.close());
      db = connection.db;
      await anArticle(db, kept, { title: "Constant" });
    }, 600_000);

    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") for (const node of site.nodes) console.error(logOf(node).slice(-3_000));
      // The links lead to the good servers again.
      reconnect(links.valkey, valkey.port);
      reconnect(links.replica, standby.port);
      reconnect(links.bucket, bucketPort);
      for (const { server, sockets } of servers.splice(0)) {
        for (const socket of sockets) socket.destroy();
        server.close();
      }
      for (const { process } of started.splice(0)) await process.kill();
    });
    afterAll(async () => {
      for (const close of closers.reverse()) await close();
      removeTestFolder(folder);
    });

    async function startNamed(name: string, start: () => Promise<StartedProgram | undefined>): Promise<StartedProgram> {
      const found = await start();
      if (!found) throw new Error(`${name} is missing.`);
      closers.push(() => found.process.stop());
      return found;
    }

    const logOf = (node: SiteNode) => readFileSync(node.process.log, "utf8");

    /** Warnings and errors of both nodes about this since a moment. */
    const countLines = (about: RegExp, since: readonly number[]) =>
      site.nodes.map(
        (node, n) =>
          logOf(node)
            .slice(since[n])
            .split("\n")
            .filter((line) => about.test(line)).length,
      );
    const logLengths = () => site.nodes.map((node) => logOf(node).length);

    /** Further connections lead to another server, and the open ones are reset. */
    function reconnect(link: TcpProxy, port: number): void {
      link.redirect(port);
      link.cut();
      link.heal();
    }

    /** A server that does this with each connection. */
    async function startServer(answer: (socket: Socket) => void): Promise<number> {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => {}).resume();
        answer(socket);
      });
      servers.push({ server, sockets });
      return await listenOn(server, 0, "127.0.0.1");
    }

    async function startOtherValkey(settings: Record<string, string>): Promise<StartedProgram> {
      const other = await startValkey({ folder: path.join(folder, `valkey-${++changes}`) }, settings);
      if (!other) throw new Error("Valkey is missing.");
      started.push(other);
      return other;
    }

    const get = async (node: SiteNode, address: string) => {
      const response = await fetch(node.url + address, { redirect: "manual", signal: AbortSignal.timeout(60_000) });
      return { status: response.status, text: await response.text() };
    };

    /** Publishes and withdraws articles while readers request pages. Returns the requests that failed. */
    async function writeUnderLoad(rounds = 1): Promise<string[]> {
      const failed: string[] = [];
      let isOver = false;
      const read = async (node: SiteNode, address: string) => {
        while (!isOver) {
          const answer = await get(node, address).catch((error) => ({ status: 0, text: String(error) }));
          if (answer.status !== 200)
            failed.push(`${node.name} ${address} ${answer.status} ${answer.text.slice(0, 200)}`);
          await sleep(20);
        }
      };
      const readers = site.nodes.flatMap((node) => ["/", `/articles/${kept}`, "/feed.xml"].map((at) => read(node, at)));
      for (let round = 0; round < rounds; round += 1) {
        const slug = `article-${++changes}`;
        const id = await anArticle(db, slug, { title: `Titre ${changes}.` });
        for (const node of site.nodes) {
          await waitUntil(`${slug} at ${node.name}`, async () => (await get(node, `/articles/${slug}`)).status === 200);
          await waitUntil(`${slug} on the front page of ${node.name}`, async () =>
            (await get(node, "/")).text.includes(`Titre ${changes}.`),
          );
        }
        await db.transaction((tx) => setArticleStatus(tx, [id], "withdrawn"));
        for (const node of site.nodes) {
          await waitUntil(`the withdrawal of ${slug} at ${node.name}`, async () =>
            [404, 410].includes((await get(node, `/articles/${slug}`)).status),
          );
          await waitUntil(
            `the front page without ${slug} at ${node.name}`,
            async () => !(await get(node, "/")).text.includes(`Titre ${changes}.`),
          );
        }
      }
      isOver = true;
      await Promise.all(readers);
      return failed;
    }

    async function expectServed(): Promise<void> {
      expect(await writeUnderLoad()).toEqual([]);
      expect(site.nodes.map((node) => node.isRunning)).toEqual([true, true]);
    }

    const residentMb = (node: SiteNode) =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${node.process.pid}/status`, "utf8"))?.[1]) / 1_024;

    test("readers get current pages while all is well", expectServed);

    test.each<[string, Record<string, string>]>([
      ["evicts keys", { maxmemory: "2mb", "maxmemory-policy": "allkeys-lru" }],
      ["is full", { maxmemory: "1mb", "maxmemory-policy": "noeviction" }],
      ["is the replica of another one", { replicaof: "127.0.0.1 1" }],
      ["requires another password", { requirepass: "other" }],
    ])("readers get current pages while Valkey %s", async (_, settings) => {
      const since = logLengths();
      reconnect(links.valkey, (await startOtherValkey(settings)).port);
      await expectServed();
      for (const count of countLines(/Valkey is not available/, since)) expect(count).toBeLessThanOrEqual(2);
    });

    test("readers get current pages while Valkey is flushed", async () => {
      let isOver = false;
      const flushing = (async () => {
        while (!isOver) {
          spawnSync("valkey-cli", ["-p", String(valkey.port), "flushall"]);
          await sleep(200);
        }
      })();
      await expectServed();
      isOver = true;
      await flushing;
    });

    test("readers get current pages while the pages in Valkey are those of another site", async () => {
      const run = (...words: string[]) =>
        spawnSync("valkey-cli", ["-p", String(valkey.port), ...words], { encoding: "utf8" }).stdout.trim();
      await writeUnderLoad(1);
      const pages = run("keys", "*:page:*")
        .split("\n")
        .filter((key) => run("type", key) === "hash");
      expect(pages.length).toBeGreaterThan(0);
      for (const key of pages)
        for (const field of ["state", "page"]) run("hset", key, field, randomBytes(200).toString("hex"));
      // The nodes have them in memory; one that starts asks Valkey.
      await site.nodes[0]?.restartAfterKill();
      const since = logLengths();
      await expectServed();
      for (const count of countLines(/has a page that cannot be used/, since)) expect(count).toBeLessThanOrEqual(2);
    });

    test.each<[string, (socket: Socket) => void]>([
      ["random bytes", (socket) => void socket.on("data", () => socket.destroyed || socket.write(randomBytes(500)))],
      ["arrays in each other", (socket) => void socket.on("data", () => socket.write("*1\r\n".repeat(200_000)))],
      [
        "an array that is too long",
        (socket) => void socket.on("data", () => socket.write("*99999999999999999999\r\n")),
      ],
      [
        "a reply without an end",
        (socket) => {
          socket.write("$999999999\r\n");
          const send = () =>
            void (socket.destroyed || socket.write(Buffer.alloc(2 ** 20, "x"), () => setImmediate(send)));
          send();
        },
      ],
      ["nothing", () => {}],
    ])("readers get current pages while Valkey sends %s", async (_, answer) => {
      const since = logLengths();
      const before = site.nodes.map(residentMb);
      reconnect(links.valkey, await startServer(answer));
      await expectServed();
      for (const count of countLines(/Valkey is not available/, since)) expect(count).toBeLessThanOrEqual(2);
      for (const [n, node] of site.nodes.entries()) expect(residentMb(node)).toBeLessThan((before[n] ?? 0) + 250);
    });

    test("readers get current pages while the replica stands still, and after it belongs to another cluster", async () => {
      await standby.pauseReplay();
      await expectServed();
      await standby.resumeReplay();
      const foreign = await PostgresServer.startPrimary(path.join(folder, "foreign"));
      const foreignStandby = await foreign.startStandby(path.join(folder, "foreign-standby"));
      try {
        reconnect(links.replica, foreignStandby.port);
        await expectServed();
      } finally {
        await foreignStandby.stop();
        await foreign.stop();
      }
    });

    test.each<[string, (socket: Socket) => void]>([
      ["sends garbage", (socket) => void socket.on("data", () => socket.end(randomBytes(2_000)))],
      [
        "answers without an end",
        (socket) => {
          socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          const send = () =>
            void (socket.destroyed || socket.write(`10000\r\n${"x".repeat(65_536)}\r\n`, () => setImmediate(send)));
          send();
        },
      ],
      ["never answers", () => {}],
    ])("readers get current pages, and a 404 for an unknown script, while the bucket %s", async (_, answer) => {
      reconnect(links.bucket, await startServer(answer));
      const unknown = site.nodes.map((node) => get(node, `/_next/static/chunks/unknown-${++changes}.js`));
      await expectServed();
      expect((await Promise.all(unknown)).map(({ status }) => status)).toEqual([404, 404]);
    });

    test("readers get current pages while PgBouncer restarts", async () => {
      const writing = writeUnderLoad(2);
      for (let round = 0; round < 3; round += 1) {
        await pooler.process.kill();
        await sleep(500);
        const again = await startPgbouncer({ folder: path.join(folder, "pgbouncer"), port: pooler.port }, database.url);
        if (!again) throw new Error("PgBouncer is missing.");
        pooler = again;
        closers.push(() => again.process.stop());
        await sleep(1_000);
      }
      expect(await writing).toEqual([]);
    });

    test("readers get current pages while a node's disk is full, and its process continues", async ({ skip }) => {
      if (!isMounted) return skip("Only root can mount a small disk.");
      const filler = path.join(disk, "filler");
      spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k"]);
      await expectServed();
      rmSync(filler);
      await expectServed();
    });

    test.skipIf(!hasFaketime)(
      "readers get current pages while a node's clock is ten minutes off (skipped without libfaketime)",
      async () => {
        for (const offset of ["+600", "-600"]) {
          writeFileSync(clock, offset);
          await sleep(1_500);
          const date = (await fetch(`${site.nodes[1]?.url}/articles/${kept}`)).headers.get("date") ?? "";
          expect(Math.abs(Date.parse(date) - Date.now())).toBeGreaterThan(400_000);
          await expectServed();
        }
        writeFileSync(clock, "+0");
      },
    );

    test("readers get current pages after a replica was promoted by itself", async () => {
      await standby.promote();
      await expectServed();
      await waitUntil("the nodes leave the promoted server", async () => {
        const rows = await standby.withSql(
          (sql) => sql`
        select from pg_stat_activity where usename = 'vigie' and state is not null and query ilike '%article%'
          and query_start > now() - interval '1 second'`,
        );
        return rows.length === 0;
      });
    });
  },
);
