import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { splitLead } from "./lead.ts";

test("the first paragraph leaves a text that is stored as it is", () => {
  const text = "<p>Le port rouvre.</p>\n<p>Les quais suivront en mars.</p>\n<p>Le maire l’a dit.</p>";
  const rest = "<p>Les quais suivront en mars.</p>\n<p>Le maire l’a dit.</p>";
  expect(splitLead("Le port rouvre. Les quais…", text)).toEqual({ lead: "Le port rouvre.", bodyHtml: rest });
  const figure = '<figure><img src="/media/0123456789abcdef01234567" alt="" width="4" height="3"></figure>';
  expect(splitLead("Le port rouvre.", `${figure}\n${text}`).bodyHtml).toBe(`${figure}\n${rest}`);
});

const figure = '<figure><img src="/media/0123456789abcdef01234567" alt="" width="4" height="3"></figure>';
const long = "Mot ".repeat(300).trim();

test.each<[what: string, excerpt: string, text: string, lead: string, rest: string]>([
  ["that is short", "Le port rouvre.", "<p>Le port rouvre.</p>", "Le port rouvre.", ""],
  ["with a picture", "Le port rouvre.", `${figure}\n<p>Le port rouvre.</p>`, "Le port rouvre.", figure],
  ["after its first sentence", "Un. Deux.", "<p>Un. Deux. Trois.</p>", "Un. Deux.", "<p>Trois.</p>"],
  [
    "with emphasis",
    "Le port rouvre.",
    "<p>Le <strong>port</strong> rouvre. Enfin.</p>",
    "Le port rouvre.",
    "<p>Enfin.</p>",
  ],
  [
    "with a later link",
    "Un.",
    '<p>Un. <a href="https://a.fr/">Deux</a>.</p>',
    "Un.",
    '<p><a href="https://a.fr/">Deux</a>.</p>',
  ],
  ["with line breaks", "Un.", "<p>Un.<br>Deux.</p>", "Un.", "<p>Deux.</p>"],
  ["too long for a lead, of several", "Un.", `<p>Un. ${long}</p>\n<p>Deux.</p>`, "Un.", `<p>${long}</p>\n<p>Deux.</p>`],
])("a paragraph %s is split into lead and body, and repeats nothing", (_what, excerpt, text, lead, rest) => {
  expect(splitLead(excerpt, text)).toEqual({ lead, bodyHtml: rest });
});

test.each<[what: string, excerpt: string, text: string]>([
  [
    "a link in its first sentence",
    "Selon Reuters, oui.",
    '<p>Selon <a href="https://a.fr/">Reuters</a>, oui. Non.</p>',
  ],
  ["no end of a sentence", "Un mot et…", "<p>Un mot et encore un mot.</p>"],
])("a paragraph with %s stays whole, and has no lead", (_what, excerpt, text) => {
  expect(splitLead(excerpt, text)).toEqual({ lead: "", bodyHtml: text });
});

test("no word is lost or read twice", () => {
  const sentence = fc.stringMatching(/^[A-Z][a-z]{1,6}( [a-z]{1,6}){0,4}\.$/);
  const part = fc
    .tuple(sentence, fc.constantFrom("", "strong", "em", "a"))
    .map(([text, tag]) =>
      tag === "" ? text : tag === "a" ? `<a href="https://a.fr/">${text}</a>` : `<${tag}>${text}</${tag}>`,
    );
  const paragraph = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `<p>${parts.join(" ")}</p>`);
  fc.assert(
    fc.property(fc.array(paragraph, { minLength: 1, maxLength: 3 }), fc.nat(6), (paragraphs, sentences) => {
      const text = paragraphs.join("\n");
      const read = (html: string) => toText(parseHtml(html)).replace(/\s+/g, " ").trim();
      const excerpt = read(text)
        .split(/(?<=\.) /)
        .slice(0, sentences)
        .join(" ");
      const { lead, bodyHtml } = splitLead(excerpt, text);
      expect(`${lead} ${read(bodyHtml)}`.trim()).toBe(read(text));
    }),
  );
});
