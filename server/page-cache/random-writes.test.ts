import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { invalidateTags } from "#db/invalidation.ts";
import { categories } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticle, listArticles } from "#features/articles/cached.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { getThreads } from "#features/comments/cached.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { editComment } from "#features/comments/posting/edit.ts";
import { aComment } from "#features/comments/testing.ts";
import { getArticleCorrections } from "#features/corrections/cached.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { getFrontPage } from "#features/home/cached.ts";
import { insertMember } from "#features/members/mutations.ts";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { getSettings } from "#features/settings/cached.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { cacheState } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { followChanges } from "./follow-changes.ts";
import { maxStaleMs, Pages } from "./pages.ts";
import { keyOf, page } from "./testing.ts";

/** `npm run bench -- stale` checks a whole site in the same way. */
const writeCount = Number(process.env.RANDOM_WRITES ?? 200);
const writers = 6;
const writesInRound = 25;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const { db, url } = testDatabase();
const random = seeded(seed);

interface TestComment {
  id: number;
  text: string;
  author: number;
  isSpam: boolean;
  /** Its number among the article's comments. */
  number: number;
}
/** An article with one write at a time, and what its page must show. */
interface TestArticle {
  id: number;
  slug: string;
  isBusy: boolean;
  isPublished: boolean;
  comments: TestComment[];
  /** How many were posted. */
  posted: number;
  votes: number;
}

/** What must hold of a page. */
interface Check {
  at: string;
  holds(source: string): boolean;
}
interface Addition extends Check {
  /** Whether nothing has changed or removed it since. */
  isCurrent(): boolean;
}

/** What each page reads, through the functions that the site's pages use. */
const reads: Record<string, () => Promise<unknown>> = {
  "/": async () => {
    // The front page has no place for all of them; the list behind it has.
    const [{ lead, secondary }, all, settings] = await Promise.all([
      getFrontPage(),
      listArticles({ kind: "all" }, 1),
      getSettings(),
    ]);
    return [lead, secondary, all, settings["site.name"]];
  },
  "/category": () => listArticles({ kind: "category", id: category }, 1),
};
let category = 0;

async function readArticle(slug: string): Promise<unknown> {
  const article = await getArticle(slug);
  if (!article) return "404";
  return Promise.all([article, getThreads(article.id, 1, "newest"), getArticleCorrections(article.id), getSettings()]);
}

/** Added to the clock of the pages (ms): moves it past the time for which an addition may be missing. */
let skew = 0;
const pages = new Pages({
  invalidations: cacheState.invalidations,
  now: () => performance.now() + skew,
  render: async ({ page: path }) => {
    const scope = newReadScope();
    const read = reads[path] ?? (() => readArticle(path.replace("/articles/", "")));
    const shown = await runInReadScope(scope, read);
    // A render takes a while, during which pages are invalidated.
    await sleep(random.whole(4));
    const tags = [...scope.tags];
    return { kind: "shared", page: page(JSON.stringify(shown)), tags, expiresAt: Number.POSITIVE_INFINITY };
  },
});

/** What a signed-out reader gets: the finished page if it may be shown, else a render. */
async function get(path: string): Promise<string> {
  const found = pages.find(keyOf(path));
  if (found) return found.source;
  const outcome = await pages.load(keyOf(path), false);
  return outcome.kind === "shared" ? outcome.page.source : outcome.kind;
}

let notified = 0;
let marks = 0;

/** Waits until the site has received the invalidations of all that was committed so far. */
async function heard(): Promise<void> {
  const mark = ++marks;
  await invalidateTags(db, [`mark:${mark}`]);
  while (notified < mark) await sleep(1);
}

test("after any write a signed-out reader gets no page without a removal, and no page without an addition for longer than allowed", async () => {
  const changes = await followChanges(url, {
    record: invalidateTagsLocally,
    note(tags) {
      const mark = /^mark:(\d+)$/.exec(tags[0] ?? "")?.[1];
      if (mark) notified = Math.max(notified, Number(mark));
    },
  });
  const [row] = await db.insert(categories).values({ slug: "a", name: "A" }).returning({ id: categories.id });
  category = row?.id ?? 0;
  const person = async (n: number, role: "reader" | "moderator") =>
    (await insertMember(db, { email: `${n}@example.org`, name: `Ada ${n}`, role, confirmedAt: new Date() }))?.id ?? 0;
  const people = await Promise.all(Array.from({ length: 12 }, (_, n) => person(n, "reader")));
  const moderator = await person(99, "moderator");
  const all = await Promise.all(
    Array.from({ length: 8 }, async (_, n): Promise<TestArticle> => {
      const slug = `article-${n}`;
      const id = await anArticle(db, slug, { categoryIds: [category], lead: slug });
      return { id, slug, isBusy: false, isPublished: true, comments: [], posted: 0, votes: 0 };
    }),
  );
  const counts: Record<string, number> = {};
  let begun = 0;

  /** Makes one write; resolves to its name, and to what must hold of pages from then on. */
  async function write(article: TestArticle): Promise<{ name: string; checks: Check[]; addition?: Addition }> {
    const path = `/articles/${article.slug}`;
    const text = `mot${++begun}`;
    const author = people[random.whole(people.length)] ?? 0;
    const found = article.comments[random.whole(Math.max(1, article.comments.length))];
    const draw = random.next();
    const shows = (at: string, words: string) => ({ at, holds: (source: string) => source.includes(words) });
    const hides = (at: string, words: string) => ({ at, holds: (source: string) => !source.includes(words) });
    if (!article.isPublished || draw < 0.1) {
      article.isPublished = !article.isPublished;
      await db.transaction((tx) => setArticleStatus(tx, [article.id], article.isPublished ? "published" : "draft"));
      const slug = `"slug":"${article.slug}"`;
      const check = article.isPublished ? shows : hides;
      return {
        name: "status",
        checks: [check(path, slug), check("/", slug), check("/category", slug)],
      };
    }
    if (draw < 0.15) {
      await db.transaction((tx) => addCorrection(tx, article.id, null, { kind: "correction", note: text }));
      return { name: "correction", checks: [shows(path, text)] };
    }
    if (draw < 0.25 && article.votes < people.length) {
      await rateArticle(db, article.id, people[article.votes++] ?? 0, 4);
      const votes = article.votes;
      const isCurrent = () => article.isPublished && article.votes === votes;
      return { name: "vote", checks: [], addition: { ...shows(path, `"count":${votes},"legacy"`), isCurrent } };
    }
    if (draw < 0.5 || !found) {
      const words = { bodySource: text, bodyHtml: `<p>${text}.</p>` };
      const id = await aComment(db, article.id, { key: text, memberId: author, ...words });
      article.posted += 1;
      const comment = { id, text, author, isSpam: false, number: article.posted };
      // The page shows the newest twenty threads.
      article.comments = [...article.comments, comment].filter(({ number }) => number > article.posted - 15);
      const isCurrent = () =>
        article.isPublished && article.comments.includes(comment) && !comment.isSpam && comment.text === text;
      return { name: "comment", checks: [], addition: { ...shows(path, `${text}.`), isCurrent } };
    }
    if (draw < 0.65 && !found.isSpam) {
      const edited = await editComment(db, { id: found.author, role: "editor" }, found.id, `${text}.`);
      if (!edited.ok) throw new Error(edited.code);
      const before = `${found.text}.`;
      found.text = text;
      return { name: "edit", checks: [hides(path, before), shows(path, `${text}.`)] };
    }
    if (draw < 0.8 && !found.isSpam) {
      await deleteComment(db, found.author, found.id);
      article.comments = article.comments.filter((one) => one !== found);
      return { name: "deletion", checks: [hides(path, `${found.text}.`)] };
    }
    found.isSpam = !found.isSpam;
    const action = found.isSpam ? "spam" : "restore";
    await decideOrThrow(db, { actor: { id: moderator }, subject: { kind: "comment", id: found.id }, action });
    const check = found.isSpam ? hides : shows;
    return { name: action, checks: [check(path, `${found.text}.`)] };
  }

  const expectShown = async ({ at, holds }: Check, write: string) =>
    expect(holds(await get(at)), `${at} after ${write} (SEED=${seed})`).toBe(true);

  /** Checks removals and corrections at once; collects additions, which are checked when no page may lack them. */
  const writeUntil = async (end: number, additions: Check[]) => {
    while (begun < end) {
      const free = all.filter(({ isBusy }) => !isBusy);
      const article = free[random.whole(free.length)];
      if (!article) throw new Error("There are fewer articles than writers.");
      article.isBusy = true;
      const { name, addition, checks } = await write(article);
      await heard();
      for (const check of checks) await expectShown(check, `${name}, write ${begun}`);
      if (addition) additions.push({ ...addition, holds: (source) => addition.holds(source) || !addition.isCurrent() });
      counts[name] = (counts[name] ?? 0) + 1;
      article.isBusy = false;
    }
  };
  /** Readers request pages all the time, so that renders are shared and invalidations come during renders. */
  let isOver = false;
  const reader = async () => {
    while (!isOver) {
      await get(random.whole(3) === 0 ? "/" : `/articles/article-${random.whole(all.length)}`);
      await sleep(5);
    }
  };
  const setter = async () => {
    for (let n = 1; n <= 5; n += 1) {
      await setSetting(db, "site.name", `Nom ${n}.`);
      await heard();
      expect(await get("/"), `SEED=${seed}`).toContain(`Nom ${n}.`);
      await sleep(50);
    }
  };
  const readers = Promise.all([reader(), reader()]);
  const rounds = async () => {
    while (begun < writeCount) {
      const additions: Check[] = [];
      const end = begun + writesInRound;
      await Promise.all(Array.from({ length: writers }, () => writeUntil(end, additions)));
      skew += maxStaleMs;
      for (const addition of additions) await expectShown(addition, "an addition");
    }
  };
  const work = await Promise.allSettled([setter(), rounds()]);
  isOver = true;
  await readers;
  await changes.close();
  for (const one of work) if (one.status === "rejected") throw one.reason;
  expect(Object.keys(counts).toSorted()).toEqual(
    ["comment", "correction", "deletion", "edit", "restore", "spam", "status", "vote"].toSorted(),
  );
}, 120_000);
