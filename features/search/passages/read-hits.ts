import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray, toIntegerArray } from "#db/id-array.ts";
import { comments } from "#db/schema.ts";
import { hasReadersIn } from "#features/articles/queries.ts";
import { hasSeparatePageIn } from "#features/comments/queries.ts";
import { commentPath } from "#features/comments/rules.ts";
import { readLexemes } from "#features/search/matching/dictionary.ts";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import type { MarkedText, SearchHit, SearchKind } from "#features/search/rules.ts";
import { readCommentText } from "./comment-text.ts";
import { cutPassage, findBestPlace, markText } from "./cut-passage.ts";
import { type CandidateWords, TermFinder, type TermMatch } from "./term-finder.ts";

/** As much of a body as is indexed, in characters. */
const maxBodyLength = 200_000;
/** A body is read in parts: the first one, and all further ones if it lacks a term. */
const partLength = 20_000;
/** Further parts that are read for one page of results, of the best hits first. */
const maxFurtherParts = 20;
/** Words of a page of results whose lexemes are read. */
const maxCandidates = 500;

interface HitRow {
  kind: SearchKind;
  id: number;
  articleId: number;
  slug: string;
  articleTitle: string;
  lead: string;
  /** The first part of the body; of a comment its HTML. */
  text: string;
  /** Of the whole body. */
  bytes: number;
  /** Milliseconds. */
  at: number;
  author: string;
  reactions: number;
  thread: number;
  hasSeparatePage: boolean;
}

/** Reads the hits of a page, in their order, with the marked passages: one to three statements. */
export async function readHits(
  db: Executor,
  ranked: { kind: SearchKind; id: number }[],
  terms: SearchTerm[],
  finder = new TermFinder(terms),
): Promise<SearchHit[]> {
  if (ranked.length === 0) return [];
  const keyOf = ({ kind, id }: { kind: SearchKind; id: number }) => `${kind}:${id}`;
  const byKey = new Map((await readRows(db, ranked)).map((row) => [keyOf(row), row]));
  const hits = ranked.flatMap((one) => {
    const row = byKey.get(keyOf(one));
    return row ? [findInBeginning(row, finder)] : [];
  });
  await findInFurtherParts(db, hits, terms.length, finder);
  const candidates = new Set(
    hits.flatMap(({ title, texts }) => [...(title ? [title] : []), ...texts].flatMap(listWords)),
  );
  const lexemesOf = await readLexemes(db, [...candidates].slice(0, maxCandidates));
  return hits.map((hit) => toHit(hit, (words) => finder.findMatches(words, lexemesOf)));
}

/** Each word once, in lower case. */
function listWords({ text, starts, ends }: CandidateWords): string[] {
  return starts.map((start, n) => text.slice(start, ends[n]).toLowerCase());
}

const epoch = (time: SQL) => sql`(extract(epoch from ${time}) * 1000)::float8`;

async function readRows(db: Executor, ranked: { kind: SearchKind; id: number }[]): Promise<HitRow[]> {
  const ids = (kind: SearchKind) => toIdArray(ranked.filter((one) => one.kind === kind).map(({ id }) => id));
  return db.execute<HitRow & Record<string, unknown>>(sql`
    select 'article' as kind, a.id, a.id as "articleId", a.slug, a.title as "articleTitle", a.lead, left(a.body_text, ${partLength}::int) as text, octet_length(a.body_text) as bytes,
      ${epoch(sql`a.published_at`)} as at, '' as author, 0 as reactions, 0 as thread, false as "hasSeparatePage"
    from articles as a where a.id = any(${ids("article")}) and a.status = 'published'
    union all
    select 'comment', ${comments.id}, a.id, a.slug, a.title, '', ${comments.bodyHtml}, 0, ${epoch(sql`${comments.createdAt}`)},
      coalesce((select m.name from members as m where m.id = ${comments.memberId}), ${comments.authorName}),
      ${comments.reactionCount}, ${comments.thread}, ${hasSeparatePageIn(sql`comments`)}
    from ${comments} join articles as a on a.id = ${comments.articleId} and ${hasReadersIn(sql`a`)}
    where ${comments.id} = any(${ids("comment")}) and ${comments.status} = 'visible'
    union all
    select 'correction', c.id, a.id, a.slug, a.title, '', c.note, 0, ${epoch(sql`c.created_at`)}, '', 0, 0, false
    from corrections as c join articles as a on a.id = c.article_id and a.status = 'published'
    where c.id = any(${ids("correction")})`);
}

/** A hit, and the words that may be marked in its title and in the texts of which one has the passage. */
interface HitTexts {
  row: HitRow;
  title: CandidateWords | undefined;
  texts: CandidateWords[];
}

function findInBeginning(row: HitRow, finder: TermFinder): HitTexts {
  const title = row.kind === "article" ? finder.findCandidates(row.articleTitle) : undefined;
  const text = row.kind === "comment" ? readCommentText(row.text) : row.text;
  const texts = row.lead === "" ? [text] : [row.lead, text];
  return { row, title, texts: texts.map((one) => finder.findCandidates(one)) };
}

/** Reads the rest of the bodies that lack a term so far. */
async function findInFurtherParts(
  db: Executor,
  hits: HitTexts[],
  termCount: number,
  finder: TermFinder,
): Promise<void> {
  let left = maxFurtherParts;
  const wanted = new Map<number, { hit: HitTexts; length: number }>();
  for (const hit of hits) {
    const parts = Math.min(left, countFurtherParts(hit.row));
    if (parts === 0 || new Set(hit.texts.flatMap(({ terms }) => [...terms])).size === termCount) continue;
    wanted.set(hit.row.id, { hit, length: parts * partLength });
    left -= parts;
  }
  if (wanted.size === 0) return;
  const lengths = [...wanted.values()].map(({ length }) => length);
  const rows = await db.execute<{ id: number; text: string }>(sql`
    select a.id, substring(a.body_text, ${partLength + 1}::int, w.length) as text
    from unnest(${toIdArray([...wanted.keys()])}, ${toIntegerArray(lengths)}) as w (id, length) join articles as a on a.id = w.id`);
  for (const { id, text } of rows) wanted.get(id)?.hit.texts.push(finder.findCandidates(text));
}

/** An estimate, from its bytes: counting the characters would take reading all of them. */
function countFurtherParts({ kind, text, bytes }: HitRow): number {
  if (kind !== "article" || text.length < partLength) return 0;
  return Math.min(Math.ceil(bytes / Buffer.byteLength(text)), maxBodyLength / partLength) - 1;
}

type FindMatches = (words: CandidateWords) => TermMatch[];

function toHit({ row, title, texts }: HitTexts, findMatches: FindMatches): SearchHit {
  const base = { id: row.id, articleId: row.articleId, at: new Date(row.at), passage: bestPassage(texts, findMatches) };
  const { slug, articleTitle } = row;
  switch (row.kind) {
    case "article": {
      const marked = markText(articleTitle, title ? findMatches(title) : []);
      return { kind: "article", ...base, path: `/articles/${slug}`, slug, title: marked };
    }
    case "comment": {
      const path = commentPath(slug, row.thread, row.id, row.hasSeparatePage);
      return { kind: "comment", ...base, path, articleTitle, author: row.author, reactions: row.reactions };
    }
    case "correction":
      return { kind: "correction", ...base, path: `/articles/${slug}#correction-${row.id}`, articleTitle };
  }
}

function bestPassage(texts: CandidateWords[], findMatches: FindMatches): MarkedText {
  let best: { text: string; matches: TermMatch[]; start: number; terms: number } | undefined;
  for (const words of texts) {
    const matches = findMatches(words);
    const place = findBestPlace(matches);
    if (!best || place.terms > best.terms) best = { text: words.text, matches, ...place };
  }
  return best ? cutPassage(best.text, best.matches, best.start) : [];
}
