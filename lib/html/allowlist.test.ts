import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizeArticle, sanitizeComment } from "./allowlist.ts";
import { maxHtmlDepth, parseHtml } from "./parse.ts";
import { toHtml } from "./serialise.ts";

const article = (html: string) => toHtml(sanitizeArticle(parseHtml(html)));
const comment = (html: string) => toHtml(sanitizeComment(parseHtml(html)));
const picture = "/media/0123456789abcdef01234567";

describe("sanitizeArticle keeps the elements of an article", () => {
  const cases: [string, string][] = [
    ["<p>Un</p><p>Deux</p>", "<p>Un</p>\n<p>Deux</p>"],
    ["Texte nu <b>gras</b> et <i>penché</i>", "<p>Texte nu <strong>gras</strong> et <em>penché</em></p>"],
    ["<div>Un</div><div>Deux</div>", "<p>Un</p>\n<p>Deux</p>"],
    ["<h1>Titre</h1><h6>Bas</h6>", "<h2>Titre</h2>\n<h4>Bas</h4>"],
    ["<p id=x class=y style='color:red' onclick=z()>Nu</p>", "<p>Nu</p>"],
    ["<p>&nbsp;</p><p></p><p><br></p>Reste", "<p>Reste</p>"],
    ["<strong><p>Un</p><p>Deux</p></strong>", "<p><strong>Un</strong></p>\n<p><strong>Deux</strong></p>"],
    ["<a href=/x><p>Un</p></a>", '<p><a href="/x">Un</a></p>'],
    ["<ul>\n<li>Un</li>\n<ul><li>Dedans</li></ul></ul>", "<ul><li>Un<ul><li>Dedans</li></ul></li></ul>"],
    ["<ol start=3 reversed><li><p>Un</p></li></ol>", '<ol start="3" reversed><li>Un</li></ol>'],
    ["<li><div>Un</div><div>Deux</div></li>", "<p>Un</p>\n<p>Deux</p>"],
    ["<ul><li><div>Un</div><div>Deux</div></ul>", "<ul><li><p>Un</p><p>Deux</p></li></ul>"],
    ["<pre>\n\n  a\n  b  \n</pre>", "<pre>  a\n  b</pre>"],
    ["<blockquote>Mot<cite>Elle</cite></blockquote>", "<blockquote><p>Mot<cite>Elle</cite></p></blockquote>"],
    [
      `<figure class=x><img src="${picture}" alt="Un &quot;nuage&quot;" width=4 height=3><figcaption>Légende</figcaption></figure>`,
      `<figure><img src="${picture}" alt="Un &quot;nuage&quot;" width="4" height="3"><figcaption>Légende</figcaption></figure>`,
    ],
    [
      `<figure><img src="${picture}" alt=""> Mot <a href=/x><img src="${picture}" alt=""></a></figure>`,
      `<figure><img src="${picture}" alt=""><p>Mot</p><a href="/x"><img src="${picture}" alt=""></a></figure>`,
    ],
    [`<figure>Mot<img src="${picture}" alt=""></figure>`, `<figure><p>Mot</p><img src="${picture}" alt=""></figure>`],
    [
      "<table><tr><th scope=row>A</th><td colspan=2>B</td></tr></table>",
      '<table><tbody><tr><th scope="row">A</th><td colspan="2">B</td></tr></tbody></table>',
    ],
    ["<dl><div><dt>Mot</dt><dd>Sens</dd></div></dl>", "<dl><dt>Mot</dt><dd>Sens</dd></dl>"],
    ["<p>a&lt;b &amp; c</p>", "<p>a&lt;b &amp; c</p>"],
    ["<p>Un<br>\n  deux</p>", "<p>Un<br>deux</p>"],
    ["<p data-card=7><a href=/articles/x>X</a></p>", '<p data-card="7"><a href="/articles/x">X</a></p>'],
    ["<p data-card=7>Rien</p>", "<p>Rien</p>"],
    [
      "<p data-embed><a href=https://www.youtube.com/watch?v=x>Film</a></p>",
      '<p data-embed=""><a href="https://www.youtube.com/watch?v=x">Film</a></p>',
    ],
    ["<p data-embed><a href=/articles/x>X</a></p>", '<p><a href="/articles/x">X</a></p>'],
    ["<p data-embed=x>Rien</p>", "<p>Rien</p>"],
    ["<aside data-callout=warning>Gare<p>Deux</aside>", '<aside data-callout="warning"><p>Gare</p><p>Deux</p></aside>'],
    ["<aside data-callout=x>Un<p>Deux</aside>", "<p>Un</p>\n<p>Deux</p>"],
    ["<aside data-callout=note> </aside>", ""],
    [
      "<p>Mot<small data-note> Voir <b>là</b>.</small></p>",
      '<p>Mot<small data-note=""> Voir <strong>là</strong>.</small></p>',
    ],
    ["<p>Lien <a href='mailto:a@b.fr' target=_blank rel=x>là</a></p>", '<p>Lien <a href="mailto:a@b.fr">là</a></p>'],
  ];
  it.each(cases)("%s", (given, wanted) => {
    expect(article(given)).toBe(wanted);
    expect(article(wanted)).toBe(wanted);
  });
});

describe("hostile markup", () => {
  const cases: [string, string][] = [
    ["<script>alert(1)</script>Bon", "<p>Bon</p>"],
    ["<scr<script>ipt>alert(1)</script>Bon", "<p>ipt>alert(1)Bon</p>"],
    ["<img src=x onerror=alert(1)>Bon", "<p>Bon</p>"],
    ["<img src='https://tracker.test/p.gif'>Bon", "<p>Bon</p>"],
    ["<img src='/media/0123456789abcdef01234567/../../api'>Bon", "<p>Bon</p>"],
    ["<svg><style><img src=x onerror=alert(1)></style></svg>Bon", "<p>Bon</p>"],
    ["<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""],
    ["<iframe src=javascript:alert(1)></iframe><object data=x>Bon</object><embed src=x>", "<p>Bon</p>"],
    ["<a href='javascript:alert(1)'>Bon</a>", "<p>Bon</p>"],
    ["<a href='JaVa\tScRiPt:alert(1)'>Bon</a>", "<p>Bon</p>"],
    ["<a href='&#1;javascript:alert(1)'>Bon</a>", "<p>Bon</p>"],
    ["<a href='&#106;avascript&colon;alert(1)'>Bon</a>", "<p>Bon</p>"],
    ["<a href='data:text/html;base64,PHNjcmlwdD4='>Bon</a>", "<p>Bon</p>"],
    ["<a href='vbscript:x'>Bon</a>", "<p>Bon</p>"],
    ["<a href='http://'>Bon</a>", "<p>Bon</p>"],
    ["<a href='file:///etc/passwd'>Bon</a>", "<p>Bon</p>"],
    ["<form action=x><input name=q value=v><button>Envoyer</button>Bon</form>", "<p>Bon</p>"],
    [
      "<base href='https://evil.test/'><meta http-equiv=refresh content=0><link rel=stylesheet href=x>Bon",
      "<p>Bon</p>",
    ],
    ["<template><script>x</script></template>Bon<!-- rien -->", "<p>Bon</p>"],
    ["<a href=/a>Un <a href=/b>deux</a></a>", '<p><a href="/a">Un </a><a href="/b">deux</a></p>'],
    ["a\0b\u202Ec\u2066d\u0007e\uFEFF", "<p>abcde</p>"],
    ["<p>x&#xD800;y&#x202E;z&#0;</p>", "<p>x\uFFFDyz\uFFFD</p>"],
    ["<p>x\uD800y</p>", "<p>xy</p>"],
  ];
  it.each(cases)("%s", (given, wanted) => {
    expect(article(given)).toBe(wanted);
  });
});

describe("sanitizeComment", () => {
  const cases: [string, string][] = [
    ["Un <b>mot</b>", "<p>Un <strong>mot</strong></p>"],
    ["<h1>Fort</h1><h2>Moins</h2>", "<p>Fort</p>\n<p>Moins</p>"],
    ["<table><tr><td>A<td>B</table>", "<p>A</p>\n<p>B</p>"],
    [`<img src="${picture}">Vu`, "<p>Vu</p>"],
    ["<a href=https://x.test/ rel=me>x</a>", '<p><a href="https://x.test/" rel="nofollow ugc noopener">x</a></p>'],
    ["<p data-card=7><a href=/articles/x>X</a></p>", '<p><a href="/articles/x" rel="nofollow ugc noopener">X</a></p>'],
    [
      "<blockquote><p>Cité</p></blockquote><ul><li>Un</ul>",
      "<blockquote><p>Cité</p></blockquote>\n<ul><li>Un</li></ul>",
    ],
    ["<u>souligné</u> <s>barré</s>", "<p>souligné barré</p>"],
  ];
  it.each(cases)("%s", (given, wanted) => {
    expect(comment(given)).toBe(wanted);
  });
});

describe("hostile sizes", () => {
  const cases: [string, string][] = [
    ["deep blocks", `${"<div>".repeat(100_000)}Fond`],
    ["deep quotes", `${"<blockquote>".repeat(50_000)}Fond`],
    ["deep emphasis", `${"<b>".repeat(100_000)}Fond`],
    [
      "reopened emphasis",
      `${Array.from({ length: 150 }, (_, i) => `<b id=${i}>`).join("")}${"<p>x".repeat(10_000)}Fond`,
    ],
    ["misplaced in tables", `<table>${"<b>x</b>".repeat(15_000)}</table>Fond`],
    ["nested tables", `${"<table><tr><td>".repeat(30_000)}Fond`],
    ["never closed", `${"<a href=".repeat(100_000)}>Fond`],
    ["less-than signs", `${"<".repeat(500_000)} Fond`],
    ["line breaks", `x${"<br>".repeat(200_000)}Fond`],
    ["open scripts", `${"<script".repeat(100_000)} ></script>Fond`],
    ["deep and silent", `${"<i><script>x</script>".repeat(20_000)}Fond`],
    ["adoption", `${"<a><p><b>".repeat(20_000)}Fond`],
    ["list in list", `${"<ul><li>".repeat(maxHtmlDepth)}Fond`],
  ];
  it.each(cases)("%s: keeps the text, in time and without exhausting the stack", (_, given) => {
    const once = article(given);
    expect(once).toContain("Fond");
    expect(comment(given)).toContain("Fond");
    expect(article(once)).toBe(once);
  });
});

const tagNames =
  "a abbr b big blockquote br center code dd del div dl dt em figcaption figure font form h1 h2 h3 hr i iframe img ins li math mi ol p pre script select span strong style sub svg table tbody td template textarea th thead time title tr u ul caption noscript object details summary button option".split(
    " ",
  );
const attribute = fc.constantFrom(
  "",
  " href=/x",
  " href='https://a.test/?a=1&b=2'",
  " href=javascript:alert(1)",
  ` src=${picture} alt='"x'`,
  " src=x onerror=alert(1)",
  " style=x",
  " data-card=3",
  " colspan=2",
  " start=4",
);
const piece = fc.oneof(
  fc.tuple(fc.constantFrom(...tagNames), attribute).map(([name, extra]) => `<${name}${extra}>`),
  fc.constantFrom(...tagNames).map((name) => `</${name}>`),
  fc.constantFrom("mot", " ", "\n", "\n\n", "&nbsp;", "&lt;", "é", "<!-- c -->", "]]>", "\t", "<", "&#13;", '"', "`"),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const soup = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(""));

const forbidden =
  /<(?:script|style|iframe|object|embed|svg|math|form|input|link|meta|base)\b|<[^>]*\s(?:on\w+|style|class|id|srcset|srcdoc)=|(?:href|src)="\s*(?:javascript|data|vbscript|file):/i;

describe("for any markup", () => {
  it("sanitising twice changes nothing", () => {
    fc.assert(
      fc.property(soup, (html) => {
        const once = article(html);
        expect(article(once)).toBe(once);
        const said = comment(html);
        expect(comment(said)).toBe(said);
      }),
      { numRuns: 500 },
    );
  });

  it("no script or style survives", () => {
    fc.assert(
      fc.property(soup, (html) => {
        expect(article(html)).not.toMatch(forbidden);
        expect(comment(html)).not.toMatch(forbidden);
      }),
      { numRuns: 300 },
    );
  });
});

const lists = "../shared/data/xss";
describe.skipIf(!existsSync(lists))("published attack strings (../shared/data/xss; skipped where absent)", () => {
  const lines = existsSync(lists)
    ? readdirSync(lists)
        .filter((name) => /\.(txt|svg)$/.test(name))
        .flatMap((name) => readFileSync(`${lists}/${name}`, "utf8").split("\n"))
    : [];
  it("each line, as an article and as a comment, comes out harmless and stable", () => {
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) {
      for (const clean of [article, comment]) {
        const once = clean(line);
        expect(once).not.toMatch(forbidden);
        expect(clean(once)).toBe(once);
      }
    }
  });
});
