import fc from "fast-check";
import { expect, it } from "vitest";
import { dropIllegalXml } from "#lib/xml.ts";
import { childrenOf, readXml, textOf } from "#lib/xml-testing.ts";
import { beginChannel, endChannel } from "./channel.ts";
import { beginPost, endPost, type WordPressPost, writeComment } from "./post.ts";
import { textSection } from "./xml-text.ts";

/** Any UTF-16 text: lone surrogates and control characters too, and what could end CDATA. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("]]>", "]]", ">", "<![CDATA[", "\ud800", "\u0000", "\ufffe", "&amp;"),
    ),
  )
  .map((parts) => parts.join(""));

/** XML reads every line end as one. */
const asRead = (text: string) => dropIllegalXml(text).replace(/\r\n?/g, "\n");

it("CDATA gives any text back, but for the characters that XML cannot have", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(readXml(`<a>${textSection(text)}</a>`).text).toBe(asRead(text));
    }),
    { numRuns: 2_000 },
  );
});

it("writes a well-formed file whatever the texts are", () => {
  const date = new Date("2017-03-19T17:13:16Z");
  fc.assert(
    fc.property(anyText, (text) => {
      const post: WordPressPost = {
        ...{ id: 4, type: "post", status: "publish", title: text, slug: "a", link: `https://a.example/${text}` },
        ...{ author: text, content: text, excerpt: text, date, modified: date, isOpen: true, file: text },
        terms: [{ taxonomy: "category", slug: text, name: text }],
        meta: [[text, text]],
      };
      const comment = { id: 1, name: text, status: "visible" as const, createdAt: date };
      const names = { slug: text, name: text, id: 1 };
      const xml = [
        beginChannel({
          ...{ siteUrl: "https://a.example", title: text, tagline: text, language: "fr", at: date },
          terms: {
            categories: [{ ...names, description: text, parent: text }],
            tags: [names],
            authors: [{ ...names, biography: text }],
          },
        }),
        beginPost(post, "Europe/Paris"),
        writeComment(comment, { parent: null, content: text, zone: "Europe/Paris" }),
        endPost,
        endChannel,
      ].join("");
      const item = childrenOf(readXml(xml).children[0], "item")[0];
      expect(textOf(item, "content:encoded")).toBe(asRead(text));
      expect(textOf(childrenOf(item, "wp:comment")[0], "wp:comment_content")).toBe(asRead(text));
      expect(textOf(item, "wp:post_date")).toBe("2017-03-19 18:13:16");
      expect(textOf(item, "wp:post_date_gmt")).toBe("2017-03-19 17:13:16");
    }),
    { numRuns: 300 },
  );
});
