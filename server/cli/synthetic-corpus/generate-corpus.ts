import slugify from "@sindresorhus/slugify";
import { countWords } from "#features/articles/rules.ts";
import { makeProse, type Prose } from "./prose.ts";
import { distribute, type Random, seeded, zipf } from "./random.ts";

export interface CorpusSize {
  articles: number;
  comments: number;
  members: number;
  ratings: number;
  seed: number;
}

export interface GeneratedArticle {
  title: string;
  slug: string;
  lead: string;
  bodyHtml: string;
  bodyText: string;
  wordCount: number;
  publishedAt: Date;
  /** Indexes into the corpus's lists. */
  category: number;
  tags: number[];
  author: number;
  comments: GeneratedComment[];
  ratings: { member: number; stars: number; at: Date }[];
}

interface GeneratedComment {
  /** Index in the article's list, always an earlier one. */
  parent: number | null;
  thread: number;
  depth: number;
  member: number;
  status: "visible" | "pending" | "spam" | "rejected" | "removed";
  text: string;
  at: Date;
}

export interface Corpus {
  categories: string[];
  tags: string[];
  authors: string[];
  member(index: number): { name: string; joinedAt: Date };
  article(index: number): GeneratedArticle;
}

/** Long enough that lists have many pages and closeness in time means something. */
const spanDays = 8 * 365;
const dayMs = 86_400_000;
/** Deeper replies exist, but real threads seldom exceed this. */
const maxReplyDepth = 6;
const tagCount = 2_000;

/**
 * Generates everything from the seed and the index, so that a corpus of any size needs no memory except the two lists
 * of counts.
 */
export function generateCorpus(size: CorpusSize, until: Date): Corpus {
  const random = seeded(size.seed);
  const prose = makeProse(random);
  const commentCounts = distribute(size.comments, size.articles, 0.9, random);
  const ratingCounts = distribute(size.ratings, size.articles, 0.7, random);
  const drawTag = zipf(tagCount, 1);
  const drawCategory = zipf(12, 0.6);
  const drawAuthor = zipf(20, 0.8);
  const drawMember = zipf(Math.max(size.members, 1), 0.8);
  const names = (count: number, from: number) => Array.from({ length: count }, (_, at) => prose.name(from + at * 3));
  return {
    categories: names(12, 40),
    tags: Array.from({ length: tagCount }, (_, at) => prose.name(200 + at * 7)),
    authors: names(20, 9_000).map((name, at) => `${name} ${prose.name(12_000 + at)}`),
    member(index) {
      const own = seeded(size.seed ^ (0x5bd1e995 + index));
      const name = `${prose.name(own.whole(30_000))} ${prose.name(own.whole(30_000))}`;
      return { name, joinedAt: new Date(until.getTime() - own.next() * spanDays * dayMs) };
    },
    article(index) {
      const own = seeded(size.seed * 31 + index + 1);
      const publishedAt = momentOf(index, size.articles, until, own);
      const comments = makeComments(commentCounts[index] ?? 0, publishedAt, until, own, prose, drawMember);
      const tags = new Set<number>();
      for (let wordTarget = own.whole(7); wordTarget > 0; wordTarget -= 1) tags.add(drawTag(own));
      const ratings = makeRatings(
        Math.min(ratingCounts[index] ?? 0, size.members),
        size.members,
        publishedAt,
        until,
        own,
      );
      const text = makeText(own, prose);
      return {
        ...text,
        publishedAt,
        category: drawCategory(own),
        tags: [...tags],
        author: drawAuthor(own),
        comments,
        ratings,
      };
    },
  };
}

/** Oldest first, so that ids grow with dates as on a real site. */
function momentOf(index: number, articles: number, until: Date, random: Random): Date {
  const age = ((articles - index - random.next()) / articles) * spanDays * dayMs;
  return new Date(Math.floor(until.getTime() - Math.max(age, 60_000)));
}

function makeText(random: Random, prose: Prose) {
  const title = prose.title(random);
  const lead = prose.paragraph(random, 20 + random.whole(30));
  // Log-normal around 220 words, as on a site of extracts and short news: a few long reads, many short items; 295 with
  // the lead on average.
  const gauss = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  let wordsLeft = Math.round(Math.min(2_500, Math.max(60, 220 * Math.exp(0.6 * gauss))));
  const html: string[] = [];
  const text: string[] = [];
  for (let paragraph = 0; wordsLeft > 0; paragraph += 1) {
    const words = Math.min(wordsLeft, 40 + random.whole(60));
    wordsLeft -= words;
    if (paragraph > 0 && paragraph % 4 === 0) {
      const heading = prose.title(random);
      html.push(`<h2>${heading}</h2>`);
      text.push(heading);
    }
    const sentences = prose.paragraph(random, words);
    html.push(`<p>${sentences}</p>`);
    text.push(sentences);
  }
  const bodyText = text.join("\n");
  const slug = slugify(title).slice(0, 150).replace(/-$/, "");
  return { title, slug, lead, bodyHtml: html.join("\n"), bodyText, wordCount: countWords(lead) + countWords(bodyText) };
}

function makeComments(
  count: number,
  from: Date,
  until: Date,
  random: Random,
  prose: Prose,
  drawMember: (random: Random) => number,
): GeneratedComment[] {
  const generated: GeneratedComment[] = [];
  let threads = 0;
  // Most come in the first days: squared, so that the median is a quarter of the way.
  const moments = Array.from({ length: count }, () => random.next() ** 2).sort((a, b) => a - b);
  const span = Math.min(until.getTime() - from.getTime(), 20 * dayMs);
  for (let at = 0; at < count; at += 1) {
    const parent = at > 0 && random.next() < 0.55 ? Math.max(0, at - 1 - random.whole(Math.min(at, 12))) : null;
    const above = parent === null ? undefined : generated[parent];
    const reply = above !== undefined && above.depth < maxReplyDepth;
    if (!reply) threads += 1;
    generated.push({
      parent: reply ? parent : null,
      thread: reply ? above.thread : threads,
      depth: reply ? above.depth + 1 : 0,
      member: drawMember(random),
      status: statusOf(random.next()),
      text: prose.paragraph(random, 6 + random.whole(50)),
      at: new Date(from.getTime() + Math.floor((moments[at] ?? 0) * span)),
    });
  }
  return generated;
}

function statusOf(draw: number): GeneratedComment["status"] {
  if (draw < 0.95) return "visible";
  if (draw < 0.97) return "pending";
  if (draw < 0.985) return "spam";
  return draw < 0.99 ? "rejected" : "removed";
}

/** Distinct members by a stride that is coprime to their number. */
function makeRatings(count: number, members: number, from: Date, until: Date, random: Random) {
  const stride = coprime(1 + random.whole(Math.max(members - 1, 1)), members);
  const start = random.whole(Math.max(members, 1));
  // Each article has a quality around which its ratings vary.
  const quality = 2.6 + random.next() * 2.2;
  return Array.from({ length: count }, (_, at) => ({
    member: (start + at * stride) % members,
    stars: Math.min(5, Math.max(1, Math.round(quality + (random.next() - 0.5) * 3))),
    at: new Date(from.getTime() + Math.floor(random.next() * Math.min(until.getTime() - from.getTime(), 20 * dayMs))),
  }));
}

function coprime(from: number, to: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let candidate = from;
  while (divisor(candidate, to) !== 1) candidate += 1;
  return candidate;
}
