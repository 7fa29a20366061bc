import fc from "fast-check";
import { expect, test } from "vitest";
import { parseComment } from "#features/screening/comment-text.ts";
import { maxQuotation, trimQuotation, withQuotation } from "./quotation.ts";

test.each([
  ["Une phrase.", "<blockquote><p>Une phrase.</p></blockquote><p>Non.</p>"],
  ["Un.\n\nDeux.", "<blockquote><p>Un.</p><p>Deux.</p></blockquote><p>Non.</p>"],
  ["# pas un titre", "<blockquote><p># pas un titre</p></blockquote><p>Non.</p>"],
  ["- ni une liste", "<blockquote><p>- ni une liste</p></blockquote><p>Non.</p>"],
  ["1. ni une liste", "<blockquote><p>1. ni une liste</p></blockquote><p>Non.</p>"],
  ["**a** _b_ `c` <d> > e", "<blockquote><p>**a** _b_ `c` &lt;d> > e</p></blockquote><p>Non.</p>"],
  [
    "voir https://a.fr/x_y*z?a=1&b=2_(c)!",
    '<blockquote><p>voir <a href="https://a.fr/x_y*z?a=1&amp;b=2_(c)" rel="nofollow ugc noopener">https://a.fr/x_y*z?a=1&amp;b=2_(c)</a>!</p></blockquote><p>Non.</p>',
  ],
  [
    "(https://a.fr/x_y).",
    '<blockquote><p>(<a href="https://a.fr/x_y" rel="nofollow ugc noopener">https://a.fr/x_y</a>).</p></blockquote><p>Non.</p>',
  ],
])("quotes %j literally", (selected, html) => {
  const read = parseComment(withQuotation(trimQuotation(selected), "Non."));
  if (!read.ok) throw new Error(read.code);
  expect(read.value.html.replaceAll("\n", "")).toBe(html);
});

test("quotes any text as one quotation, with no markup but the links of mailboxes", () => {
  const words = fc.string({ unit: fc.constantFrom(..."a1 \n#-+*_`[]()<>~|\\!@&=.:/") });
  fc.assert(
    fc.property(words, (selected) => {
      const quote = trimQuotation(`x${selected}`);
      const read = parseComment(withQuotation(quote, "Non."));
      if (!read.ok) throw new Error(read.code);
      expect(read.value.html).toMatch(/^<blockquote>\s*<p>[\s\S]*<\/blockquote>\s*<p>Non\.<\/p>\s*$/);
      // The address of a mailbox becomes a link, as in the quoted comment itself.
      const html = read.value.html.replace(/<a href="mailto:/g, "");
      expect(html).not.toMatch(/<(a|em|strong|code|ul|ol|h\d|del|table|hr)\b/);
    }),
    { examples: [["@a.a"]] },
  );
});

test("truncates a long passage and quotes nothing without a selection", () => {
  expect(trimQuotation("mot ".repeat(1_000)).length).toBeLessThanOrEqual(maxQuotation + 1);
  expect(withQuotation(trimQuotation(" \n "), "Non.")).toBe("Non.");
});
