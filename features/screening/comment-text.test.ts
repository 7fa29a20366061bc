import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { visit } from "unist-util-visit";
import { expect, test } from "vitest";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { maxCommentLength, parseComment } from "./comment-text.ts";

const html = (typed: string) => {
  const read = parseComment(typed);
  return read.ok ? read.value.html : read;
};

test.each([
  ["Bonjour **fort** et *doux*", "<p>Bonjour <strong>fort</strong> et <em>doux</em></p>"],
  ["une ligne\nune autre", "<p>une ligne<br>une autre</p>"],
  ["> cité\n\n- un\n- deux", "<blockquote><p>cité</p></blockquote>\n<ul><li>un</li><li>deux</li></ul>"],
  ["`a < b`", "<p><code>a &lt; b</code></p>"],
  ["# Titre", "<p>Titre</p>"],
  ["![image](https://x.example/a.png) et texte", "<p>et texte</p>"],
  ["<script>alert(1)</script>Bon", "<p>&lt;script>alert(1)&lt;/script>Bon</p>"],
  ["un <b>deux", "<p>un &lt;b>deux</p>"],
])("renders %j as %s", (typed, expected) => {
  expect(html(typed)).toBe(expected);
});

test("marks links as user-generated and not endorsed", () => {
  expect(html("voir https://exemple.test/a")).toBe(
    '<p>voir <a href="https://exemple.test/a" rel="nofollow ugc noopener">https://exemple.test/a</a></p>',
  );
  expect(html("[clic](javascript:alert(1))")).toBe("<p>clic</p>");
});

test.each([
  ["nothing", "", "comment.empty"],
  ["spaces", " \n\t\u00a0", "comment.empty"],
  ["combining marks alone", "\u0301\u0301\u0302", "comment.empty"],
  ["only what is taken out", "\u0000\u202e\u2066", "comment.empty"],
  ["an image alone", "![](https://x.example/a.png)", "comment.empty"],
  ["100,000 characters", "a".repeat(100_000), "comment.tooLong"],
  ["one character too many", "é".repeat(maxCommentLength + 1), "comment.tooLong"],
  [
    "500 links",
    Array.from({ length: 500 }, (_, n) => `https://a.test/${n}`)
      .join(" ")
      .slice(0, 9_900),
    "comment.tooManyLinks",
  ],
])("refuses %s beside the field", (_what, typed, code) => {
  expect(parseComment(typed)).toMatchObject({ ok: false, fields: { body: code } });
});

test("removes null bytes, lone surrogates and direction overrides from what is stored", () => {
  const read = parseComment("bon\u0000jour \ud800 \u202etxet\u202c fin");
  expect(read).toMatchObject({ ok: true, value: { source: "bonjour  txet fin" } });
});

test("finds mentions, but not in addresses and code", () => {
  const read = parseComment("@Jeanne voir a@b.example et `@code` puis @jeanne, @la-redac.");
  expect(read).toMatchObject({ ok: true, value: { mentions: ["jeanne", "la-redac"] } });
});

const allowed = new Set(["p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"]);

/** Returns the forbidden elements and attributes that a browser would parse from stored HTML. */
function harmful(stored: string): string[] {
  const found: string[] = [];
  visit(parseHtml(stored), "element", ({ tagName, properties }) => {
    if (!allowed.has(tagName)) found.push(tagName);
    for (const [name, value] of Object.entries(properties)) {
      if (tagName !== "a" || !["href", "rel"].includes(name)) found.push(`${tagName} ${name}`);
      else if (name === "href" && !/^(https?:|mailto:|\/|#)/i.test(String(value))) found.push(`href ${value}`);
    }
  });
  return found;
}

test("never outputs anything executable, whatever is typed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
      const read = parseComment(typed);
      if (read.ok) expect(harmful(read.value.html)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

const folder = "../shared/data/xss";
test.skipIf(!existsSync(folder))("keeps no executable element, handler or URL of a hostile line", () => {
  const lines = ["JHADDIX_XSS.txt", "RSNAKE_XSS.txt", "XSS_Polyglots.txt"].flatMap((name) =>
    readFileSync(`${folder}/${name}`, "utf8").split("\n"),
  );
  expect(lines.length).toBeGreaterThan(100);
  for (const line of lines) {
    const read = parseComment(line);
    if (read.ok) expect(harmful(read.value.html)).toEqual([]);
  }
});

test("refuses beside its field a comment that once crashed the process, and every hostile one that cannot be parsed", () => {
  expect(parseComment(`${"* ".repeat(2_500)}x`)).toMatchObject({ ok: false, fields: { body: "comment.tooComplex" } });
  for (const [what, text] of hostileInputs(3_000)) {
    const read = parseComment(text);
    expect(read.ok || Object.keys(read.fields ?? {}), what).toEqual(read.ok || ["body"]);
  }
});
