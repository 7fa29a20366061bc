import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizeArticle, sanitizeComment } from "./allowlist.ts";
import { eachElement } from "./element.ts";
import { flatten } from "./flatten.ts";
import { maxHtmlDepth, parseHtml } from "./parse.ts";
import { toHtml } from "./serialise.ts";
import { toText } from "./text.ts";

const article = (html: string) => toHtml(sanitizeArticle(parseHtml(html)));
const comment = (html: string) => toHtml(sanitizeComment(parseHtml(html)));
const whole = "<details><summary>Titre</summary><p>Texte</p></details>";

describe("an expandable section", () => {
  it.each([
    ["<details><summary>Titre</summary>Texte</details>", whole],
    ["<details open name=a id=b class=c ontoggle=alert(1)><summary class=x>Titre</summary>Texte</details>", whole],
    [
      "<details>Avant<summary>Un <b>mot</b><br></summary><ul><li>Après</ul></details>",
      "<details><summary>Un <strong>mot</strong></summary><p>Avant</p><ul><li>Après</li></ul></details>",
    ],
    [
      "<details><summary>Un</summary><summary>Deux</summary>Trois</details>",
      "<details><summary>Un</summary><p>Deux</p><p>Trois</p></details>",
    ],
    ["<details><summary><h3>Titre</h3></summary>Texte</details>", whole],
    [
      "<details><summary>a<p>b</p><ul><li>c</ul></summary>Texte</details>",
      "<details><summary>a b c</summary><p>Texte</p></details>",
    ],
    ["<details>Texte</details>", "<p>Texte</p>"],
    ["<details><summary> </summary><p>Texte</p></details>", "<p>Texte</p>"],
    ["<details><div><summary>Titre</summary></div>Texte</details>", "<p>Titre</p>\n<p>Texte</p>"],
    ["<details><summary>Titre</summary> <p></p></details>", "<p>Titre</p>"],
    ["<details></details>", ""],
    ["<summary>Seul</summary>Texte", "<p>Seul</p>\n<p>Texte</p>"],
    ["<ul><summary>Seul</summary></ul>", "<ul><li>Seul</li></ul>"],
    [`<ul><li>${whole}</ul>`, `<ul><li>${whole}</li></ul>`],
    [`<ul>${whole}</ul>`, `<ul><li>${whole}</li></ul>`],
    [`<table><tr><td>${whole}</table>`, `<table><tbody><tr><td>${whole}</td></tr></tbody></table>`],
    [`<table>${whole}<tr><td>A</table>`, `${whole}\n<table><tbody><tr><td>A</td></tr></tbody></table>`],
    [`<a href=/x>${whole}</a>`, whole],
    [`<b>${whole}</b>`, whole],
    [`<p>Un${whole}`, `<p>Un</p>\n${whole}`],
    [`<details><summary>Dehors</summary>${whole}</details>`, `<details><summary>Dehors</summary>${whole}</details>`],
    [`<h2>${whole}</h2>`, "<h2>Titre Texte</h2>"],
  ])("%s", (given, wanted) => {
    expect(article(given)).toBe(wanted);
    expect(article(wanted)).toBe(wanted);
  });

  it("becomes plain paragraphs in a comment", () => {
    expect(comment(whole)).toBe("<p>Titre</p>\n<p>Texte</p>");
  });

  it("has its title on a line of its own in plain text, also where markup is too deep to be kept", () => {
    expect(toText(parseHtml(whole))).toBe("Titre\nTexte");
    expect(toText(flatten("a<details><summary>Titre</summary>Texte</details>b"))).toBe("a\nTitre\nTexte\nb");
  });
});

describe("hostile expandable sections", () => {
  it.each([
    ["deep", `${"<details><summary>a</summary>".repeat(3_000)}Fond`],
    ["as deep as the parser allows", `${"<details><summary>a</summary>".repeat(maxHtmlDepth - 3)}Fond`],
    ["titles in titles", `${"<details><summary>".repeat(90)}Fond`],
    ["many titles", `<details>${"<summary>a</summary>".repeat(3_000)}Fond`],
    ["many", `${whole.repeat(2_000)}Fond`],
    ["emphasis around", `${"<b><details><summary>x</summary>".repeat(60)}Fond`],
    ["never closed", `${"<details open=".repeat(20_000)}>Fond`],
  ])("%s: keeps the text, and twice is the same as once", (_, given) => {
    const once = article(given);
    expect(once).toContain("Fond");
    expect(comment(given)).toContain("Fond");
    expect(article(once)).toBe(once);
  });

  const tags = "details summary p ul li table tr td a b figure figcaption aside blockquote dl dt dd h2 pre br".split(
    " ",
  );
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("<details>", "<summary>", "</details>", "</summary>") },
    fc.constantFrom(...tags).map((name) => `<${name}${name === "a" ? " href=/x" : ""}>`),
    fc.constantFrom(...tags).map((name) => `</${name}>`),
    fc.constantFrom("mot", " ", "\n\n", "é"),
  );
  const soup = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(""));

  it("have one title with text, first, and blocks; no title is elsewhere; no letter is lost", () => {
    const letters = (html: string) => toText(parseHtml(html)).replace(/\s/g, "").length;
    fc.assert(
      fc.property(soup, (html) => {
        const tree = sanitizeArticle(parseHtml(html));
        let titles = 0;
        let blocks = 0;
        eachElement(tree, ({ tagName, properties, children }) => {
          if (tagName === "summary") titles += 1;
          if (tagName !== "details") return;
          blocks += 1;
          const names = children.map((child) => (child.type === "element" ? child.tagName : child.type));
          expect(properties).toEqual({});
          expect(names[0]).toBe("summary");
          expect(names.length).toBeGreaterThan(1);
          for (const name of names.slice(1))
            expect(name).toMatch(/^(?:details|p|[uod]l|table|figure|blockquote|h2|pre)$/);
          expect(toText({ type: "root", children: children.slice(0, 1) })).not.toBe("");
        });
        expect(titles).toBe(blocks);
        expect(article(toHtml(tree))).toBe(toHtml(tree));
        expect(letters(toHtml(tree))).toBe(letters(html));
      }),
      { numRuns: 500 },
    );
  });
});
