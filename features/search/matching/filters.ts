import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toTextArray } from "#db/text-array.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { parseCalendarPeriod } from "#features/search/request/calendar-period.ts";
import { type FacetGroup, type SearchPeriod, type SearchRequest, searchPeriods } from "#features/search/rules.ts";

/** A value of a filter with its id in the search index: `c:ID`, `t:ID`, `s:ID`, `a:ID` (author), `p:ID` (member); `d:ID`: an article. */
export interface FilterValue {
  facet: string;
  value: string;
  label: string;
}

/** The chosen values as lexemes of the index. An unknown value is a lexeme that nothing has. */
export interface Filters {
  category: string[];
  tag: string[];
  source: string[];
  author: string[];
  /** The article whose comments are searched, 0 for an unknown one; null: all. */
  discussion: number | null;
  /** `par:` of the query. */
  people: string[];
  since: Date | null;
  /** The first moment after a calendar period; null: until now. */
  until: Date | null;
  minRating: number | null;
  values: FilterValue[];
}

const day = 86_400_000;
/** People whom one `par:` finds. */
const maxPeople = 50;

/** When a period began: 7 or 30 days ago, or on the same day a year ago. */
export function periodStart(period: SearchPeriod, now: Date): Date {
  const start = new Date(now);
  if (period === "year") start.setUTCFullYear(now.getUTCFullYear() - 1);
  else start.setTime(now.getTime() - (period === "week" ? 7 : 30) * day);
  return start;
}

function readPeriod(value: string | null, now: Date): Pick<Filters, "since" | "until"> {
  const calendar = parseCalendarPeriod(value ?? "");
  if (calendar) return { since: calendar.start, until: calendar.end };
  const period = searchPeriods.find((one) => one === value);
  return { since: period ? periodStart(period, now) : null, until: null };
}

/** Reads the ids of the chosen values and of the people named in the query: one statement, or none. */
export async function readFilters(db: Executor, request: SearchRequest, people: string[], now: Date): Promise<Filters> {
  const { categories, tags, sources, authors, discussion } = request;
  const hasValues = discussion !== null || [categories, tags, sources, authors, people].some((list) => list.length > 0);
  const values = hasValues ? await readValues(db, request, people) : [];
  const facetsOf = (prefixes: string, slugs: string[]) => {
    const found = values.filter(({ facet, value }) => prefixes.includes(facet[0] ?? "") && slugs.includes(value));
    return slugs.length > 0 && found.length === 0 ? [unknownFacet] : found.map(({ facet }) => facet);
  };
  const named = values.filter(({ isNamed }) => isNamed).map(({ facet }) => facet);
  return {
    category: facetsOf("c", categories),
    tag: facetsOf("t", tags),
    source: facetsOf("s", sources),
    author: facetsOf("ap", authors),
    discussion: discussion === null ? null : Number(facetsOf("d", [discussion])[0]?.slice(2)),
    people: people.length > 0 && named.length === 0 ? [unknownFacet] : named,
    ...readPeriod(request.period, now),
    minRating: request.minRating,
    values,
  };
}

const unknownFacet = "x:0";

async function readValues(
  db: Executor,
  { categories, tags, sources, authors, discussion }: SearchRequest,
  people: string[],
): Promise<(FilterValue & { isNamed: boolean })[]> {
  const handles = toTextArray(authors);
  const names = sql`jsonb_array_elements_text(${JSON.stringify(people)}::text::jsonb) as p (name)`;
  const isNamed = (name: SQL) =>
    sql`to_tsvector('public.fr'::regconfig, ${name}) @@ plainto_tsquery('public.fr'::regconfig, p.name)`;
  const bySlug = (prefix: string, table: SQL, slugs: string[]) =>
    slugs.length > 0
      ? [
          sql`select ${prefix}::text || id as facet, slug as value, name as label, false as "isNamed" from ${table} where slug = any(${toTextArray(slugs)})`,
        ]
      : [];
  const isShown = sql`m.deleted_at is null and m.profile_hidden_at is null`;
  const parts = [
    ...bySlug("c:", sql`categories`, categories),
    ...bySlug("t:", sql`tags`, tags),
    ...bySlug("s:", sql`sources`, sources),
    ...(discussion === null
      ? []
      : [
          sql`select 'd:' || id as facet, slug as value, title as label, false as "isNamed" from articles where slug = ${discussion} and ${hasReaders}`,
        ]),
    ...(authors.length > 0
      ? [
          sql`select 'a:' || a.id as facet, a.handle as value, a.name as label, false as "isNamed" from authors as a where a.handle = any(${handles})`,
          sql`select 'p:' || m.id, m.handle, m.name, false from members as m where lower(m.handle) = any(${handles}) and ${isShown}`,
          sql`select 'p:' || m.id, a.handle, m.name, false from authors as a join members as m on m.id = a.member_id where a.handle = any(${handles}) and ${isShown}`,
        ]
      : []),
    ...(people.length > 0
      ? [
          sql`select 'a:' || a.id as facet, a.handle as value, a.name as label, true as "isNamed" from ${names} cross join lateral (
            select id, handle, name from authors as a where handle = lower(p.name) or ${isNamed(sql`a.name`)} limit ${maxPeople}::int) as a`,
          sql`select 'p:' || m.id, m.handle, m.name, true from ${names} cross join lateral (
            select id, handle, name from members as m where ${isShown} and (lower(m.handle) = lower(p.name) or ${isNamed(sql`m.name`)}) limit ${maxPeople}::int) as m`,
        ]
      : []),
  ];
  const rows = await db.execute<FilterValue & { isNamed: boolean } & Record<string, unknown>>(
    sql.join(parts, sql` union all `),
  );
  return rows;
}

/** The values that a reader chose in a group, as the address has them. */
export function chosenValues(request: SearchRequest, group: FacetGroup): string[] {
  switch (group) {
    case "kind":
      return request.kinds;
    case "category":
      return request.categories;
    case "tag":
      return request.tags;
    case "source":
      return request.sources;
    case "author":
      return request.authors;
    case "period":
      return request.period === null ? [] : [request.period];
    case "rating":
      return request.minRating === null ? [] : [String(request.minRating)];
  }
}
