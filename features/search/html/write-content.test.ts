import { expect, test } from "vitest";
import { parseSearchRequest } from "../request/address.ts";
import type { SearchResults } from "../rules.ts";
import { writeResults, writeStart } from "./write-content.ts";

const hostile = `"><script>alert(1)</script>' & « »`;
const count = (n: number, isCapped = false) => ({ count: n, isCapped });

function results(changes: Partial<SearchResults> = {}): SearchResults {
  const facet = (value: string, label = "", n = 3, isChosen = false) => ({ value, label, ...count(n), isChosen });
  return {
    request: parseSearchRequest(new URLSearchParams({ q: hostile, category: "spam" })),
    discussionTitle: null,
    correctedText: null,
    suggestedText: null,
    totals: { article: count(19), comment: count(1_000, true), correction: count(0) },
    hits: [
      {
        kind: "article",
        id: 1,
        articleId: 1,
        slug: "un",
        path: "/articles/un",
        at: new Date("2026-11-26T10:00:00Z"),
        title: [
          { text: hostile, isMatch: true },
          { text: " : la suite", isMatch: false },
        ],
        passage: [{ text: hostile, isMatch: true }],
      },
      {
        kind: "comment",
        id: 2,
        articleId: 1,
        path: "/articles/un/comments#comment-2",
        at: new Date("2026-11-26T10:00:00Z"),
        passage: [{ text: hostile, isMatch: false }],
        articleTitle: hostile,
        author: hostile,
        reactions: 1,
      },
    ],
    facets: {
      kind: [facet("article", "", 19), facet("comment", "", 52)],
      category: [facet("spam", hostile, 0, true), facet("hacking", "Hacking")],
      tag: [],
      source: [],
      author: [],
      period: [facet("week", "", 1)],
      rating: [facet("4", "", 1)],
    },
    previous: "avant",
    next: "suite",
    isNewestOnly: true,
    first: 21,
    isPartial: false,
    hasAllWords: true,
    leftOut: [],
    foundWords: [],
    hasOnlyStopWords: false,
    blockingFilters: [],
    ...changes,
  };
}

const write = (changes?: Partial<SearchResults>) =>
  writeResults(
    { results: results(changes), cards: [] },
    { zone: "Europe/Paris", emergency: undefined, isIndexBeingFilled: false },
  ).text.replace(/[\u00a0\u202f]/g, " ");

const listPageLinks = (changes: Partial<SearchResults>) =>
  [
    ...write(changes).matchAll(/<a class="button"(?: rel="(\w+)")? href="\/search\?[^"]*?(?:after=(\w+))?">([^<]+)</g),
  ].map(([, rel = "", after = "", name]) => [rel, after, name]);

const none = { article: count(0), comment: count(0), correction: count(0) };

test("leads to the next page, the previous one and the first one", () => {
  const next = ["next", "suite", "Page suivante"];
  expect(listPageLinks({ first: 41 })).toEqual([["", "", "Première page"], ["prev", "avant", "Page précédente"], next]);
  expect(listPageLinks({ first: 21, previous: null, next: null })).toEqual([["prev", "", "Page précédente"]]);
  expect(listPageLinks({ first: 1, previous: null })).toEqual([next]);
  // On the last page, the previous one stays on the left.
  expect(write({ first: 21, previous: null, next: null })).toMatch(/Page précédente<\/a><span class="figures">/);
});

test("leads back from a page whose results have all been withdrawn", () => {
  const page = write({ first: 41, hits: [], next: null });
  expect(page).toContain("Ces résultats ne sont plus en ligne");
  expect(page).not.toContain("Rien pour");
  expect(listPageLinks({ first: 41, hits: [], next: null }).map(([, , name]) => name)).toEqual([
    "Première page",
    "Page précédente",
  ]);
});

test("escapes what readers and editors have written", () => {
  const page = write({ correctedText: hostile, isPartial: true, leftOut: [hostile] });
  expect(page).not.toMatch(/<script|undefined|\[object/);
  expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(6);
});

test("says how many there are, where the page is, and which filters are chosen", () => {
  const page = write();
  expect(page).toContain("Plus de 1 019 résultats : 19 articles, plus de 1 000 commentaires");
  expect(page).toContain("21 à 22 sur plus de 1 019");
  expect(page).toContain('rel="next" href="/search?');
  expect(page).toContain("seuls les plus récents");
  expect(page).toContain('name="category" value="spam" autocomplete="off" checked>');
  expect(page).toContain('<label class="facet" data-empty>');
});

test("names the filter in the way when nothing was found", () => {
  const page = write({
    request: parseSearchRequest(new URLSearchParams({ q: "clé de rançonnage", category: "spam" })),
    hits: [],
    totals: { article: count(0), comment: count(0), correction: count(0) },
    blockingFilters: [{ group: "category", ...count(3) }],
  });
  expect(page).toContain("Aucun résultat pour « clé de rançonnage »");
  expect(page).toMatch(/Sans le filtre « .+ » : 3 résultats\./);
  expect(page).toContain('<a class="button button-strong" href="/search?q=cl%C3%A9+de+ran%C3%A7onnage">');
  expect(page).not.toContain('class="pill" href="/search?q=');
});

test("offers single words that are found somewhere on the site, without the filters", () => {
  const page = write({ hits: [], first: 1, totals: none, foundWords: ["clé", "rançonnage", "clé"] });
  expect(page).toContain("Essayez un seul mot");
  expect(page.match(/class="pill" href="\/search\?q=[^"]*"/g)).toEqual([
    'class="pill" href="/search?q=ran%C3%A7onnage"',
    'class="pill" href="/search?q=cl%C3%A9"',
  ]);
  expect(write({ hits: [], first: 1, totals: none })).toContain("Essayez un autre mot");
});

test("offers the words of a phrase that no text has, without the quotes", () => {
  const request = parseSearchRequest(new URLSearchParams({ q: "« clé rançonnage »", category: "spam" }));
  const page = write({ request, hits: [], first: 1, totals: none });
  expect(page).toContain("mot pour mot");
  expect(page).toContain('href="/search?q=cl%C3%A9+ran%C3%A7onnage&amp;category=spam">Chercher sans guillemets</a>');
  expect(write({ hits: [], first: 1, totals: none })).not.toContain("guillemets");
});

test("offers corrected words where the typed ones were wanted and nothing has them", () => {
  const request = parseSearchRequest(new URLSearchParams({ q: "sauvgarde", category: "spam", exact: "1" }));
  const page = write({ request, suggestedText: "sauvegarde", hits: [], first: 1, totals: none });
  expect(page).toContain('<a href="/search?q=sauvegarde&amp;category=spam">Vouliez-vous dire « sauvegarde » ?</a>');
});

test("asks for a word where only exclusions were typed", () => {
  const { facets } = results();
  const nothing = { hits: [], first: 1, totals: none, facets: { ...facets, category: [] } };
  const search = (q: string) => write({ ...nothing, request: parseSearchRequest(new URLSearchParams({ q })) });
  expect(search("-antivirus")).toContain("Ajoutez un mot à chercher.");
  expect(search("-antivirus sauvegarde")).not.toContain("Ajoutez un mot à chercher.");
  expect(search("-antivirus par:ada")).not.toContain("Ajoutez un mot à chercher.");
});

test("says whether few results or none have all words", () => {
  const partial = { isPartial: true, leftOut: ["xylophone"] };
  expect(write({ ...partial, hasAllWords: false })).toContain(
    "Aucun résultat ne contient tous ces mots. Introuvable :",
  );
  expect(write({ ...partial, hasAllWords: true })).toContain("Peu de résultats contiennent tous ces mots.");
});

test("quotes a title that has a quotation with two kinds of marks", () => {
  const [, comment] = results().hits;
  if (comment?.kind !== "comment") throw new Error("The second hit is a comment.");
  const articleTitle = "« Votre colis » : le message piégé";
  const page = write({
    hits: [
      { ...comment, articleTitle },
      { ...comment, kind: "correction", articleTitle },
    ],
  });
  expect(page).toContain("Commentaire sur « “Votre colis” : le message piégé »");
  expect(page).toContain("Correction de « “Votre colis” : le message piégé »");
});

test("has a tab of corrections where there are some, or they are chosen", () => {
  const tabs = (changes: Partial<SearchResults>) =>
    [
      ...write(changes).matchAll(/<a href="[^"]*"( aria-current="page")?>(Tout|Articles|Commentaires|Corrections)/g),
    ].map(([, current = "", name]) => name + current);
  const { facets } = results();
  const correction = { value: "correction", label: "", ...count(2), isChosen: false };
  expect(tabs({})).not.toContain("Corrections");
  expect(tabs({ facets: { ...facets, kind: [correction] } })).toContain("Corrections");
  const request = parseSearchRequest(new URLSearchParams({ q: "x", kind: "correction" }));
  expect(tabs({ request })).toEqual(["Tout", "Articles", "Commentaires", 'Corrections aria-current="page"']);
});

test("shows categories before anything is asked", () => {
  expect(writeStart([{ slug: "spam", name: hostile }]).text).toContain('<a class="pill" href="/categories/spam">');
  expect(writeStart([]).text).not.toContain("<h2></h2>");
});

test("says that older texts are missing while the index of an upgraded site is filled", () => {
  const context = { zone: "Europe/Paris", emergency: undefined };
  const notice = "en cours d’indexation";
  expect(writeResults({ results: results(), cards: [] }, { ...context, isIndexBeingFilled: true }).text).toContain(
    notice,
  );
  expect(write()).not.toContain(notice);
});

test("says that the number of ratings counts, if they decide the order", () => {
  const context = { zone: "Europe/Paris", emergency: undefined, isIndexBeingFilled: false };
  const requestOf = (sort: string) => parseSearchRequest(new URLSearchParams({ q: "colis", sort }));
  const write = (sort: string) =>
    writeResults({ results: results({ request: requestOf(sort) }), cards: [] }, context).text;
  expect(write("rating")).toContain("Le nombre d’avis compte aussi\u202f:");
  expect(write("date")).not.toContain("Le nombre d’avis");
});

test("a search of one discussion leads back to it and to the whole site, and filters by period and author only", () => {
  const request = parseSearchRequest(new URLSearchParams({ q: "pare-brise", discussion: "gel" }));
  const page = write({ request, discussionTitle: hostile });
  expect(page).toContain('<a href="/articles/gel/comments">Dans la discussion de');
  expect(page).toContain('<a href="/search?q=pare-brise">Chercher sur tout le site</a>');
  expect(page).toContain('name="discussion" value="gel"');
  expect(page).toContain('name="period"');
  expect(page).not.toMatch(/name="category"|class="kind-tabs"|<script/);
  expect(write({ request, discussionTitle: null, hits: [], first: 1, totals: none })).toContain(
    "Chercher sur tout le site",
  );
});
