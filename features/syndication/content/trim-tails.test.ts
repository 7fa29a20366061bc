import { expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { trimTails } from "./trim-tails.ts";

const trim = (html: string) => {
  const tree = sanitizeArticle(parseHtml(html));
  const { isCut } = trimTails(tree);
  return { html: toHtml(sanitizeArticle(tree)), isCut };
};

const text = "<p>Le conseil a voté le budget.</p>";

test.each([
  '<p>L’article <a href="https://a.fr/b">Le budget</a> est apparu en premier sur <a href="https://a.fr">Le Journal</a>.</p>',
  '<p>Cet article <a href="https://a.fr/b">Le budget</a> est apparu en premier sur <a href="https://a.fr">Le Journal</a>.</p>',
  '<p>The post <a href="https://a.fr/b">Budget</a> appeared first on <a href="https://a.fr">The Journal</a>.</p>',
  '<p>The post <a href="https://a.fr/b">Budget</a> first appeared on <a href="https://a.fr">The Journal</a>.</p>',
  "<p>The post Budget appeared first on The Journal.</p>",
  '<p>Der Beitrag <a href="https://a.fr/b">Etat</a> erschien zuerst auf <a href="https://a.fr">Blatt</a>.</p>',
  '<p>La entrada <a href="https://a.fr/b">Uno</a> se publicó primero en <a href="https://a.fr">Diario</a>.</p>',
  '<p><a href="https://a.fr/b">Lire la suite</a></p>',
  '<p><a href="https://a.fr/b">Lire la suite…</a></p>',
  '<p><a href="https://a.fr/b">Lire la suite &rarr;</a></p>',
  '<p>→ <a href="https://a.fr/b">Continue reading</a></p>',
  '<p><a href="https://a.fr/b">Continue reading “Budget”</a></p>',
  '<p><a href="https://a.fr/b">Lire la suite de « Le budget »</a></p>',
  '<p><a href="https://a.fr/b">Read the full article</a></p>',
  '<p><a href="https://a.fr/b">Weiterlesen</a></p>',
  "<p>[…]</p>",
  "<p>12 commentaires</p>",
  '<p><a href="https://a.fr/b#c">3 Comments</a></p>',
  '<p>À lire aussi : <a href="https://a.fr/c">La dette de la commune expliquée</a></p>',
  '<h3>Articles similaires</h3><ul><li><a href="https://a.fr/c">La dette</a></li><li><a href="https://a.fr/d">Les impôts</a></li></ul>',
  '<h3>Related posts:</h3><ol><li><a href="https://a.fr/c">Debt</a></li></ol><p><a href="https://a.fr/e">Read more</a></p>',
  "<hr>",
  '<p>The post <a href="https://a.fr/b">Budget</a> appeared first on <a href="https://a.fr">A</a>.</p><p>4 comments</p>',
])("removes the tail %s", (tail) => {
  expect(trim(text + tail).html).toBe(text);
});

test.each([
  ["<p>Le conseil a voté. <a href='https://a.fr/b'>Lire la suite</a></p>", "<p>Le conseil a voté.</p>"],
  ["<p>Le conseil a vo [&hellip;]</p>", "<p>Le conseil a vo…</p>"],
  [
    "<p>Le conseil a voté le [...] <a href='https://a.fr/b'>Continue reading Budget</a></p>",
    "<p>Le conseil a voté le…</p>",
  ],
  ["<p>Le conseil a voté le&#8230; <a href='https://a.fr/b'>Read more &raquo;</a></p>", "<p>Le conseil a voté le…</p>"],
  ["<p>Le conseil a voté… Lire la suite</p>", "<p>Le conseil a voté…</p>"],
  ["<p>Le conseil a voté. (more&hellip;)</p>", "<p>Le conseil a voté.</p>"],
  ["<p>Le conseil <em>a voté [...]</em></p>", "<p>Le conseil <em>a voté…</em></p>"],
])("trims the last line %s", (html, expected) => {
  expect(trim(html)).toEqual({ html: expected, isCut: true });
});

test.each([
  text,
  "<p>Il refuse de lire la suite du rapport.</p>",
  "<p>Read more books, says the minister.</p>",
  "<p>Lire la suite du procès aura bouleversé les familles, venues nombreuses.</p>",
  "<p>Cet article a été écrit avec l’aide de deux confrères.</p>",
  "<p>Le film est apparu en premier sur nos écrans en 1954.</p>",
  "<p>Le nombre de commentaires : 12 commentaires par jour.</p>",
  '<p>Voir aussi bien les causes que les effets, c’est ce que propose <a href="https://a.fr/c">le rapport</a> de la Cour des comptes.</p>',
  '<p>À lire aussi : <a href="https://a.fr/c">La dette</a></p><p>Le maire a répondu.</p>',
  "<h3>Articles similaires</h3><p>Ces articles de la loi se ressemblent, a noté le juge.</p>",
  '<p>Le rapport est <a href="https://a.fr/c">en ligne</a>.</p>',
  "<p>Plus de mille personnes, dont le maire…</p><p>Fin.</p>",
  "<ul><li>Un</li><li>Deux</li></ul>",
  "<pre><code>more</code></pre>",
  "<p>Il a lancé : « À suivre… »</p>",
  "<p>Le score : 3 à 2. La suite demain.</p>",
])("leaves %s", (html) => {
  expect(trim(html).html.replaceAll("\n", "")).toBe(html);
});

test("a text that is only an invitation has no content", () => {
  expect(trim('<p><a href="https://a.fr/b">Lire la suite</a></p>')).toEqual({ html: "", isCut: true });
});
