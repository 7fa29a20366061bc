import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSearchRequest } from "#features/search/request/address.ts";
import { html } from "#lib/html/html-template.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { fillShell, isSearchPage } from "./search-pages.ts";

const shell =
  `<head><title>Recherche · L&#x27;Écho</title><meta property="og:title" content="Recherche"/>` +
  `<meta property="og:url" content="${absoluteUrl("/search")}"/><meta name="twitter:title" content="Recherche"/></head>` +
  '<form><input id="header" name="q"/></form><form><input id="search" type="search" name="q"/></form>' +
  '<!--$--><div id="search-content"></div><!--/$-->';
const fill = (query: string) =>
  fillShell(shell, parseSearchRequest(new URLSearchParams(query)), html`<p>${"résultats"}</p>`).replace(
    /[\u00a0\u202f]/g,
    " ",
  );

test("writes title, address, words and results into the page", () => {
  const page = fill("q=l'été+%26+%22&kind=comment");
  expect(page).toContain("<title>« l'été &amp; &quot; » : recherche · L&#x27;Écho</title>");
  for (const name of ['property="og:title"', 'name="twitter:title"'])
    expect(page).toContain(`<meta ${name} content="« l'été &amp; &quot; » : recherche"/>`);
  expect(page).toContain(
    `<meta property="og:url" content="${absoluteUrl("/search?q=l%27%C3%A9t%C3%A9+%26+%22&amp;kind=comment")}"/>`,
  );
  expect(page).toContain('<input id="search" value="l\'été &amp; &quot;" type="search" name="q"/>');
  expect(page).toContain('<input id="header" name="q"/>');
  expect(page).toContain("<p>résultats</p></div><!--/$-->");
  expect(page).not.toContain("autofocus");
  expect(fill("")).toContain('<input id="search" value="" autofocus="" type="search"');
});

test("uses the second kind of quotation marks inside the title's own", () => {
  expect(fill("q=« mot de passe »")).toContain("<title>« “mot de passe” » : recherche · ");
});

test("no query adds an element or an attribute", () => {
  const tagsOf = (page: string) => page.match(/<\/?[a-z][^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
  const plain = tagsOf(fill("q=mot"));
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (typed) => {
      const query = new URLSearchParams({ q: `x${typed.toWellFormed()}`, kind: "article" });
      const tags = tagsOf(fill(`${query}`));
      expect(tags).toEqual(plain);
    }),
  );
  expect(fill("q=%24%26%24%31+%3Cscript%3E")).toContain("$&amp;$1 &lt;script&gt;");
});

test("recognises search pages, and not their payloads", () => {
  expect(isSearchPage({ page: "/search?q=x", kind: "html" })).toBe(true);
  expect(isSearchPage({ page: "/search", kind: "html" })).toBe(true);
  expect(isSearchPage({ page: "/search", kind: "payload" })).toBe(false);
  expect(isSearchPage({ page: "/searches", kind: "html" })).toBe(false);
});
