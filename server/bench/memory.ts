import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { desc, eq } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { root } from "./child-process.ts";
import { type ProcessMemory, watchMemory } from "./process-memory.ts";
import { requestUnknownAddresses } from "./unknown-addresses.ts";

/**
 * Measures the memory of a serving process after each kind of load: resident now and at peak (MB, as the kernel
 * counts), and Node's parts of it after a garbage collection. Run it next to a production site that was started with an
 * inspector port and TRUST_PROXY=1:
 *
 *   NODE_OPTIONS=--inspect-port=9230 TRUST_PROXY=1 DATA_DIR=/tmp/data npm start
 *   DATA_DIR=/tmp/data node server/bench/memory.ts --url http://localhost:3000 --inspect 9230 [--articles 2000] [--connections 16] [--json]
 */
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://localhost:3000" },
    inspect: { type: "string", default: "9230" },
    articles: { type: "string", default: "2000" },
    connections: { type: "string", default: "16" },
    json: { type: "boolean", default: false },
  },
});
const { url } = values;
const connections = Number(values.connections);
const dataDir = process.env.DATA_DIR ?? ".data";
const pid: number = JSON.parse(readFileSync(path.join(dataDir, "vigie.lock"), "utf8")).pid;
const handle = await acquirePostgres({ dataDir });
const { db, close } = connect(handle.url, { max: 1 });
const memory = await watchMemory(pid, Number(values.inspect));
const table: Record<string, ProcessMemory> = {};

try {
  await measure("at rest", async () => {});
  const known = await slugs();
  if (known.length < Number(values.articles)) {
    const missing = Number(values.articles) - known.length;
    await measure("another process fills the site", () =>
      vigie("load", "--articles", missing, "--comments", missing * 5),
    );
  }
  const paths = (await slugs()).map((slug) => `/articles/${slug}`);
  await measure("each article, Brotli", () => requestAll(paths, { "accept-encoding": "br" }));
  await measure("again, gzip and as it is", async () => {
    await requestAll(paths, { "accept-encoding": "gzip" });
    await requestAll(paths, {});
  });
  await measure("its comments, newest first", () =>
    requestAll(
      paths.map((one) => `${one}/comments?sort=newest`),
      {},
    ),
  );
  await measure("router payloads", () => requestAll(paths, { rsc: "1" }));
  await measure("pictures in all widths", () => pictures(paths.slice(0, 100)));
  await measure(
    "5,000 unknown addresses, 5,000 query strings",
    async () => void (await requestUnknownAddresses(url, 5_000)),
  );
  await measure("200 bodies of 900 KB", () => bodies(200));
  await measure("each article once more", () => requestAll(paths, { "accept-encoding": "br" }));
} finally {
  memory.close();
  await close();
  await handle.release();
}
if (values.json) console.log(JSON.stringify(table));
else console.table(table);

async function measure(name: string, work: () => Promise<void>): Promise<void> {
  await memory.read();
  await work();
  const { resident, peak } = await memory.read();
  table[name] = { ...(await memory.read(true)), resident, peak };
  if (!values.json) console.log(name, JSON.stringify(table[name]));
}

async function slugs(): Promise<string[]> {
  const rows = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(desc(articles.publishedAt))
    .limit(Number(values.articles));
  return rows.map(({ slug }) => slug);
}

/** Each request comes from its own network, as readers do. */
async function requestAll(paths: string[], headers: Record<string, string>, options: RequestInit = {}): Promise<void> {
  let next = 0;
  const ask = async () => {
    for (let at = next++; at < paths.length; at = next++) {
      const from = `198.18.${(at >> 8) & 255}.${at & 255}`;
      const answer = await fetch(url + paths[at], {
        ...options,
        redirect: "manual",
        headers: { ...headers, "x-forwarded-for": from },
      });
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
}

async function pictures(pages: string[]): Promise<void> {
  const found = new Set<string>();
  for (const page of pages)
    for (const [address] of (await (await fetch(url + page)).text()).matchAll(/\/media\/[\w-]+\/[\w./-]+/g))
      found.add(address);
  await requestAll([...found], {});
}

/** The largest form bodies that are accepted. */
async function bodies(count: number): Promise<void> {
  const body = new URLSearchParams({ email: "nobody@example.org", password: "x".repeat(900_000) });
  await requestAll(
    Array(count).fill("/login"),
    { origin: url, "sec-fetch-site": "same-origin" },
    { method: "POST", body },
  );
}

async function vigie(...args: (string | number)[]): Promise<void> {
  const child = spawn(process.execPath, [path.join(root, "server/cli/main.ts"), ...args.map(String)], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`vigie ${args.join(" ")} ended with code ${code}`);
}
