import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { readLexemes } from "./matching/dictionary.ts";
import { capCount, listFacets } from "./matching/facets.ts";
import { chosenValues, type Filters, readFilters } from "./matching/filters.ts";
import { areBeginningsTooCommon, areCommon } from "./matching/frequencies.ts";
import { nameTerms } from "./matching/named-terms.ts";
import { type RelaxedQuery, relaxQuery } from "./matching/relax.ts";
import { buildTerms, listSearchedForms, type SearchTerm, type SearchTerms } from "./matching/terms.ts";
import { writeAny, writeMatch, writeTerm } from "./matching/tsquery.ts";
import { readHits } from "./passages/read-hits.ts";
import { type ParsedQuery, parseQuery } from "./query-language/parse-query.ts";
import { defaultSynonyms, parseSynonyms, type SynonymGroup } from "./query-language/synonyms.ts";
import { compareMatches, type OrderedMatch, orderMatches } from "./ranking/order-matches.ts";
import { type KindMatches, rankMatches } from "./ranking/rank-matches.ts";
import { readCursor, writeCursor } from "./request/cursor.ts";
import { CostlySearchError, runUnlessCostly, withTimeLimit } from "./request/time-limit.ts";
import {
  type BlockingFilter,
  type FacetGroup,
  hitsPerPage,
  listWantedKinds,
  maxListed,
  maxShortlisted,
  type SearchKind,
  type SearchRequest,
  type SearchResults,
  searchKinds,
} from "./rules.ts";
import { correctQuery } from "./spelling/correct-query.ts";

export interface SearchOptions {
  now?: Date;
  /** Replaces `correctQuery` in tests. */
  correct?: (db: Executor, text: string) => Promise<string | null>;
  /** For each statement; all together may take three times as long. */
  timeoutMs?: number;
}

/** What a search found, before its page is chosen. */
interface FoundMatches {
  terms: SearchTerm[];
  kinds: Record<SearchKind, KindMatches>;
  total: number;
}

const statementTimeoutMs = 2_000;
/** The time for all statements, in multiples of the time for one. */
const totalTimeouts = 3;
const filterGroups = ["category", "tag", "source", "author", "period", "rating"] as const;

/**
 * Searches published articles, visible comments and corrections. All statements see the same state of the database, and
 * each takes two seconds at most; after six seconds no further one begins. Refused with `search.tooCostly`.
 */
export async function searchSite(
  db: Executor,
  request: SearchRequest,
  options: SearchOptions = {},
): Promise<Result<SearchResults>> {
  const timeoutMs = options.timeoutMs ?? statementTimeoutMs;
  return db.transaction(
    async (tx) => {
      const until = performance.now() + totalTimeouts * timeoutMs;
      const [session] = await tx.execute<{ synonyms: string | null }>(sql`
        select set_config('statement_timeout', ${String(timeoutMs)}, true),
          set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('work_mem', '32MB', true),
          set_config('plan_cache_mode', 'force_generic_plan', true),
          (select value #>> '{}' from settings where key = 'search.synonyms') as synonyms`);
      const synonyms = parseSynonyms(`${session?.synonyms ?? ""}\n${defaultSynonyms}`);
      const results = await runUnlessCostly(tx, (inner) =>
        runSearch(withTimeLimit(inner, until), request, synonyms, options),
      );
      return results ? ok(results) : refused("search.tooCostly");
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

async function runSearch(
  db: Executor,
  request: SearchRequest,
  synonyms: SynonymGroup[],
  options: SearchOptions,
): Promise<SearchResults> {
  const today = options.now ?? new Date();
  const cursor = readCursor(request, today);
  const now = cursor?.now ?? today;
  const before = cursor?.before ?? 0;
  const query = parseQuery(request.text);
  const build = async (parsed: ParsedQuery) => {
    const terms = buildTerms(parsed, synonyms, await readLexemes(db, listSearchedForms(parsed, synonyms)));
    return nameTerms(db, terms);
  };
  const terms = await build(query);
  if (await areBeginningsTooCommon(db, [...terms.required, ...terms.excluded]))
    throw new CostlySearchError("Too many words begin so.");
  const filters = await readFilters(db, request, query.people, now);
  const wanted = listWantedKinds(request);
  const chosenGroups = filterGroups.filter((group) => chosenValues(request, group).length > 0);
  if (terms.required.length + chosenGroups.length + query.people.length === 0)
    return { ...emptyResults(request, terms), discussionTitle: findDiscussionTitle(filters) };

  const find = async ({ required, optional, excluded }: SearchTerms, relaxed?: RelaxedQuery): Promise<FoundMatches> => {
    const named = relaxed ? [] : required.filter(({ facets }) => facets.length > 0);
    const unnamed = required.filter((term) => !named.includes(term));
    const writeWords = (options: { withoutPhrases?: boolean }) => ({
      words: required.length === 0 ? "" : writeMatch(required, excluded, options),
      unnamedWords: unnamed.length === 0 ? "" : writeMatch(unnamed, excluded, options),
      names: named.map((term) => ({ words: writeTerm(term, options), facets: term.facets })),
    });
    const words = relaxed ? { words: relaxed.words, unnamedWords: "", names: [] } : writeWords({});
    const indexed = relaxed ? { ...words, words: relaxed.indexedWords } : writeWords({ withoutPhrases: true });
    const conditions = {
      ...words,
      indexed: indexed.words === words.words ? null : indexed,
      unwanted: writeAny(excluded),
      unwantedFacets: excluded.flatMap(({ facets }) => facets),
      isCommon: await areCommon(db, required, relaxed ? "one" : "all"),
      filters,
      now,
    };
    const ranking = {
      terms: [...required, ...optional],
      conditions,
      sort: request.sort,
      chosenGroups,
    };
    // Sent together: PostgreSQL runs them one after the other.
    const listed = before + hitsPerPage < maxShortlisted ? maxShortlisted : maxListed;
    const rank = (kind: SearchKind) =>
      rankMatches(db, kind, { ...ranking, listed: wanted.includes(kind) ? listed : 0 });
    const [article, comment, correction] = await Promise.all([rank("article"), rank("comment"), rank("correction")]);
    const kinds = { article, comment, correction };
    const total = wanted.reduce((sum, kind) => sum + kinds[kind].total, 0);
    return { terms: ranking.terms, kinds, total };
  };

  let searched = terms;
  let found = await find(terms);
  let correctedText: string | null = null;
  let suggestedText: string | null = null;
  const blockingFilters = found.total === 0 ? listBlockingFilters(request, found.kinds) : [];
  if (found.total === 0 && blockingFilters.length === 0 && terms.required.length > 0) {
    const corrected = await (options.correct ?? correctQuery)(db, request.text);
    if (corrected !== null && corrected !== request.text) {
      const other = await build(parseQuery(corrected));
      const foundOther = await find(other);
      if (foundOther.total > 0 && request.isExact) suggestedText = corrected;
      else if (foundOther.total > 0) {
        searched = other;
        found = foundOther;
        correctedText = corrected;
      }
    }
  }
  let leftOut: string[] = [];
  let foundWords: string[] = [];
  let isPartial = false;
  const hasAllWords = found.total > 0;
  if (blockingFilters.length === 0 && mayRelax(searched, found.total)) {
    const relaxed = await relaxQuery(db, searched, found.total > 0);
    foundWords = relaxed?.terms.map(({ text }) => text) ?? [];
    const wider = relaxed && (await find({ ...searched, required: relaxed.terms }, relaxed));
    if (wider && wider.total > found.total) {
      found = wider;
      leftOut = relaxed.leftOut.map(({ text }) => text);
      isPartial = true;
    }
  }

  const ranked = wanted.flatMap((kind) => found.kinds[kind].ranked);
  const ordered = orderMatches(ranked, found.terms, now);
  const after = cursor ? ordered.findIndex((one) => compareMatches(cursor, one) < 0) : 0;
  // All that followed may have been withdrawn.
  const start = after < 0 ? ordered.length : after;
  const page = ordered.slice(start, start + hitsPerPage);
  /** The cursor of the page that begins after a match; null without one: that is the first page. */
  const cursorAfter = (match: OrderedMatch | undefined, hitsBefore: number) => {
    if (!match) return null;
    const { tier, score, kind, id } = match;
    return writeCursor(request, { now, tier, score, kind, id, before: hitsBefore });
  };
  const [hits, facets] = await Promise.all([
    readHits(db, page, found.terms),
    listFacets(db, request, found.kinds, filters.values),
  ]);
  return {
    request,
    discussionTitle: findDiscussionTitle(filters),
    correctedText,
    suggestedText,
    totals: mapKinds((kind) => capCount(found.kinds[kind].total)),
    hits,
    facets,
    previous: cursor && cursorAfter(ordered[start - hitsPerPage - 1], Math.max(1, cursor.before - hitsPerPage)),
    next: start + hitsPerPage < ordered.length ? cursorAfter(page.at(-1), before + page.length) : null,
    isNewestOnly: wanted.some((kind) => found.kinds[kind].isNewestOnly),
    first: before + 1,
    isPartial,
    hasAllWords,
    leftOut,
    foundWords,
    hasOnlyStopWords: terms.hasOnlyStopWords,
    blockingFilters,
  };
}

/** With fewer results, what has most of the words is shown too. */
const minResults = 3;

/**
 * One of two words is too little, unless nothing was found. The name of an author or a source must not be left out.
 */
function mayRelax({ required }: SearchTerms, total: number): boolean {
  if (total === 0) return required.length > 1;
  return (
    total < minResults &&
    required.length > 2 &&
    !required.some(({ facets }) => facets.some((facet) => /^[as]:/.test(facet)))
  );
}

function mapKinds<T>(make: (kind: SearchKind) => T): Record<SearchKind, T> {
  return { article: make("article"), comment: make("comment"), correction: make("correction") };
}

/** The filters without which something matches. */
function listBlockingFilters(request: SearchRequest, kinds: Record<SearchKind, KindMatches>): BlockingFilter[] {
  const wanted = listWantedKinds(request);
  const found = filterGroups.map((group) => ({
    group: group as FacetGroup,
    ...capCount(
      wanted
        .flatMap((kind) => kinds[kind].without.filter((one) => one.group === group))
        .reduce((sum, { count }) => sum + count, 0),
    ),
  }));
  const all = searchKinds.reduce((sum, kind) => sum + kinds[kind].total, 0);
  return [{ group: "kind" as const, ...capCount(all) }, ...found].filter(({ count }) => count > 0);
}

const findDiscussionTitle = ({ values }: Filters) => values.find(({ facet }) => facet.startsWith("d:"))?.label ?? null;

function emptyResults(request: SearchRequest, { hasOnlyStopWords }: SearchTerms): SearchResults {
  return {
    request,
    discussionTitle: null,
    correctedText: null,
    suggestedText: null,
    totals: mapKinds(() => capCount(0)),
    hits: [],
    facets: { kind: [], category: [], tag: [], source: [], author: [], period: [], rating: [] },
    previous: null,
    next: null,
    isNewestOnly: false,
    first: 1,
    isPartial: false,
    hasAllWords: false,
    leftOut: [],
    foundWords: [],
    hasOnlyStopWords,
    blockingFilters: [],
  };
}
