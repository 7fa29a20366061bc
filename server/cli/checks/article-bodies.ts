import { countWords } from "#features/articles/rules.ts";
import { sanitizeArticle, sanitizeComment } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { type Check, sqlCheck } from "./check.ts";

interface ArticleRow {
  id: number;
  slug: string;
  status: string;
  lead: string;
  body_html: string;
  body_text: string;
  word_count: number;
}

export const articleBodies: Check = {
  name: "article-bodies",
  about: "Each article's text is allowlisted HTML as we print it, and what is derived from it fits.",
  async *find({ sql, startProgress }) {
    const [count] = await sql<{ n: number }[]>`select count(*)::int as n from articles`;
    const bar = startProgress("Article texts", { total: count?.n, unit: "articles" });
    try {
      const query = sql<ArticleRow[]>`
        select id, slug, status, lead, body_html, body_text, word_count from articles order by id`;
      for await (const rows of query.cursor(100)) {
        for (const row of rows) for (const fault of findFaults(row)) yield `article ${row.id} (${row.slug}) ${fault}`;
        bar.advance(rows.length);
      }
    } finally {
      bar.done();
    }
  },
};

function* findFaults(row: ArticleRow): Generator<string> {
  const tree = parseHtml(row.body_html);
  if (toHtml(sanitizeArticle(tree)) !== row.body_html) yield "has a text that is not canonical allowlisted HTML";
  const text = toText(tree);
  if (text !== row.body_text) yield "has a plain text that is not its text's";
  // Until an article is published its lead is the draft's (`createDraft`); its words are counted at publication.
  if (row.status === "draft" || row.status === "scheduled") return;
  const words = countWords(row.lead) + countWords(text);
  if (words !== row.word_count) yield `says ${row.word_count} words, has ${words}`;
}

export const commentBodies: Check = {
  name: "comment-bodies",
  about: "Each comment's text is allowlisted HTML as we print it.",
  async *find({ sql, startProgress }) {
    const [count] = await sql<{ n: number }[]>`select count(*)::int as n from comments`;
    const bar = startProgress("Comment texts", { total: count?.n, unit: "comments" });
    try {
      const query = sql<{ id: number; body_html: string }[]>`select id, body_html from comments order by id`;
      for await (const rows of query.cursor(500)) {
        for (const { id, body_html } of rows) {
          if (toHtml(sanitizeComment(parseHtml(body_html))) !== body_html)
            yield `comment ${id} has a text that is not canonical allowlisted HTML`;
        }
        bar.advance(rows.length);
      }
    } finally {
      bar.done();
    }
  },
};

/** A card may lead to a withdrawn article (the page leaves it out); an id that never existed means a broken text. */
export const cards = sqlCheck(
  "cards",
  "Each card in a text leads to an article that exists.",
  (sql) => sql`
    select format('article %s shows a card of article %s, which does not exist', a.id, found[1]) as finding
    from articles as a cross join lateral regexp_matches(a.body_html, '<p data-card="([0-9]+)"', 'g') as found
    where a.body_html like '%<p data-card=%' and not exists (select from articles as o where o.id::text = found[1])`,
);
