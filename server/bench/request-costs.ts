import { eq } from "drizzle-orm";
import { articles } from "#db/schema/articles.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { type Contender, startContenders } from "./comparison-servers.ts";
import type { Bench, SectionResult } from "./context.ts";
import { type HttpLoadResult, median, runLoad } from "./http-load.ts";
import { nextNetwork, signInMembers } from "./members.ts";
import { type Measured, measureProcess } from "./processor-time.ts";
import { figure, type Row, table } from "./report.ts";
import { sendRequests } from "./request-load.ts";
import { postToWordPress } from "./wordpress-comments.ts";
import { isDone, isRedirect, WriteRequests } from "./write-requests.ts";

/** A line of the table: one kind of request to one server. */
interface Line {
  what: string;
  server: string;
  result: Measured;
}

/** One kind of request to one server; `pid`: of a server that is not ours. */
interface Kind {
  what: string;
  server?: string;
  pid?: number;
  load(): Promise<HttpLoadResult>;
  /** Rounds after the warm-up, if not all of them: writes use up the members' limits. */
  rounds?: number;
}

/** Enough that none reaches the limits per member: ten comments and thirty votes in five minutes. */
const memberCount = 400;
const staffCount = 8;
/** Comments per member by form, and as many by script. */
const commentsEach = 4;
const votesEach = 10;

/** Sites that are compared only if `--peer` names them. */
const namedPeers = ["WordPress", "Ghost"];

/**
 * Measures each kind of request in turn, round after round, so that a busy moment of the machine affects all of them.
 * The first round warms up and is not counted.
 */
export async function measureRequests(bench: Bench): Promise<SectionResult> {
  const { site, options, say } = bench;
  const page = `${site.url.replace("localhost", "127.0.0.1")}/articles/${bench.article}`;
  const comparison = await startContenders({ page, say });
  const lines: Line[] = [];
  try {
    const kinds = [
      ...pageKinds(bench, [{ name: "vigie", url: page }, ...comparison.contenders, ...options.peers]),
      ...(await privateKinds(bench)),
      ...(await writeKinds(bench)),
    ];
    const seen = new Map<Kind, Measured[]>(kinds.map((kind) => [kind, []]));
    for (let round = 0; round <= options.pace.rounds; round += 1) {
      say(round === 0 ? "  warming up" : `  round ${round} of ${options.pace.rounds}`);
      for (const kind of kinds) {
        if (round > (kind.rounds ?? round)) continue;
        const { pid, load } = kind;
        const measure = kind.server ? () => measureProcess(pid, load) : () => bench.instrument.measure(load);
        const measured = await measure();
        if (round > 0) seen.get(kind)?.push(measured);
      }
    }
    for (const [{ what, server = "vigie" }, results] of seen) lines.push({ what, server, result: medianOf(results) });
  } finally {
    await comparison.stop();
  }
  say(costTable(lines));
  const missing = namedPeers.filter((name) => !options.peers.some((peer) => peer.name.startsWith(name)));
  for (const name of missing) say(`${name} was not measured: give --peer ${name}=URL.`);
  say(`The article's page: ${figure(comparison.bytes.plain)} bytes, ${figure(comparison.bytes.gzip)} with gzip.`);
  return { figures: { bytes: comparison.bytes, lines } };
}

/** Finished pages: the article on all servers, and our other kinds. */
function pageKinds({ site, article, options }: Bench, servers: Contender[]): Kind[] {
  const { seconds, connections } = options.pace;
  const load = (url: string, encoding: string) => () =>
    runLoad({ url, seconds, connections, headers: { "Accept-Encoding": encoding } });
  const kinds = ["identity", "gzip"].flatMap((encoding) =>
    servers.map(({ name, url, pid }): Kind => {
      const what = encoding === "gzip" ? "article, compressed" : "article, plain";
      return { what, load: load(url, encoding), ...(name === "vigie" ? {} : { server: name, pid }) };
    }),
  );
  const local = site.url.replace("localhost", "127.0.0.1");
  kinds.push({ what: "home, compressed", load: load(`${local}/`, "gzip") });
  kinds.push({ what: "discussion, compressed", load: load(`${local}/articles/${article}/comments`, "gzip") });
  let unknown = 0;
  const run = options.seed.toString(36);
  kinds.push({
    what: "unknown address",
    load: () =>
      sendRequests(site.url, () => ({ path: `/articles/unknown-${run}-${unknown++}`, headers: nextNetwork() }), {
        seconds,
        connections,
        isSuccess: (status) => status === 404,
      }),
  });
  return kinds;
}

/** Requests of members and staff in turn, and the sign-in pages. */
async function privateKinds({ site, dataDir, db, article, options }: Bench): Promise<Kind[]> {
  const { seconds, connections } = options.pace;
  const [readers, moderators, editors] = [
    await signInMembers(db, dataDir, memberCount),
    await signInMembers(db, dataDir, staffCount, "moderator"),
    await signInMembers(db, dataDir, staffCount, "editor"),
  ];
  const [row] = await db.select({ id: articles.id }).from(articles).where(eq(articles.slug, article));
  const kind = (what: string, path: string, senders?: { headers: Record<string, string> }[]): Kind => ({
    what,
    load: () =>
      sendRequests(
        site.url,
        (n) => ({ path, headers: { ...(senders?.[n % senders.length]?.headers ?? nextNetwork()), ...gzip } }),
        { seconds, connections },
      ),
  });
  return [
    kind("/api/me, signed in", `/api/me?article=${article}`, readers),
    kind("/api/me, signed out", `/api/me?article=${article}`),
    kind("/login", "/login"),
    kind("/account", "/account", readers),
    kind("/notifications", "/notifications", readers),
    kind("moderation queue", "/admin/moderation", moderators),
    kind("editor", `/admin/articles/${row?.id}`, editors),
  ];
}

const gzip = { "Accept-Encoding": "gzip" };

/** Comments on one article, by form and by script, and votes on all; then the same comments to each WordPress. */
async function writeKinds({ site, dataDir, db, article, articles: slugs, options }: Bench): Promise<Kind[]> {
  await setSetting(db, "comments.newcomer", 0);
  const writers = await signInMembers(db, dataDir, memberCount);
  const requests = await WriteRequests.open(site.url, article);
  const random = seeded(options.seed);
  const prose = makeProse(random);
  const { connections } = options.pace;
  const seconds = 2 * options.pace.seconds;
  const writer = (n: number) => {
    const found = writers[n % writers.length];
    if (!found) throw new Error("There are no members.");
    return found;
  };
  let votes = 0;
  /** The warm-up and the one round share what the limits allow. */
  const count = (memberCount * commentsEach) / 2;
  const wordpress = options.peers.map(
    (peer): Kind => ({
      what: "comment by form",
      server: peer.name,
      rounds: 1,
      load: () => postToWordPress(peer.url, { count, seconds, connections }, () => prose.paragraph(random, 30)),
    }),
  );
  let [byForm, byScript] = [0, 0];
  return [
    {
      what: "comment by form",
      rounds: 1,
      load: () =>
        sendRequests(site.url, () => requests.commentByForm(writer(byForm++), article, prose.paragraph(random, 30)), {
          count,
          connections,
          isSuccess: isRedirect,
        }),
    },
    ...wordpress,
    {
      what: "comment by script",
      rounds: 1,
      load: () =>
        sendRequests(
          site.url,
          () => requests.commentByScript(writer(byScript++), article, prose.paragraph(random, 30)),
          { count, seconds, connections, isSuccess: isDone },
        ),
    },
    {
      what: "vote",
      rounds: 1,
      load: () =>
        sendRequests(
          site.url,
          () => {
            const n = votes++;
            // In each round every member votes on another article.
            const slug = slugs[(n + Math.floor(n / memberCount)) % slugs.length] ?? article;
            return requests.vote(writer(n), slug, 1 + random.whole(5));
          },
          { count: (memberCount * votesEach) / 2, seconds, connections, isSuccess: isDone },
        ),
    },
  ];
}

/** The median of each figure; failures are added up. */
function medianOf(results: readonly Measured[]): Measured {
  const of = (name: keyof Measured) => median(results.map((one) => one[name]));
  const sum = (name: keyof Measured) => results.reduce((total, one) => total + one[name], 0);
  return {
    ...{ requests: sum("requests"), failures: sum("failures") },
    ...{ rate: of("rate"), p50: of("p50"), p99: of("p99") },
    ...{ nodeMs: of("nodeMs"), postgresMs: of("postgresMs"), statements: of("statements") },
  };
}

function costTable(lines: readonly Line[]): string {
  const rateOf = (what: string, server: string) =>
    lines.find((line) => line.what === what && line.server === server)?.result.rate ?? Number.NaN;
  const rows = lines.map(
    ({ what, server, result: { rate, p50, p99, nodeMs, postgresMs, statements, failures } }): Row => [
      what,
      ...[server, figure(rate), figure(rate / rateOf(what, "nginx"), 2), figure(rate / rateOf(what, "node:http"), 2)],
      ...[figure(p50, 2), figure(p99, 2), figure(nodeMs, 3), figure(postgresMs, 3), figure(statements, 2)],
      figure(failures),
    ],
  );
  const head: Row = [
    "request",
    ...["server", "per s", "of nginx", "of node:http", "p50 ms", "p99 ms", "server ms", "PostgreSQL ms", "statements"],
    "failed",
  ];
  return table("Each kind of request; processor time and statements are per request", head, rows);
}
