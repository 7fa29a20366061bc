import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { comments } from "#db/schema.ts";
import { hasSeparatePageIn } from "#features/comments/queries.ts";
import { commentPath } from "#features/comments/rules.ts";
import { readLexemes } from "#features/search/matching/dictionary.ts";
import type { SearchTerm } from "#features/search/matching/terms.ts";
import type { MarkedText, SearchHit, SearchKind } from "#features/search/rules.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { cutPassage, findBestPlace, markText } from "./cut-passage.ts";
import { findCandidates, findMatches, type PassageCandidates } from "./find-tokens.ts";

/** As much of a body as is indexed. */
const maxBodyLength = 200_000;
/** Bodies are read in parts until all terms were found. */
const partLength = 20_000;
/** Further parts that are read for one page of results, of the best hits first: they cost the server's own thread. */
const maxFurtherParts = 20;
/** Words of a page of results whose lexemes are read. */
const maxCandidates = 2_000;

interface HitRow {
  kind: SearchKind;
  id: number;
  articleId: number;
  slug: string;
  articleTitle: string;
  lead: string;
  text: string;
  /** Milliseconds. */
  at: number;
  author: string;
  reactions: number;
  thread: number;
  hasSeparatePage: boolean;
}

/** Reads the hits of a page, in their order, with the marked passages: two statements. */
export async function readHits(
  db: Executor,
  ranked: { kind: SearchKind; id: number }[],
  terms: SearchTerm[],
): Promise<SearchHit[]> {
  if (ranked.length === 0) return [];
  const keyOf = ({ kind, id }: { kind: SearchKind; id: number }) => `${kind}:${id}`;
  const byKey = new Map((await readRows(db, ranked)).map((row) => [keyOf(row), row]));
  const rows = ranked.flatMap((one) => byKey.get(keyOf(one)) ?? []);
  const budget = { parts: maxFurtherParts };
  const texts = rows.map((row) => ({ row, parts: selectParts(row, terms, budget) }));
  const candidates = new Set(
    texts.flatMap(({ row, parts }) => [
      ...findCandidates(row.articleTitle, terms).words,
      ...parts.flatMap(({ candidates: { words } }) => [...words]),
    ]),
  );
  const lexemesOf = await readLexemes(db, [...candidates].slice(0, maxCandidates));
  return texts.map(({ row, parts }) =>
    toHit(
      row,
      parts.map(({ text }) => text),
      terms,
      lexemesOf,
    ),
  );
}

const epoch = (time: SQL) => sql`(extract(epoch from ${time}) * 1000)::float8`;

async function readRows(db: Executor, ranked: { kind: SearchKind; id: number }[]): Promise<HitRow[]> {
  const ids = (kind: SearchKind) => toIdArray(ranked.filter((one) => one.kind === kind).map(({ id }) => id));
  return db.execute<HitRow & Record<string, unknown>>(sql`
    select 'article' as kind, a.id, a.id as "articleId", a.slug, a.title as "articleTitle", a.lead, left(a.body_text, ${maxBodyLength}::int) as text,
      ${epoch(sql`a.published_at`)} as at, '' as author, 0 as reactions, 0 as thread, false as "hasSeparatePage"
    from articles as a where a.id = any(${ids("article")}) and a.status = 'published'
    union all
    select 'comment', ${comments.id}, a.id, a.slug, a.title, '', ${comments.bodyHtml}, ${epoch(sql`${comments.createdAt}`)},
      coalesce((select m.name from members as m where m.id = ${comments.memberId}), ${comments.authorName}),
      ${comments.reactionCount}, ${comments.thread}, ${hasSeparatePageIn(sql`comments`)}
    from ${comments} join articles as a on a.id = ${comments.articleId} and a.status = 'published'
    where ${comments.id} = any(${ids("comment")}) and ${comments.status} = 'visible'
    union all
    select 'correction', c.id, a.id, a.slug, a.title, '', c.note, ${epoch(sql`c.created_at`)}, '', 0, 0, false
    from corrections as c join articles as a on a.id = c.article_id and a.status = 'published'
    where c.id = any(${ids("correction")})`);
}

interface TextPart {
  text: string;
  candidates: PassageCandidates;
}

/** The texts in which the best place is looked for: lead and body, as far as needed. Each is read once. */
function selectParts(row: HitRow, terms: SearchTerm[], budget: { parts: number }): TextPart[] {
  const text = row.kind === "comment" ? toText(parseHtml(row.text)) : row.text;
  const parts: TextPart[] = [];
  const missing = new Set(terms);
  const add = (part: string) => {
    const candidates = findCandidates(part, terms);
    for (const term of candidates.terms) missing.delete(term);
    parts.push({ text: part, candidates });
  };
  if (row.lead !== "") add(row.lead);
  for (let at = 0; at < text.length; at += partLength) {
    if (at > 0) {
      if (missing.size === 0 || budget.parts === 0) break;
      budget.parts -= 1;
    }
    add(text.slice(at, at + partLength));
  }
  if (parts.length === 0) add(text);
  return parts;
}

function toHit(
  row: HitRow,
  parts: string[],
  terms: SearchTerm[],
  lexemesOf: (text: string) => { text: string }[][],
): SearchHit {
  const mark = (text: string) => markText(text, findMatches(text, terms, lexemesOf));
  const base = {
    id: row.id,
    articleId: row.articleId,
    at: new Date(row.at),
    passage: bestPassage(parts, terms, lexemesOf),
  };
  const { slug, articleTitle } = row;
  switch (row.kind) {
    case "article":
      return { kind: "article", ...base, path: `/articles/${slug}`, slug, title: mark(articleTitle) };
    case "comment": {
      const path = commentPath(slug, row.thread, row.id, row.hasSeparatePage);
      return { kind: "comment", ...base, path, articleTitle, author: row.author, reactions: row.reactions };
    }
    case "correction":
      return { kind: "correction", ...base, path: `/articles/${slug}#correction-${row.id}`, articleTitle };
  }
}

function bestPassage(
  parts: string[],
  terms: SearchTerm[],
  lexemesOf: (text: string) => { text: string }[][],
): MarkedText {
  let best: { part: string; matches: ReturnType<typeof findMatches>; start: number; terms: number } | undefined;
  for (const part of parts) {
    const matches = findMatches(part, terms, lexemesOf);
    const place = findBestPlace(matches);
    if (!best || place.terms > best.terms) best = { part, matches, ...place };
  }
  return best ? cutPassage(best.part, best.matches, best.start) : [];
}
