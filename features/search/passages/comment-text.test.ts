import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { readCommentText } from "./comment-text.ts";

test("the text of a comment is that of its parsed HTML, except for spaces", () => {
  const words = fc.constantFrom("mot", " ", "é", "\n", "😀", "&amp;", "&lt;p&gt;", '"', ">", "1 <br>2");
  const inline = fc.oneof(
    words,
    words.map((text) => `<strong>${text}</strong>`),
    words.map((text) => `<em>a<strong>${text}</strong></em>`),
    words.map((text) => `<a href="/x?a=1&amp;b">${text}</a>`),
    words.map((text) => `<code>${text}</code>`),
  );
  const paragraph = fc.array(inline, { maxLength: 6 }).map((parts) => `<p>${parts.join("")}</p>`);
  const block = fc.oneof(
    paragraph,
    paragraph.map((text) => `<blockquote>${text}</blockquote>`),
    paragraph.map((text) => `<ul><li>${text}</li></ul>`),
  );
  const spaced = (text: string) => text.replace(/\s+/g, " ").trim();
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
      const html = blocks.join("\n");
      expect(spaced(readCommentText(html))).toBe(spaced(toText(parseHtml(html))));
    }),
  );
});
