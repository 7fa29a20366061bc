import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DescribedArticle } from "#features/articles/metadata.ts";
import { breadcrumbJsonLd, collectionPageJsonLd, newsArticleJsonLd } from "#features/articles/structured-data.ts";
import type { PublicComment } from "#features/comments/queries.ts";
import type { Threaded } from "#features/comments/rules.ts";
import { discussionJsonLd } from "#features/comments/structured-data.ts";
import { memberProfileJsonLd } from "#features/members/profile/structured-data.ts";
import { presets } from "#features/settings/schema.ts";
import { organizationJsonLd, webSiteJsonLd } from "#features/settings/structured-data.ts";
import { authorProfileJsonLd } from "#features/taxonomy/structured-data.ts";
import { toScriptSafeJson } from "#lib/script-safe-json.ts";
import { findStructuredDataFaults } from "./structured-data-rules.ts";

const settings = { ...presets, "site.tagline": "Le guet", "site.description": "Des nouvelles." };

const article: DescribedArticle = {
  slug: "cloud",
  title: "Le cloud",
  lead: "Un chapeau.",
  publishedAt: new Date("2026-03-19T17:13:16Z"),
  updatedAt: new Date("2026-03-20T08:00:00Z"),
  syndicated: false,
  source: null,
  picture: { id: "0".repeat(24), width: 1000, height: 1500, alt: "", focusX: 31, focusY: 100 },
  category: { slug: "cloud", name: "Cloud" },
  tags: [],
  authors: [{ slug: "claire", name: "Claire" }],
  ratings: { count: 4, sum: 17 },
  commentCount: 3,
};

const comment = (id: number, more: Partial<Threaded<PublicComment>> = {}): Threaded<PublicComment> => ({
  id,
  parentId: null,
  thread: 1,
  depth: 0,
  hidden: false,
  hiddenBy: null,
  name: "Ana",
  handle: "ana",
  profile: true,
  avatar: null,
  byAuthor: false,
  byStaff: false,
  expertise: "",
  picked: false,
  bodyHtml: `<p>Texte ${id}</p>`,
  reactions: 2,
  hasSeparatePage: false,
  createdAt: new Date("2026-03-19T18:00:00Z"),
  editedAt: null,
  replies: [],
  ...more,
});

const discussion = (threads: Threaded<PublicComment>[], page = 1) =>
  discussionJsonLd(article, { threads, page, sort: "oldest" }, settings);

describe("what Google requires and recommends", () => {
  test.each([
    ["an article", () => newsArticleJsonLd(article, settings)],
    [
      "an article without picture and author",
      () => newsArticleJsonLd({ ...article, picture: null, authors: [] }, settings),
    ],
    [
      "a corrected article",
      () =>
        newsArticleJsonLd(article, settings, "fr", {
          corrections: [{ kind: "correction", note: "Erratum", at: new Date() }],
        }),
    ],
    ["breadcrumbs", () => breadcrumbJsonLd(article, settings)],
    ["a list", () => collectionPageJsonLd({ name: "Cloud", description: "", path: "/categories/cloud" }, [article])],
    ["the site", () => webSiteJsonLd(settings)],
    ["the publisher", () => organizationJsonLd(settings)],
    ["an author", () => authorProfileJsonLd({ slug: "claire", name: "Claire", description: "" }, { articles: 3 })],
    [
      "a member",
      () =>
        memberProfileJsonLd(
          {
            id: 1,
            handle: "ana",
            name: "Ana",
            biography: " ",
            expertise: "Analyste",
            avatar: "0".repeat(24),
            joinedAt: new Date(),
            authorHandle: "claire",
          },
          { comments: 2, reactions: 0 },
          "Europe/Paris",
        ),
    ],
    ["a discussion", () => discussion([comment(1, { replies: [comment(2, { editedAt: new Date() })] })])],
    [
      "a discussion without comments or lead",
      () => discussionJsonLd({ ...article, lead: "", authors: [] }, { threads: [], page: 1, sort: "oldest" }, settings),
    ],
  ])("is in the description of %s", (_, describeIt) => {
    // As crawlers read it.
    expect(findStructuredDataFaults(JSON.parse(toScriptSafeJson(describeIt())))).toEqual([]);
  });

  test("is reported where it is missing, malformed or not accepted", () => {
    const { headline, ...rest } = newsArticleJsonLd(article, settings);
    expect(headline).not.toBe("");
    expect(
      findStructuredDataFaults({
        ...rest,
        datePublished: "2026-03-19",
        author: [{ "@type": "Person" }],
        aggregateRating: {},
      }),
    ).toEqual([
      "NewsArticle.headline is missing",
      'NewsArticle.datePublished is no moment with a zone: "2026-03-19"',
      "NewsArticle.author Person.name is missing",
      "NewsArticle.aggregateRating is not accepted",
    ]);
  });
});

test("shows a picture in three shapes around its focal point, never enlarged", () => {
  const { image } = newsArticleJsonLd(article, settings);
  expect(image.map(({ url, width, height }) => [url, width, height])).toEqual([
    [`http://vigie.test/media/${"0".repeat(24)}/1x1-3-10.jpeg`, 1000, 1000],
    [`http://vigie.test/media/${"0".repeat(24)}/4x3-3-10.jpeg`, 1000, 750],
    [`http://vigie.test/media/${"0".repeat(24)}/16x9-3-10.jpeg`, 1000, 563],
  ]);
});

test("never describes a removed or pending comment, but the replies to it", () => {
  const removed = comment(1, {
    hidden: true,
    bodyHtml: "",
    name: "",
    replies: [comment(2), comment(3, { hidden: true })],
  });
  const { comment: described } = discussion([removed]);
  expect(described?.map(({ text }) => text)).toEqual(["Texte 2"]);
});

test("describes the comments of one page only, at most 200, each with a bounded text", () => {
  const many = Array.from({ length: 300 }, (_, n) =>
    comment(n, { thread: 21, bodyHtml: `<p>${"x".repeat(9_000)}</p>` }),
  );
  const { comment: described, url, mainEntityOfPage } = discussion(many, 2);
  expect(url).toBe("http://vigie.test/articles/cloud/comments");
  expect(mainEntityOfPage).toBe("http://vigie.test/articles/cloud/comments?page=2");
  expect(described).toHaveLength(200);
  expect(String(described?.[0]?.text)).toHaveLength(2_000);
  expect(described?.[0]?.url).toBe("http://vigie.test/articles/cloud/comments?page=2#comment-0");
});

test("no title leaves the script element, whatever it contains", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("</script>", "<!--", "\u2028", "]]>", "&quot;"),
      (some, end) => {
        const data = newsArticleJsonLd({ ...article, title: `${end}${some}`, picture: null }, settings);
        const json = toScriptSafeJson(data);
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(data)));
      },
    ),
  );
});
