import { expect, test } from "vitest";
import type { ArticleCard } from "#features/articles/queries.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { insertCards, listCardIds } from "./cards.ts";

const body =
  '<p data-card="7"><a href="/articles/x">X</a></p><p>Texte.</p><p data-card="8"><a href="/articles/y">Y</a></p><p data-card="7"><a href="/articles/x">X</a></p>';
const card: ArticleCard = {
  id: 7,
  slug: "x",
  title: "X",
  lead: "",
  publishedAt: new Date(0),
  category: null,
  author: null,
  picture: null,
  ratings: { count: 0, sum: 0, legacy: 0 },
  commentCount: 0,
  wordCount: 0,
};

test("lists the ids of the cards without duplicates", () => {
  expect(listCardIds(body)).toEqual([7, 8]);
  expect(listCardIds('<p data-card="x">a</p><p data-card="9999999999999999999">b</p>')).toEqual([]);
});

test("turns a published article into a card and leaves others as plain links", () => {
  const html = toHtml(insertCards(parseHtml(body), [card]));
  expect(html.match(/<aside data-card="7">/g)).toHaveLength(2);
  expect(html).toContain('<p><a href="/articles/y">Y</a></p>');
});
