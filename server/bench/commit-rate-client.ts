import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

// Started by commit-rate.ts, once per measurement: posts comments with the code of a checkout, and prints its figures as
// JSON. Its arguments are the checkout's folder and the options as JSON.

export interface ClientOptions {
  url: string;
  mode: "mutation" | "commit";
  clients: number;
  /** Comments a second at most, of all clients together. */
  rate?: number | undefined;
  articles: number;
  seconds: number;
}

export interface ClientFigures {
  comments: number;
  seconds: number;
  /** Of each transaction (ms), ascending. */
  times: number[];
  /** From the answer of the statement that locks the article until the answer of the commit (ms), ascending. */
  lockTimes: number[];
  /** Processor time of this process (ms). */
  processorMs: number;
}

const memberCount = 2_000;

async function main(folder: string, options: ClientOptions) {
  const { url, mode, clients, rate, articles: articleCount, seconds } = options;
  const from = (file: string) => pathToFileURL(path.join(folder, file)).href;
  const { connect }: typeof import("#db/client.ts") = await import(from("db/client.ts"));
  const { migrate }: typeof import("#db/migrate.ts") = await import(from("db/migrate.ts"));
  const { members }: typeof import("#db/schema.ts") = await import(from("db/schema.ts"));
  const { postComment }: typeof import("#features/comments/posting/post.ts") = await import(
    from("features/comments/posting/post.ts")
  );
  const { addPostedComment }: typeof import("#features/comments/mutations.ts") = await import(
    from("features/comments/mutations.ts")
  );
  const { upsertArticle }: typeof import("#features/articles/mutations.ts") = await import(
    from("features/articles/mutations.ts")
  );
  const { setSetting }: typeof import("#features/settings/mutations.ts") = await import(
    from("features/settings/mutations.ts")
  );
  const { readSettings }: typeof import("#features/settings/queries.ts") = await import(
    from("features/settings/queries.ts")
  );
  const { commentCacheTags }: typeof import("#db/cache-tags/comments.ts") = await import(
    from("db/cache-tags/comments.ts")
  );
  const { invalidateAndPublish }: typeof import("#db/invalidation.ts") = await import(from("db/invalidation.ts"));

  await migrate(url, { say: () => {} });
  const { db, close } = connect(url, { max: clients, prepareRepeated: true });
  for (const key of [
    ...(["comments.newcomer", "discussion.slowFrom", "discussion.premoderateFrom"] as const),
    ...(["moderation.repeatHours", "moderation.youngDays"] as const),
  ])
    await setSetting(db, key, 0);
  await followAsNodesDo(from, folder, url);
  const settings = await readSettings(db);
  const run = randomUUID().slice(0, 8);
  const articles: { id: number; slug: string }[] = [];
  for (let n = 0; n < articleCount; n += 1) {
    const article = {
      slug: `debit-${run}-${n}`,
      status: "published",
      title: `Article ${n}`,
      lead: "",
      bodyHtml: "",
    } as const;
    articles.push({ ...(await upsertArticle(db, { ...article, publishedAt: new Date() })), slug: article.slug });
  }
  const names = Array.from({ length: memberCount }, (_, n) => `debit-${run}-${n}`);
  const authors = await db
    .insert(members)
    .values(names.map((name) => ({ name, handle: name, role: "reader" as const, confirmedAt: new Date() })))
    .returning({ id: members.id });

  const [times, lockTimes]: [number[], number[]] = [[], []];
  let turn = 0;
  const post = async () => {
    const n = turn++;
    // Primes, so that neither articles nor authors are in step with the clients.
    const [article, author] = [articles[(n * 37) % articles.length], authors[(n * 7) % authors.length]];
    if (!article || !author) throw new Error("There is nobody to comment.");
    const body = `Commentaire ${run} ${n} : une phrase de plus sur le même sujet, sans rien de particulier.`;
    if (mode === "mutation") {
      const input = { article: article.slug, body, key: `debit-${run}-${n}` };
      const posted = await postComment(db, { id: author.id, role: "reader" }, input, settings);
      if (!posted.ok) throw new Error(`A comment was refused: ${posted.code}.`);
      return;
    }
    let lockedAt = 0;
    await db.transaction(async (tx) => {
      const added = await addPostedComment(tx, article.id, {
        ...{ memberId: author.id, parentId: null, status: "visible", key: `debit-${run}-${n}` },
        ...{ bodySource: body, bodyHtml: `<p>${body}</p>`, createdAt: new Date() },
      });
      lockedAt = performance.now();
      await invalidateAndPublish(tx, {
        invalidation: { tags: commentCacheTags.allViews(article, author.id), urgency: "soon" },
        messages: [{ topic: `article:${article.id}`, id: added?.id ?? 0, data: {} }],
      });
    });
    lockTimes.push(performance.now() - lockedAt);
  };
  // The first ones prepare statements and connect.
  await Promise.all(Array.from({ length: clients * 4 }, post));
  lockTimes.length = 0;
  const [began, processor] = [performance.now(), process.cpuUsage()];
  const pauseMs = rate === undefined ? 0 : (1_000 * clients) / rate;
  const client = async (_: unknown, n: number) => {
    // The clients take turns.
    let due = began + (n * pauseMs) / clients;
    while (performance.now() - began < seconds * 1_000) {
      if (due > performance.now()) await sleep(due - performance.now());
      due += pauseMs;
      const started = performance.now();
      await post();
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(processor);
  await close();
  const ascending = (a: number, b: number) => a - b;
  const figures: ClientFigures = {
    comments: times.length,
    seconds: elapsed,
    times: times.toSorted(ascending),
    lockTimes: lockTimes.toSorted(ascending),
    processorMs: (user + system) / 1_000,
  };
  process.stdout.write(JSON.stringify(figures), () => process.exit());
}

/**
 * Reads the changes as a node does: it notifies the others for all of its commits together, while a process that serves no
 * pages notifies them after each. A checkout before the change log has no such module, and notifies in each transaction.
 */
async function followAsNodesDo(from: (file: string) => string, folder: string, url: string): Promise<void> {
  const file = "server/page-cache/follow-changes.ts";
  if (!existsSync(path.join(folder, file))) return;
  const { followChanges }: typeof import("../page-cache/follow-changes.ts") = await import(from(file));
  await followChanges(url, { record: () => {} });
}

const [folder = "", options = ""] = process.argv.slice(2);
await main(folder, JSON.parse(options));
