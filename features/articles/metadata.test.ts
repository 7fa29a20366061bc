import { describe, expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import {
  articleCommentsMetadata,
  articleMetadata,
  type DescribedArticle,
  homeMetadata,
  listMetadata,
} from "./metadata.ts";
import { breadcrumbJsonLd, newsArticleJsonLd } from "./structured-data.ts";

// SITE_URL in tests: http://vigie.test (vitest.config.ts).
const settings = {
  ...presets,
  "site.tagline": "Le guet",
  "site.description": "Des nouvelles.",
  "comments.reaction": "Pertinent",
};

const original: DescribedArticle = {
  slug: "cloud-souverain",
  title: "Le cloud souverain",
  lead: "Un chapeau.",
  publishedAt: new Date("2017-03-19T17:13:16Z"),
  updatedAt: new Date("2017-03-20T08:00:00Z"),
  syndicated: false,
  source: null,
  picture: { id: "0123456789abcdef01234567", width: 1600, height: 900, alt: "Un nuage bleu" },
  category: { slug: "cloud", name: "Cloud" },
  tags: [{ slug: "rgpd", name: "RGPD" }],
  authors: [{ slug: "claire", name: "Claire" }],
  ratings: { count: 4, sum: 17 },
  commentCount: 2,
};

const copy: DescribedArticle = {
  ...original,
  syndicated: true,
  source: {
    slug: "zdnet",
    name: "ZDNet",
    url: "https://www.zdnet.fr/",
    articleTitle: "L’original",
    articleUrl: "https://www.zdnet.fr/original",
  },
};

describe("article metadata", () => {
  test("names the canonical address of an original and lets it be indexed", () => {
    const head = articleMetadata(original, settings, "fr");
    expect(head).toMatchObject({
      title: "Le cloud souverain",
      description: "Un chapeau.",
      alternates: { canonical: "http://vigie.test/articles/cloud-souverain" },
      openGraph: {
        type: "article",
        url: "http://vigie.test/articles/cloud-souverain",
        siteName: "Vigie",
        locale: "fr_FR",
        publishedTime: "2017-03-19T17:13:16.000Z",
        modifiedTime: "2017-03-20T08:00:00.000Z",
        section: "Cloud",
        tags: ["RGPD"],
        authors: ["http://vigie.test/authors/claire"],
        images: [
          {
            url: "http://vigie.test/media/0123456789abcdef01234567/1280.jpeg",
            width: 1280,
            height: 720,
            alt: "Un nuage bleu",
          },
        ],
      },
      twitter: { card: "summary_large_image" },
    });
    expect(head.robots).toEqual({ "max-image-preview": "large" });
  });

  test("names the authors' fediverse accounts", () => {
    const authors = [
      { slug: "claire", name: "Claire", fediverse: "@claire@mastodon.social" },
      { slug: "paul", name: "Paul" },
      { slug: "ana", name: "Ana", fediverse: "@ana@piaille.fr" },
    ];
    expect(articleMetadata({ ...original, authors }, settings).other).toEqual({
      "fediverse:creator": ["@claire@mastodon.social", "@ana@piaille.fr"],
    });
    expect(articleMetadata(original, settings)).not.toHaveProperty("other");
    const [claire, paul] = newsArticleJsonLd({ ...original, authors }, settings).author;
    expect(claire).toMatchObject({ sameAs: ["https://mastodon.social/@claire"] });
    expect(paul).not.toHaveProperty("sameAs");
  });

  test("makes a syndicated copy noindex, follow, without a canonical address", () => {
    for (const head of [
      articleMetadata(copy, settings),
      articleCommentsMetadata(copy, { page: 1, last: 2 }, settings),
    ]) {
      expect(head.robots).toEqual({ index: false, follow: true });
      expect(head.alternates).not.toHaveProperty("canonical");
    }
  });

  test("uses a card with the headline, and the site's description, where the article has none", () => {
    const head = articleMetadata({ ...original, picture: null, lead: " " }, settings);
    expect(head.description).toBe("Des nouvelles.");
    expect(head.openGraph?.images).toEqual([
      {
        url: expect.stringMatching(/^http:\/\/vigie\.test\/media\/cards\/cloud-souverain\/[\w-]{16}\.png$/),
        width: 1200,
        height: 630,
        alt: "Le cloud souverain",
      },
    ]);
  });

  test("shortens a long lead at a word", () => {
    const head = articleMetadata({ ...original, lead: "mot, ".repeat(100) }, settings);
    expect(head.description).toMatch(/ mot…$/);
    expect(head.description?.length).toBeLessThanOrEqual(321);
    expect(articleMetadata({ ...original, lead: "x".repeat(500) }, settings).description).toMatch(/^x{160,320}…$/);
  });
});

describe("list metadata", () => {
  const place = { slug: "cloud", name: "Cloud", description: "" };

  test("names the list itself and the next page for page 1", () => {
    const head = listMetadata("category", place, { page: 1, last: 3 }, settings, "fr");
    expect(head.title).toBe("Cloud");
    expect(head.alternates?.canonical).toBe("http://vigie.test/categories/cloud");
    expect(head.pagination).toEqual({ next: "http://vigie.test/categories/cloud?page=2" });
    expect(head.description).toBe("Tous les articles de Vigie dans la rubrique Cloud.");
    expect(head.alternates?.types?.["application/rss+xml"]).toEqual([
      { url: "http://vigie.test/categories/cloud/feed.xml", title: "Cloud · Vigie" },
      { url: "http://vigie.test/feed.xml", title: "Vigie" },
    ]);
  });

  test("gives page N its own canonical address, neighbours and title", () => {
    const head = listMetadata("tag", place, { page: 2, last: 3 }, settings, "fr");
    expect(head.title).toBe("Cloud, page 2");
    expect(head.alternates?.canonical).toBe("http://vigie.test/tags/cloud?page=2");
    expect(head.pagination).toEqual({
      previous: "http://vigie.test/tags/cloud",
      next: "http://vigie.test/tags/cloud?page=3",
    });
  });

  test("describes home, comments, authors and sources", () => {
    expect(homeMetadata({ page: 1, last: 1 }, settings)).toMatchObject({
      title: { absolute: "Vigie · Le guet" },
      alternates: { canonical: "http://vigie.test/" },
      pagination: {},
    });
    expect(homeMetadata({ page: 2, last: 2 }, settings).alternates?.canonical).toBe("http://vigie.test/?page=2");
    expect(articleCommentsMetadata(original, { page: 2, last: 2 }, settings, "en")).toMatchObject({
      title: "Comments on “Le cloud souverain”, page 2",
      alternates: { canonical: "http://vigie.test/articles/cloud-souverain/comments?page=2" },
    });
    expect(listMetadata("author", { ...place, description: "Sa vie." }, { page: 1, last: 1 }, settings)).toMatchObject({
      description: "Sa vie.",
    });
    expect(listMetadata("source", place, { page: 1, last: 1 }, settings).alternates?.types).toHaveProperty(
      ["application/rss+xml", "length"],
      2,
    );
  });
});

describe("structured data", () => {
  test("describes an original", () => {
    expect(newsArticleJsonLd(original, settings, "fr")).toEqual({
      "@type": "NewsArticle",
      "@id": "http://vigie.test/articles/cloud-souverain#article",
      mainEntityOfPage: { "@type": "WebPage", "@id": "http://vigie.test/articles/cloud-souverain" },
      url: "http://vigie.test/articles/cloud-souverain",
      headline: "Le cloud souverain",
      description: "Un chapeau.",
      inLanguage: "fr",
      datePublished: "2017-03-19T18:13:16+01:00",
      dateModified: "2017-03-20T09:00:00+01:00",
      image: [
        ["1x1", 900, 900],
        ["4x3", 1200, 900],
        ["16x9", 1200, 675],
      ].map(([shape, width, height]) => ({
        "@type": "ImageObject",
        url: `http://vigie.test/media/0123456789abcdef01234567/${shape}-5-5.jpeg`,
        width,
        height,
        caption: "Un nuage bleu",
      })),
      author: [{ "@type": "Person", name: "Claire", url: "http://vigie.test/authors/claire" }],
      publisher: {
        "@type": "NewsMediaOrganization",
        "@id": "http://vigie.test/#organization",
        name: "Vigie",
        url: "http://vigie.test/",
        logo: { "@type": "ImageObject", url: "http://vigie.test/icon-512.png", width: 512, height: 512 },
      },
      articleSection: "Cloud",
      keywords: ["RGPD"],
      isAccessibleForFree: true,
      commentCount: 2,
      discussionUrl: "http://vigie.test/articles/cloud-souverain#comments",
    });
  });

  test("names the source of a copy, unless its address is not a web address", () => {
    expect(newsArticleJsonLd(copy, settings)).toMatchObject({
      isBasedOn: {
        headline: "L’original",
        url: "https://www.zdnet.fr/original",
        publisher: { name: "ZDNet", url: "https://www.zdnet.fr/" },
      },
    });
    const hostile = copy.source && { ...copy.source, articleUrl: "javascript:alert(1)" };
    expect(newsArticleJsonLd({ ...copy, source: hostile }, settings)).not.toHaveProperty("isBasedOn");
  });

  test("has no rating, which Google does not accept for news", () => {
    expect(newsArticleJsonLd(original, settings)).not.toHaveProperty("aggregateRating");
  });

  test("never dates a change before publication, and names the site if there is no author", () => {
    const data = newsArticleJsonLd(
      { ...original, updatedAt: new Date(0), authors: [], title: "é".repeat(200) },
      settings,
    );
    expect(data.dateModified).toBe(data.datePublished);
    expect(data.author).toEqual([data.publisher]);
    expect(data.headline).toHaveLength(110);
  });

  test("builds breadcrumbs from home through the category", () => {
    const { itemListElement } = breadcrumbJsonLd(original, settings, "fr");
    expect(itemListElement.map(({ position, name, item }) => [position, name, item])).toEqual([
      [1, "Accueil de Vigie", "http://vigie.test/"],
      [2, "Cloud", "http://vigie.test/categories/cloud"],
      [3, "Le cloud souverain", "http://vigie.test/articles/cloud-souverain"],
    ]);
    expect(breadcrumbJsonLd({ ...original, category: null }, settings).itemListElement).toHaveLength(2);
  });
});
