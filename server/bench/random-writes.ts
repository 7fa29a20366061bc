import { inArray } from "drizzle-orm";
import { connect, type Database } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { addCorrection } from "#features/corrections/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";
import { acquirePostgres } from "../postgres/database.ts";
import type { Bench } from "./context.ts";
import { type BenchMember, readAuthSecret, signInMembersWith } from "./members.ts";
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
  | "withdrawal"
  | "ban"
  | "setting";

/** A successful write, and the pages that must show it. */
export interface Write {
  kind: WriteKind;
  effect: Effect;
  /** When the response came (`performance.now()`). */
  answered: number;
  pages: WritePage[];
  /** Of a comment: its author's request for the first of these pages, with the cookies that the response has set. */
  authorsRequest?: BenchRequest;
  /** Lets others write to the article again. */
  release(): void;
}

export interface WritePage {
  address: string;
  isCurrent(status: number, html: string): boolean;
}

/** A site, and what makes the writes on it possible. */
export interface WritableSite {
  /** Where requests are sent; also the origin of its forms. */
  url: string;
  /** Its AUTH_SECRET. */
  secret: string;
  /** Its build, if it is not this program's. */
  build?: string;
  /** For members and settings. */
  db: Database;
  /** Of another process: what it commits reaches the site through PostgreSQL alone. */
  otherDb: Database;
  /** The articles that are written to. */
  slugs: readonly string[];
  seed: number;
  /** How many writes there will be. */
  writes: number;
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

/** The site or its balancer failed, after or before it did what the request asks for. */
class UnansweredRequest extends Error {}

/** Opens a source of random writes on the site of a benchmark, which runs on an embedded PostgreSQL. */
export async function openRandomWrites({ site, dataDir, db, articles: all, options }: Bench) {
  const handle = await acquirePostgres({ dataDir });
  const other = connect(handle.url, { max: 4 });
  const writes = await openWritesOn({
    ...{ url: site.url, secret: readAuthSecret(dataDir), db, otherDb: other.db, slugs: all.slice(0, articleCount) },
    ...{ seed: options.seed, writes: options.randomWrites },
  });
  return {
    next: writes.next,
    async close(): Promise<void> {
      await writes.close();
      await other.close();
      await handle.release();
    },
  };
}

/**
 * Opens a source of random writes. `next` makes one, and resolves to undefined if the site refused it or did not answer:
 * then nothing is expected of it.
 */
export async function openWritesOn(site: WritableSite) {
  const { db, otherDb, slugs, seed } = site;
  await setSetting(db, "comments.newcomer", 0);
  const random = seeded(seed);
  const prose = makeProse(random);
  const rows = await db
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(inArray(articles.slug, [...slugs]));
  const all = rows.map(
    (row): Article => ({ ...row, isBusy: false, isPublished: true, comments: [], posted: 0, voters: 0 }),
  );
  const memberCount = Math.max(100, Math.ceil(site.writes / commentsPerMember));
  const members = await signInMembersWith(db, site.secret, memberCount);
  const moderators = await signInMembersWith(db, site.secret, 10, "moderator");
  const requests = await WriteRequests.open(site.url, slugs[0] ?? "", site.build);
  let [turn, settings] = [0, 0];
  /** Comments that each member has sent. */
  const sent = new Map<BenchMember, number>();
  const banned = new Set<BenchMember>();
  const memberInTurn = () => {
    for (let tries = 0; tries < members.length; tries += 1) {
      const member = members[turn++ % members.length];
      if (member && !banned.has(member)) return member;
    }
    return raise();
  };
  const newToken = () => `repere${seed.toString(36)}x${(turn++).toString(36)}.`;
  const text = (token: string) => `${prose.paragraph(random, 20)} ${token}`;
  const send = async (request: BenchRequest) => {
    const answer = await sendOne(site.url, request);
    if (answer.status >= 500) throw new UnansweredRequest(`${request.path} answered ${answer.status}.`);
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
    sent.set(author, (sent.get(author) ?? 0) + 1);
    const { status, body, answered, cookies } = await send(requests.commentByScript(author, article.slug, text(token)));
    const id = Number(/"id":(\d+)/.exec(body)?.[1]);
    if (!isDone(status, body) || !id || body.includes('"visible":false')) return undefined;
    article.posted += 1;
    const posted: Comment = { id, token, author, isSpam: false, number: article.posted };
    article.comments = [...article.comments, posted].filter(({ number }) => number > article.posted - recentComments);
    // As a browser does: what the response sets comes with the next request.
    const cookie = [author.headers.Cookie, ...cookies].join("; ");
    const authorsRequest = { path: newest(article), headers: { ...author.headers, Cookie: cookie } };
    return { kind: "comment", effect: "addition", answered, pages: [shows(newest(article), token)], authorsRequest };
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
  /** Whether the member's comments are all in the article of this one, so that a ban removes nothing elsewhere. */
  const isBannable = ({ author }: Comment) => sent.get(author) === 1 && !banned.has(author);
  const ban = async (article: Article, found: Comment): Promise<Outcome> => {
    banned.add(found.author);
    const moderator = moderators[turn++ % moderators.length] ?? raise();
    const { answered, ...answer } = await send(requests.ban(moderator, found.author.id));
    article.comments = article.comments.filter((one) => one !== found);
    if (!isAccepted(answer)) return undefined;
    const pages = pagesOf(article).map((page) => hides(page, found.token));
    return { kind: "ban", effect: "removal", answered, pages };
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
    await otherDb.transaction((tx) => addCorrection(tx, article.id, null, { kind: "correction", note }));
    const pages = [shows(`/articles/${article.slug}`, token), shows("/corrections", token)];
    return { kind: "correction", effect: "elsewhere", answered: performance.now(), pages };
  };
  const publish = async (article: Article): Promise<Outcome> => {
    article.isPublished = !article.isPublished;
    const status = article.isPublished ? "published" : random.next() < 0.5 ? "draft" : "withdrawn";
    await otherDb.transaction((tx) => setArticleStatus(tx, [article.id], status));
    const expected = { published: 200, draft: 404, withdrawn: 410 }[status];
    const page = { address: `/articles/${article.slug}`, isCurrent: (code: number) => code === expected };
    const link = `href="/articles/${article.slug}"`;
    // The sitemap of news lists recent articles, of which these are the newest.
    const feed = article.isPublished ? [] : [hides("/", link), hides("/feed.xml", `/articles/${article.slug}<`)];
    const kind = ({ published: "publication", draft: "unpublication", withdrawn: "withdrawal" } as const)[status];
    return { kind, effect: "elsewhere", answered: performance.now(), pages: [page, ...feed] };
  };
  const set = async (article: Article): Promise<Outcome> => {
    const name = `Banc ${seed} ${settings++}`;
    const done = await setSetting(otherDb, "site.name", name);
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
    if (draw < 0.77) return deletion(article, found);
    if (draw < 0.8) return isBannable(found) ? ban(article, found) : deletion(article, found);
    const decided = article.comments[random.whole(article.comments.length)];
    return decision(article, decided ?? found);
  };

  return {
    async next(): Promise<Write | undefined> {
      const free = all.filter(({ isBusy }) => !isBusy);
      const article = free[random.whole(Math.max(1, free.length))] ?? raise();
      article.isBusy = true;
      const outcome = await act(article).catch((error: unknown) => {
        // Whether a request that got no answer was done is unknown, so nothing more is expected of these comments.
        article.comments = [];
        // `fetch` throws a TypeError if the connection fails.
        if (error instanceof UnansweredRequest || error instanceof TypeError) return undefined;
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
      const unpublished = all.filter(({ isPublished }) => !isPublished).map(({ id }) => id);
      await otherDb.transaction((tx) => setArticleStatus(tx, unpublished, "published"));
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
