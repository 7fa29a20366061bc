import { Agent, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { desc, eq, inArray } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { comments } from "#db/schema/comments.ts";
import { nextNetwork, signInMembers } from "./members.ts";
import type { BenchRequest } from "./request-load.ts";
import { isRedirect, WriteRequests } from "./write-requests.ts";

/** One request: when it was sent, how long it took (ms), and how it ended. `status` 0: without a response. */
export interface Outcome {
  at: number;
  ms: number;
  status: number;
  error: string;
}

export interface ContinuousLoad {
  reads: Outcome[];
  writes: (Outcome & { text: string })[];
  /** Ends it, and counts which of the acknowledged comments are stored, and stored once. */
  stop(): Promise<{ acknowledged: number; lost: number; duplicates: number }>;
}

interface LoadOptions {
  db: Database;
  dataDir: string;
  url: string;
  readers: number;
  /** Between two requests of a reader (ms). */
  pauseMs: number;
}

const commentsPerSecond = 2;
const responseTimeoutMs = 30_000;
const textsPerQuery = 500;

/**
 * Reads pages and posts comments until it is stopped. Half of the readers open a connection for each page, half keep
 * theirs, as a proxy does. The site runs with TRUST_PROXY=1.
 */
export async function startContinuousLoad(options: LoadOptions): Promise<ContinuousLoad> {
  const { db, dataDir, url, readers, pauseMs } = options;
  const listed = await db
    .select({ slug: articles.slug, policy: articles.commentPolicy })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(desc(articles.publishedAt))
    .limit(200);
  const pages = ["/", ...listed.map(({ slug }) => `/articles/${slug}`)];
  const discussed = listed.filter(({ policy }) => policy === "open").slice(0, 20);
  const people = await signInMembers(db, dataDir, 300);
  const forms = await WriteRequests.open(url, discussed[0]?.slug ?? "");
  const kept = new Agent({ keepAlive: true, maxSockets: 64 });
  const reads: ContinuousLoad["reads"] = [];
  const writes: ContinuousLoad["writes"] = [];
  let isRunning = true;

  const read = async (agent: Agent | false, first: number) => {
    for (let n = first; isRunning; n += 7) {
      reads.push(await send(url, { path: pages[n % pages.length] ?? "/", headers: nextNetwork() }, agent));
      await sleep(pauseMs);
    }
  };
  const write = async () => {
    const pending: Promise<unknown>[] = [];
    for (let n = 0; isRunning; n += 1) {
      const [member, article] = [people[n % people.length], discussed[n % discussed.length]];
      if (!member || !article) throw new Error("No article is open for comments.");
      const text = `Mesure ${process.pid} numéro ${n} (${crypto.randomUUID()}).`;
      const posting = forms.commentByForm(member, article.slug, text);
      const sent = send(url, posting, n % 2 === 0 ? kept : false);
      pending.push(sent.then((outcome) => writes.push({ ...outcome, text })));
      await sleep(1_000 / commentsPerSecond);
    }
    await Promise.all(pending);
  };
  const clients = [...Array.from({ length: readers }, (_, n) => read(n % 2 === 0 ? kept : false, n * 31)), write()];
  return {
    reads,
    writes,
    async stop() {
      isRunning = false;
      await Promise.all(clients);
      kept.destroy();
      const texts = writes.filter(({ status }) => isRedirect(status)).map(({ text }) => text);
      const stored = await countStored(db, texts);
      return {
        acknowledged: texts.length,
        lost: texts.filter((text) => !stored.has(text)).length,
        duplicates: [...stored.values()].filter((count) => count > 1).length,
      };
    },
  };
}

async function countStored(db: Database, texts: readonly string[]): Promise<Map<string, number>> {
  const stored = new Map<string, number>();
  for (let from = 0; from < texts.length; from += textsPerQuery) {
    const some = texts.slice(from, from + textsPerQuery);
    const rows = await db
      .select({ text: comments.bodySource })
      .from(comments)
      .where(inArray(comments.bodySource, some));
    for (const { text } of rows) stored.set(text, (stored.get(text) ?? 0) + 1);
  }
  return stored;
}

function send(url: string, { path, method = "GET", headers, body }: BenchRequest, agent: Agent | false) {
  const at = performance.now();
  return new Promise<Outcome>((resolve) => {
    const done = (status: number, error = "") => resolve({ at, ms: performance.now() - at, status, error });
    const req = httpRequest(new URL(path, url), { method, headers, agent, timeout: responseTimeoutMs }, (res) => {
      res.on("error", (error) => done(0, error.message)).on("end", () => done(res.statusCode ?? 0));
      res.resume();
    });
    req.on("error", (error: NodeJS.ErrnoException) => done(0, error.code ?? error.message));
    req.on("timeout", () => req.destroy(new Error(`no response in ${responseTimeoutMs / 1_000} s`)));
    req.end(body);
  });
}
