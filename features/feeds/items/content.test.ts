import { expect, test } from "vitest";
import type { Article } from "#features/articles/queries.ts";
import { feedHtml } from "./content.ts";

const id = "0123456789abcdef01234567";
const article: Article = {
  id: 1,
  slug: "port",
  title: "Le port",
  lead: "",
  bodyHtml: `<figure><a href="/pages/port"><img src="/media/${id}" alt=""></a><figcaption>Photo : <a href="https://anne.example/">Anne</a></figcaption></figure><p>Texte.</p>`,
  leadCaption: "Photo : Anne",
  leadCredit: "",
  leadLicence: "",
  picture: { id, width: 900, height: 600, alt: "", revision: 0, focusX: 50, focusY: 50 },
  pictures: [],
  publishedAt: new Date(0),
  updatedAt: new Date(0),
  category: null,
  author: null,
  wordCount: 1,
  source: null,
  syndicated: false,
  commentPolicy: "open",
  slowModeMinutes: 0,
  commentsCloseAfterDays: null,
  canonicalUrl: "",
  seoTitle: "",
  seoDescription: "",
  categories: [],
  tags: [],
  authors: [],
  ratings: { count: 0, sum: 0, legacy: 0 },
  commentCount: 0,
};

test("shows the lead picture once, with the links of its figure in the body", () => {
  const html = feedHtml(article);
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(html).toMatch(/^<figure><a href="https?:\/\/[^/]+\/pages\/port"><img /);
  expect(html).toContain('<figcaption>Photo : <a href="https://anne.example/">Anne</a></figcaption>');
  expect(feedHtml({ ...article, leadCredit: "AFP" })).toContain("Anne</a> AFP</figcaption>");
  expect(feedHtml({ ...article, leadCaption: "Vue" })).toContain("<figcaption>Vue</figcaption>");
});

test("shows what opens on the page: feed readers may not have it", () => {
  const bodyHtml =
    '<details><summary>Un <em>titre</em></summary><p><a href="/x">Texte</a></p><details><summary>Deux</summary><p>Fond</p></details></details>';
  expect(feedHtml({ ...article, picture: null, bodyHtml })).toMatch(
    /^<p><strong>Un <em>titre<\/em><\/strong><\/p><p><a href="http[^"]*\/x">Texte<\/a><\/p><p><strong>Deux<\/strong><\/p><p>Fond<\/p>$/,
  );
});
