import { expect, it } from "vitest";
import { OmissionCounter } from "../body/conversion-report.ts";
import { convertComment } from "../body/convert-comment.ts";
import { toCommentSource, toStoredContent, writtenExcerpt } from "./rendered-body.ts";

const block = (html: string) => `<!-- wp:html -->\n${html}\n<!-- /wp:html -->`;

it.each([
  ["<p>Un<br />\ndeux</p>\n", block("<p>Un<br />deux</p>")],
  ["<p>Un</p>\n<p><!--more--></p>\n<p>Deux</p>", `${block("<p>Un</p>")}\n<!--more-->\n${block("<p>Deux</p>")}`],
  [
    '<p>Un</p>\n<p><span id="more-12"></span></p>\n<p>2</p>',
    `${block("<p>Un</p>")}\n<!--more-->\n${block("<p>2</p>")}`,
  ],
  ["<p>Écrivez [gallery ids=1] ou [/embed]</p>", block("<p>Écrivez &#91;gallery ids=1] ou &#91;/embed]</p>")],
  ["", ""],
])("keeps %j as it is shown", (rendered, stored) => {
  expect(toStoredContent(rendered, new OmissionCounter())).toBe(stored);
});

it("removes what plugins add, and counts it", () => {
  const notes = new OmissionCounter();
  const stored = toStoredContent(
    '<p>Un</p><div class="sharedaddy sd-sharing-enabled"><p>Partager</p></div><div id="toc_container"><ul></ul></div><p>Deux</p>',
    notes,
  );
  expect(stored).toBe(block("<p>Un</p><p>Deux</p>"));
  expect(notes.listByPrefix("add-on:")).toEqual([
    { name: "Jetpack sharing", count: 1 },
    { name: "Table of Contents Plus", count: 1 },
  ]);
});

it("removes what the theme fills, readers' avatars and what only pages need", () => {
  const notes = new OmissionCounter();
  const stored = toStoredContent(
    '<p>Un</p><ul class="wp-block-latest-posts__list wp-block-latest-posts"><li>Autre</li></ul>' +
      '<img alt="" src="https://secure.gravatar.com/avatar/0123?s=96"><audio src="/a.mp3?_=1"></audio>' +
      '<ol reversed class="wp-block-footnotes"><li>Note <a href="#n1-link">↩︎</a></li></ol>',
    notes,
  );
  expect(stored).toBe(
    block('<p>Un</p><audio src="/a.mp3"></audio><ol reversed class="wp-block-footnotes"><li>Note </li></ol>'),
  );
  expect(notes.listByPrefix("add-on:")).toEqual([
    { name: "avatars", count: 1 },
    { name: "block latest-posts", count: 1 },
  ]);
});

it.each([
  ["an excerpt of its own", "<p>Un résumé</p>", "<p>Un texte.</p>", "Un résumé"],
  ["the first paragraph, before the rest of the text", "<p>Un.</p>", "<p>Un.</p><p>Deux.</p>", ""],
  ["a sentence from the middle, as its author chose", "<p>Deux.</p>", "<p>Un.</p><p>Deux.</p>", "Deux."],
  [
    "the words that WordPress keeps",
    "<p>Un. Trois. Quatre [&hellip;]</p>",
    '<pre class="wp-block-code"><code>x</code></pre><p>Un.<sup class="fn">1</sup></p>' +
      "<figure><figcaption>Légende</figcaption></figure><p>(deux)</p><p>Trois.</p><p>Quatre cinq</p>",
    "",
  ],
  ["the first words, cut", "<p>Un texte qui [&hellip;]</p>", "<p>Un texte qui dure.</p>", ""],
  ["the whole text", "<p>Un. Deux.</p>", "<p>Un.</p><p>Deux.</p>", ""],
  [
    "the first words with the theme's link",
    '<p>Un texte&hellip; <a class="read-more" href="/a">Lire la suite</a></p>',
    "<p>Un texte qui dure.</p>",
    "",
  ],
  ["an excerpt that ends in dots", "<p>Et puis…</p>", "<p>Un texte.</p>", "Et puis…"],
  ["the first words of several paragraphs", "<p>Un. Deux</p>", "<p>Un.</p><p>Deux et trois.</p>", ""],
])("finds %s", (_name, excerpt, rendered, expected) => {
  expect(writtenExcerpt(excerpt, rendered)).toBe(expected);
});

it.each([
  ["<p>Un<br />\ndeux</p>\n<p>Trois</p>\n", "Un\ndeux\n\nTrois"],
  [
    '<p>Voir <a href="https://a.example/?x=1&amp;y=2" rel="nofollow ugc">https://a.example/?x=1&amp;y=2</a></p>',
    "Voir https://a.example/?x=1&amp;y=2",
  ],
  [
    "<p>Un <strong>mot</strong> &lt;b&gt; &amp; <em>deux</em></p>",
    "Un <strong>mot</strong> &lt;b&gt; &amp; <em>deux</em>",
  ],
  ["<blockquote><p>Cité</p></blockquote><p>Oui</p>", "<blockquote>Cité\n\n</blockquote>Oui"],
])("writes the comment %j as its reader did", (rendered, source) => {
  expect(toCommentSource(rendered)).toBe(source);
});

it("shows a comment as the blog showed it", () => {
  const rendered = "<p>Un<br />\ndeux &#8217;</p>\n<p>Trois <a href='https://a.example/'>ici</a></p>\n";
  expect(convertComment(toCommentSource(rendered))).toBe(
    '<p>Un<br>deux ’</p>\n<p>Trois <a href="https://a.example/" rel="nofollow ugc noopener">ici</a></p>',
  );
});
