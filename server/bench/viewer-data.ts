import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { eq } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { median } from "./http-load.ts";
import { nextNetwork, signInMembers } from "./members.ts";
import { type Measured, openInstrument } from "./processor-time.ts";
import { sendRequests } from "./request-load.ts";

/** Enough that none of them reaches the site's limit of ten requests a second. */
const memberCount = 60;

type Round = (count: number) => Promise<Map<string, Measured>>;

interface OpenedSite {
  /** Requests each kind `count` times and resolves to what it cost, by its name. */
  round: Round;
  close(): Promise<void>;
}

/** Signs in members who have rated an article of a running site, and requests what is their own, and nobody's. */
async function openSite(dataDir: string, url: string): Promise<OpenedSite> {
  const lock: unknown = JSON.parse(readFileSync(path.join(dataDir, "vigie.lock"), "utf8"));
  const pid = typeof lock === "object" && lock !== null && "pid" in lock ? Number(lock.pid) : 0;
  const handle = await acquirePostgres({ dataDir });
  const { db, close } = connect(handle.url, { max: 1 });
  const [article] = await db.select().from(articles).where(eq(articles.status, "published")).limit(1);
  if (!article) throw new Error(`${url} has no article.`);
  const members = await signInMembers(db, dataDir, memberCount);
  for (const { id } of members) await rateArticle(db, article.id, id, 4);
  const instrument = await openInstrument({ pid, dataDir });

  const signedIn = members.map(({ headers }) => headers);
  const signedOut = signedIn.map(() => nextNetwork());
  // As if the site had another secret: the token's last part, its signature, is another's.
  const forged = signedIn.map((headers) => ({ ...headers, Cookie: `vigie_session=${forgeToken(headers.Cookie)}` }));
  const onArticle = `/api/me?article=${article.slug}`;
  const kinds: [name: string, path: string, headers: Record<string, string>[]][] = [
    ["signed in, on an article", onArticle, signedIn],
    ["signed in, elsewhere", "/api/me", signedIn],
    ["signed out, on an article", onArticle, signedOut],
    ["signed out, elsewhere", "/api/me", signedOut],
    ["with a forged token", "/api/me", forged],
  ];
  return {
    async round(count) {
      const costs = new Map<string, Measured>();
      for (const [name, request, clients] of kinds) {
        const requestAt = (n: number) => ({
          path: request,
          headers: { "Accept-Encoding": "gzip, br", ...clients[n % clients.length] },
        });
        costs.set(name, await instrument.measure(() => sendRequests(url, requestAt, { count, connections: 4 })));
      }
      return costs;
    },
    async close() {
      await instrument.close();
      await close();
      await handle.release();
    },
  };
}

function forgeToken(cookie = ""): string {
  const token = /vigie_session=([^;]+)/.exec(cookie)?.[1] ?? "";
  return token.slice(0, token.lastIndexOf(".") + 1) + "A".repeat(43);
}

/**
 * `node server/bench/viewer-data.ts DATA_DIR=URL …`: measures `/api/me` of sites that run on this machine (with
 * TRUST_PROXY=1) in turn, for example of two versions, and prints the medians of the rounds.
 */
async function main(sites: string[]): Promise<void> {
  const opened = new Map<string, OpenedSite>();
  const rounds = new Map<string, Map<string, Measured>[]>(sites.map((site) => [site, []]));
  for (const site of sites) {
    const [dataDir = "", url = ""] = site.split("=");
    opened.set(site, await openSite(dataDir, url));
  }
  for (const { round } of opened.values()) await round(1_000);
  for (let n = 0; n < 3; n += 1) for (const [site, { round }] of opened) rounds.get(site)?.push(await round(2_000));
  for (const { close } of opened.values()) await close();
  for (const [site, costs] of rounds) {
    const of = (name: string, what: keyof Measured) =>
      Number(median(costs.map((one) => one.get(name)?.[what] ?? Number.NaN)).toFixed(3));
    const row = (name: string) => ({
      "node ms": of(name, "nodeMs"),
      "postgres ms": of(name, "postgresMs"),
      statements: of(name, "statements"),
      "requests/s": of(name, "rate"),
      p99: of(name, "p99"),
      failures: of(name, "failures"),
    });
    console.log(site);
    console.table(Object.fromEntries([...(costs[0]?.keys() ?? [])].map((name) => [name, row(name)])));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
