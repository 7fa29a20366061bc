import { expect, it } from "vitest";
import { OmissionCounter } from "./conversion-report.ts";
import { convertBody } from "./convert.ts";
import { convertComment } from "./convert-comment.ts";

const convert = async (content: string) => {
  const pictures = { find: async () => undefined, addressOf: () => undefined, isUpload: () => false };
  const context = { pictures, findArticle: () => undefined, galleryOf: () => [], notes: new OmissionCounter() };
  return (await convertBody(content, "", { ...context, footnotes: [] })).bodyHtml;
};
const gist = (id: string) => `<p><a href="https://gist.github.com/${id}">https://gist.github.com/${id}</a></p>`;

it.each([
  ["a script", '<script src="https://x.test/a.js" />\n\nAprès', "<p>Après</p>"],
  ["a frame", '<iframe src="https://x.test/a" />\n\nAprès', '<p><a href="https://x.test/a">https://x.test/a</a></p>'],
  ["a frame without address", "<iframe />\n\nAprès", "<p>Après</p>"],
  ["other elements that hide text", "<style/><title/><textarea />Après", "<p>Après</p>"],
  ["an anchor", '<a name="x"/>Un <a id=y />deux', "<p>Un deux</p>"],
  ["emphasis", "Un <em/>deux <b />trois", "<p>Un deux trois</p>"],
  ["a division", "<div />Un\n\nDeux", "<p>Un</p>\n<p>Deux</p>"],
])("keeps the text after %s that is closed in its opening tag", async (_, content, wanted) => {
  expect(await convert(content)).toContain(wanted);
  expect(await convert(content)).toMatch(/Après|deux|Deux/);
});

it.each([
  ["elements without content", "Un<br />deux<hr/>trois", "<p>Un<br>deux</p>\n<hr>\n<p>trois</p>"],
  ["links", '<a href="https://x.test/" />Un</a> deux', '<p><a href="https://x.test/">Un</a> deux</p>'],
  ["addresses that end in a slash", "<a href=https://x.test/>Un</a>", '<p><a href="https://x.test/">Un</a></p>'],
  ["code", "<pre>&lt;div /&gt;</pre>", "<pre>&lt;div /></pre>"],
  ["listings of plugins", "[code]<div />[/code]", "<pre><code>&lt;div /></code></pre>"],
])("leaves %s as they are", async (_, content, wanted) => {
  expect(await convert(content)).toBe(wanted);
});

it("links gists", async () => {
  expect(await convert("<script src='http://gist.github.com/318023.js?file=x' />\n\nAprès")).toBe(
    `${gist("318023")}\n<p>Après</p>`,
  );
  expect(await convert('<p>Un <script src="https://gist.github.com/anne/ab12.js"></script> deux</p>')).toContain(
    gist("anne/ab12"),
  );
});

it("keeps the text of comments", () => {
  expect(convertComment("Un <script src='x' /> deux")).toBe("<p>Un deux</p>");
});

it("reads hostile texts once", async () => {
  const text = `${"<a /".repeat(50_000)}${"/".repeat(100_000)}${"<a =".repeat(20_000)}`;
  expect(typeof (await convert(text))).toBe("string");
});
