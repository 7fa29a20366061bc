import { inArray } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { acquirePostgres } from "../postgres/database.ts";
import type { Bench } from "./context.ts";
import { type BenchMember, signInMembers } from "./members.ts";
import { type BenchRequest, sendOne } from "./request-load.ts";
import { isAccepted, isDone, WriteRequests } from "./write-requests.ts";

/**
 * What a write does: it adds something; it removes, corrects or decides something; or it is any change by another
 * process, for instance the command line, of which the site learns through PostgreSQL.
 */
export type Effect = "addition" | "removal" | "elsewhere";

export type WriteKind =
  | "comment"
  | "edit"
  | "deletion"
  | "decision: spam"
  | "decision: restore"
  | "vote"
  | "correction"
  | "publication"
  | "unpublication"
  | "setting";

/** A successful write, and the pages that must show it. */
export interface Write {
  kind: WriteKind;
  effect: Effect;
  /** When the response came (`performance.now()`). */
  answered: number;
  pages: { address: string; isCurrent(status: number, html: string): boolean }[];
  /** Lets others write to the article again. */
  release(): void;
}

interface Comment {
  id: number;
  token: string;
  author: BenchMember;
  isSpam: boolean;
  /** Its number among the article's comments. */
  number: number;
}

/** An article with one write at a time, so that what its pages must show is certain. */
interface Article {
  id: number;
  slug: string;
  isBusy: boolean;
  isPublished: boolean;
  comments: Comment[];
  /** How many were posted. */
  posted: number;
  voters: number;
}

/** Few, so that most writes concern pages that other writes have just changed. */
const articleCount = 60;
const commentsPerMember = 6;
/** The newest twenty threads are on the first page: only some of these are edited, deleted and decided on. */
const recentComments = 15;

/** Opens a source of random writes. `next` makes one, and resolves to undefined if the site refused it. */
export async function openRandomWrites(bench: Bench) {
  const { site, dataDir, db, options } = bench;
  await setSetting(db, "comments.newcomer", 0);
  // As another process: what it commits reaches the site through PostgreSQL alone.
  const handle = await acquirePostgres({ dataDir });
  const other = connect(handle.url, { max: 4 });
  const random = seeded(options.seed);
  const prose = makeProse(random);
  const slugs = bench.articles.slice(0, articleCount);
  const rows = await db
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(inArray(articles.slug, slugs));
  const all = rows.map(
    (row): Article => ({ ...row, isBusy: false, isPublished: true, comments: [], posted: 0, voters: 0 }),
  );
  const members = await signInMembers(db, dataDir, Math.max(100, Math.ceil(options.randomWrites / commentsPerMember)));
  const moderators = await signInMembers(db, dataDir, 10, "moderator");
  const requests = await WriteRequests.open(site.url, slugs[0] ?? "");
  let [turn, settings] = [0, 0];
  const memberInTurn = () => members[turn++ % members.length] ?? raise();
  const newToken = () => `repere${options.seed.toString(36)}x${(turn++).toString(36)}.`;
  const text = (token: string) => `${prose.paragraph(random, 20)} ${token}`;
  const send = async (request: BenchRequest) => {
    const answer = await sendOne(site.url, request);
    return { ...answer, answered: performance.now() };
  };

  const pagesOf = ({ slug }: Article) => [`/articles/${slug}`, `/articles/${slug}/comments?sort=newest`];
  const newest = ({ slug }: Article) => `/articles/${slug}/comments?sort=newest`;
  const shows = (address: string, token: string) => ({
    address,
    isCurrent: (status: number, html: string) => status === 200 && html.includes(token),
  });
  const hides = (address: string, token: string) => ({
    address,
    isCurrent: (_status: number, html: string) => !html.includes(token),
  });

  type Outcome = Omit<Write, "release"> | undefined;

  const comment = async (article: Article): Promise<Outcome> => {
    const [author, token] = [memberInTurn(), newToken()];
    const { status, body, answered } = await send(requests.commentByScript(author, article.slug, text(token)));
    const id = Number(/"id":(\d+)/.exec(body)?.[1]);
    if (!isDone(status, body) || !id || body.includes('"visible":false')) return undefined;
    article.posted += 1;
    const posted: Comment = { id, token, author, isSpam: false, number: article.posted };
    article.comments = [...article.comments, posted].filter(({ number }) => number > article.posted - recentComments);
    return { kind: "comment", effect: "addition", answered, pages: [shows(newest(article), token)] };
  };
  const edit = async (article: Article, found: Comment): Promise<Outcome> => {
    const [before, token] = [found.token, newToken()];
    const { answered, ...answer } = await send(requests.edit(found.author, article.slug, found.id, text(token)));
    if (!isAccepted(answer)) return undefined;
    found.token = token;
    const pages = [...pagesOf(article).map((page) => hides(page, before)), shows(newest(article), token)];
    return { kind: "edit", effect: "removal", answered, pages };
  };
  const deletion = async (article: Article, found: Comment): Promise<Outcome> => {
    const { answered, ...answer } = await send(requests.deletion(found.author, article.slug, found.id));
    if (!isAccepted(answer)) return undefined;
    article.comments = article.comments.filter((one) => one !== found);
    return {
      kind: "deletion",
      effect: "removal",
      answered,
      pages: pagesOf(article).map((page) => hides(page, found.token)),
    };
  };
  const decision = async (article: Article, found: Comment): Promise<Outcome> => {
    const action = found.isSpam ? "restore" : "spam";
    const moderator = moderators[turn++ % moderators.length] ?? raise();
    const { answered, ...answer } = await send(requests.decision(moderator, found.id, action));
    if (!isAccepted(answer)) return undefined;
    found.isSpam = !found.isSpam;
    const pages = found.isSpam
      ? pagesOf(article).map((page) => hides(page, found.token))
      : [shows(newest(article), found.token)];
    return { kind: `decision: ${action}`, effect: "removal", answered, pages };
  };
  const vote = async (article: Article): Promise<Outcome> => {
    const voter = members[article.voters++ % members.length] ?? raise();
    const page = `/articles/${article.slug}`;
    const before = votesOn((await sendOne(site.url, { path: page })).body);
    const { status, body, answered } = await send(requests.vote(voter, article.slug, 1 + random.whole(5)));
    if (!isDone(status, body) || !body.includes('"state":"counted"')) return undefined;
    // The page before the vote may itself have lacked earlier votes.
    const isCurrent = (code: number, html: string) => code === 200 && votesOn(html) > before;
    return { kind: "vote", effect: "addition", answered, pages: [{ address: page, isCurrent }] };
  };
  const correct = async (article: Article): Promise<Outcome> => {
    const token = newToken();
    const note = `${prose.paragraph(random, 8)} ${token}`;
    await other.db.transaction((tx) => addCorrection(tx, article.id, null, { kind: "correction", note }));
    const pages = [shows(`/articles/${article.slug}`, token), shows("/corrections", token)];
    return { kind: "correction", effect: "elsewhere", answered: performance.now(), pages };
  };
  const publish = async (article: Article): Promise<Outcome> => {
    article.isPublished = !article.isPublished;
    const to = article.isPublished ? "published" : "draft";
    await other.db.transaction((tx) => setArticleStatus(tx, [article.id], to));
    const expected = article.isPublished ? 200 : 404;
    const page = { address: `/articles/${article.slug}`, isCurrent: (status: number) => status === expected };
    const link = `href="/articles/${article.slug}"`;
    // The sitemap of news lists recent articles, of which these are the newest.
    const feed = article.isPublished ? [] : [hides("/", link), hides("/feed.xml", `/articles/${article.slug}<`)];
    const kind = article.isPublished ? "publication" : "unpublication";
    return { kind, effect: "elsewhere", answered: performance.now(), pages: [page, ...feed] };
  };
  const set = async (article: Article): Promise<Outcome> => {
    const name = `Banc ${options.seed} ${settings++}`;
    const done = await setSetting(other.db, "site.name", name);
    if (!done.ok) return undefined;
    const pages = [shows(`/articles/${article.slug}`, name), shows("/", name)];
    return { kind: "setting", effect: "elsewhere", answered: performance.now(), pages };
  };

  /** Settings change one at a time, because a page shows only the last. */
  let isSetting = false;

  const act = async (article: Article): Promise<Outcome> => {
    if (!article.isPublished) return publish(article);
    const draw = random.next();
    if (draw < 0.002 && !isSetting) {
      isSetting = true;
      return set(article);
    }
    if (draw < 0.04) return publish(article);
    if (draw < 0.07) return correct(article);
    if (draw < 0.2) return vote(article);
    const published = article.comments.filter(({ isSpam }) => !isSpam);
    const found = published[random.whole(Math.max(1, published.length))];
    if (draw < 0.5 || !found) return comment(article);
    if (draw < 0.65) return edit(article, found);
    if (draw < 0.8) return deletion(article, found);
    const decided = article.comments[random.whole(article.comments.length)];
    return decision(article, decided ?? found);
  };

  return {
    async next(): Promise<Write | undefined> {
      const free = all.filter(({ isBusy }) => !isBusy);
      const article = free[random.whole(Math.max(1, free.length))] ?? raise();
      article.isBusy = true;
      const outcome = await act(article).catch((error: unknown) => {
        article.isBusy = false;
        throw error;
      });
      const release = () => {
        article.isBusy = false;
        if (outcome?.kind === "setting") isSetting = false;
      };
      if (outcome) return { ...outcome, release };
      release();
      return undefined;
    },
    async close(): Promise<void> {
      await other.db.transaction((tx) =>
        setArticleStatus(
          tx,
          all.filter(({ isPublished }) => !isPublished).map(({ id }) => id),
          "published",
        ),
      );
      await other.close();
      await handle.release();
    },
  };
}

/** Reads the number of votes from an article's page. */
export function votesOn(html: string): number {
  const section = html.slice(html.indexOf('id="rating"'));
  return Number(/(\d[\d\s\u202f\u00a0]*?)[\s\u202f\u00a0]+avis/.exec(section)?.[1]?.replace(/\D/g, "") ?? 0);
}

function raise(): never {
  throw new Error("There is nothing to choose from.");
}
