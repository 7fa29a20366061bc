import fc from "fast-check";
import { expect, test } from "vitest";
import type { IssueArticle, IssueSnapshot } from "#db/schema/newsletter.ts";
import { presets } from "#features/settings/schema.ts";
import { randomHostileText } from "#lib/hostile-text-testing.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { subscriberTokenPlaceholder } from "../subscribers/subscriber-token.ts";
import { introductionToHtml } from "./introduction.ts";
import { renderIssueVariant } from "./issue-mail.ts";
import { forceScheme } from "./preview.ts";
import { maxIntroductionLength, maxIssueArticles, maxMailHtmlBytes } from "./rules.ts";

const issue = { id: 7, slug: "2026-11", kind: "digest", rhythm: "monthly" } as const;

const article = (n: number, more: Partial<IssueArticle> = {}): IssueArticle => ({
  articleId: n,
  topicIds: [1],
  slug: `article-${n}`,
  title: `Article ${n}`,
  text: `Le chapeau ${n}.`,
  category: "Failles",
  publishedAt: "2026-11-12T09:00:00.000Z",
  picture: { mediaId: "a".repeat(24), revision: 2, alt: `Une image ${n}`, width: 1600, height: 900 },
  ...more,
});

const snapshot = (more: Partial<IssueSnapshot> = {}): IssueSnapshot => ({
  siteName: "Vigie",
  zone: "Europe/Paris",
  date: "2026-11-01T00:00:00+01:00",
  subject: "L’essentiel de novembre",
  preheader: "Trois failles et un outil",
  introductionHtml: introductionToHtml("Un mois *chargé* : [la suite](/articles/suite?x=1&y=2)."),
  topics: [
    { id: 1, name: "Failles" },
    { id: 2, name: "Outils" },
  ],
  articles: [article(1), article(2, { topicIds: [1, 2] }), article(3, { topicIds: [2], picture: null })],
  ...more,
});

const render = (topicIds: number[], more?: Partial<IssueSnapshot>) =>
  renderIssueVariant(snapshot(more), presets, { issue, topicIds, locale: "fr" });

const linksOf = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href?.replaceAll("&amp;", "&"));

test("shows each article once, in the first of the chosen topics that it belongs to", () => {
  const { html, text } = render([1, 2]);
  for (const n of [1, 2, 3]) expect(text.split(`Article ${n} (`)).toHaveLength(2);
  expect(html.indexOf(">Outils<")).toBeGreaterThan(html.indexOf(">Article 2<"));
  const outils = render([2]);
  expect(outils.text).not.toContain("Article 1");
  expect(outils.text).toContain("Article 2");
  expect(outils.html, "one section needs no heading").not.toContain(">Outils<");
});

test("links to the articles' own addresses, with the placeholder where the subscriber's token belongs", () => {
  const { html, text } = render([1, 2]);
  const own = [1, 2, 3].map((n) => absoluteUrl(`/articles/article-${n}`));
  const footer = ["preferences", "unsubscribe"].map((page) =>
    absoluteUrl(`/newsletter/${page}?s=${subscriberTokenPlaceholder}`),
  );
  const expected = [...own, ...footer, absoluteUrl("/newsletter/2026-11"), absoluteUrl("/")];
  expect(new Set(linksOf(html))).toEqual(new Set([...expected, absoluteUrl("/articles/suite?x=1&y=2")]));
  for (const address of [...own, ...footer]) expect(text).toContain(`${address}\n`);
  expect(html).toContain(`src="${absoluteUrl(`/media/${"a".repeat(24)}/r2/1280.jpeg`)}"`);
  // Pictures come from this site only, and none is there to be counted.
  for (const [, src] of html.matchAll(/src="([^"]*)"/g)) expect(src).toMatch(new RegExp(`^${absoluteUrl("/media/")}`));
});

test("greets, says why it came, and names the month, the week or the day", () => {
  expect(render([1]).text).toMatch(/^Vigie – novembre 2026\n\nBonjour,\n/);
  expect(render([1]).text.replace(/\s+/g, " ")).toContain("lettre d’information mensuelle de Vigie");
  const other = (kind: "digest" | "alert", rhythm: "weekly" | null, locale: "fr" | "en") =>
    renderIssueVariant(snapshot({ date: "2026-11-23T00:00:00+01:00" }), presets, {
      issue: { ...issue, kind, rhythm },
      topicIds: [1],
      locale,
    }).text.replaceAll("\u00a0", " ");
  expect(other("digest", "weekly", "en")).toMatch(/^Vigie – week of 23 November 2026\n\nHello,\n/);
  expect(other("alert", null, "fr")).toMatch(/^Vigie – 23 novembre 2026\n/);
  expect(other("alert", null, "fr").replace(/\s+/g, " ")).toContain("alertes urgentes");
});

test("an alert's mail is its one article, with a button that leads to it", () => {
  const alert = { ...issue, kind: "alert", rhythm: null } as const;
  const { html, text } = renderIssueVariant(snapshot({ articles: [article(1)] }), presets, {
    issue: alert,
    topicIds: [1],
    locale: "fr",
  });
  expect(html).toMatch(/<h1[^>]*>Article 1<\/h1>/);
  expect(html).not.toContain("<h2");
  expect(html).toContain(">Alerte<");
  expect(text).toContain("\n\nArticle 1 (Alerte)\n\nBonjour,\n");
  expect(text).toContain(`\nLire l’article\u202f:\n${absoluteUrl("/articles/article-1")}\n`);
  expect(html).toContain(`/r2/1280.jpeg"`);
});

test("has the look of the site's settings, as the other mails", () => {
  const look = { ...presets, "look.accent": "#7a0019", "look.link": "#00553a" };
  const { html } = renderIssueVariant(snapshot(), look, { issue, topicIds: [1, 2], locale: "en" });
  expect(html).toContain("3px solid #7a0019");
  expect(html).toContain("color:#00553a");
  // The site's language is French.
  expect(html).toMatch(/<html[^>]* lang="en"/);
  expect(html).toContain('<div lang="fr">');
});

test("a preview shows one colour scheme, whatever the browser prefers", () => {
  const logos = { ...presets, "look.logo": "a".repeat(24), "look.logoDark": "b".repeat(24) };
  const { html } = renderIssueVariant(snapshot(), logos, { issue, topicIds: [1], locale: "fr" });
  for (const [scheme, query] of [
    ["light", "not all"],
    ["dark", "all"],
  ] as const) {
    const forced = forceScheme(html, scheme);
    expect(forced).not.toContain("prefers-color-scheme");
    expect(forced).toContain(`@media ${query}{.paper,`);
    expect(forced).toContain(`media="${query}"`);
    expect(forced).toContain(`:root{color-scheme:${scheme};`);
  }
});

test("the largest issue stays below the size at which Gmail hides the rest", () => {
  for (const character of ["é", "😀", "&", '"', "<"]) {
    const long = (length: number) => character.repeat(length);
    const { html } = render(
      Array.from({ length: 20 }, (_, at) => at),
      {
        subject: long(150),
        preheader: long(200),
        introductionHtml: introductionToHtml(
          `${character}\n\n`.repeat(maxIntroductionLength / 3).slice(0, maxIntroductionLength),
        ),
        topics: Array.from({ length: 20 }, (_, id) => ({ id, name: long(60) })),
        articles: Array.from({ length: maxIssueArticles }, (_, n) =>
          article(n, {
            topicIds: [n % 20],
            slug: "x".repeat(200),
            title: long(10_000),
            text: long(10_000),
            category: long(500),
            picture: { mediaId: "a".repeat(24), revision: 99_999, alt: long(1_000), width: 10, height: 4_000 },
          }),
        ),
      },
    );
    expect(Buffer.byteLength(html), character).toBeLessThanOrEqual(maxMailHtmlBytes);
  }
});

test("a usual issue keeps its whole texts", () => {
  const text = "Un chapeau assez long, qui dit ce que l’article apporte. ".repeat(4).trim();
  const { html } = render([1], { articles: Array.from({ length: 20 }, (_, n) => article(n, { text })) });
  expect(html.split(text)).toHaveLength(21);
});

test("texts of an article cannot add markup or a link", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (seed, otherSeed) => {
      const [one, other] = [randomHostileText(seed, 400), randomHostileText(otherSeed, maxIntroductionLength)];
      const { html } = render([1, 2], {
        articles: [article(1, { title: one, text: other, category: other, picture: null })],
        topics: [{ id: 1, name: one }],
        subject: one,
        preheader: other,
        siteName: one,
        introductionHtml: introductionToHtml(other),
      });
      expect(html).not.toMatch(/<script|<img|<svg|\son\w+="/i);
      for (const href of linksOf(html)) expect(href).toMatch(/^(https?:|mailto:)/);
      expect(() => parseHtml(html)).not.toThrow();
    }),
    { numRuns: 40 },
  );
});
