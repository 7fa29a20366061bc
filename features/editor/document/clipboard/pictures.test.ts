import { expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readClipboard } from "../clipboard.ts";
import { googleDocs, libreOffice, notion, webPage, wordPicture } from "./word-processors-testing.ts";

const origin = "https://vigie.test";
const id = "0123456789abcdef01234567";
const read = (html: string) => {
  const { tree, pictures } = readClipboard(parseHtml(html), { origin });
  const body = toHtml(sanitizeArticle(tree));
  return {
    body: [...pictures.keys()].reduce((text, key, n) => text.replaceAll(key, `N${n}`), body),
    pictures: [...pictures.values()],
  };
};

test.each([
  [`/media/${id}`],
  [`/media/${id}/640.webp`],
  [`/media/${id}/r3/1280.jpeg`],
  [`${origin}/media/${id}/960.avif`],
])("recognises %s as this site's own picture", (src) => {
  expect(read(`<figure><img src="${src}" alt="Un phare" width="40" height="30"></figure>`)).toEqual({
    body: `<figure><img src="/media/${id}" alt="Un phare" width="40" height="30"></figure>`,
    pictures: [],
  });
});

test.each([
  ["of another site", "https://example.org/media/0123456789abcdef01234567", "0123456789abcdef01234567"],
  ["without a scheme", "//example.org/l%27%C3%A9t%C3%A9.jpg?w=1", "l'été.jpg"],
  ["whose name is no text", "https://example.org/%E0%A4%A.jpg", "%E0%A4%A.jpg"],
])("fetches an address %s", (_, src, name) => {
  const { body, pictures } = read(`<p><img src="${src}" alt="Image may contain sky"></p>`);
  expect(body).toBe('<p><img src="/media/N0" alt=""></p>');
  expect(pictures).toEqual([{ address: new URL(src, "https://x").href, name }]);
});

test.each([
  ["file:///C:/Users/Zoe/Temp/clip_image002.jpg", "clip_image002.jpg"],
  ["blob:https://example.org/5b0e7d1c", "5b0e7d1c"],
  ["cid:image001.png@01D9", "image001.png@01D9"],
  ["attachment:5b0e7d1c:phare.png", "phare.png"],
  ["webkit-fake-url://ABC/image.tiff", "image.tiff"],
  ["image.png", "image.png"],
])("names %s as out of reach, and keeps its paragraph whole", (src, name) => {
  expect(read(`<p>a<img src="${src}"> b</p>`)).toEqual({
    body: "<p>a b</p>",
    pictures: [{ address: undefined, name }],
  });
});

test.each([
  ["a pixel", '<img src="https://example.org/p.gif" width="1" height="1">'],
  [
    "a drawing that holds a place",
    '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">',
  ],
  ["no address", '<img alt="x">'],
])("ignores %s", (_, img) => {
  expect(read(`<p>a${img}b</p>`)).toEqual({ body: "<p>ab</p>", pictures: [] });
});

test("reads an emoji image as its character, but not a number", () => {
  const img = (alt: string) => `<p>a <img alt="${alt}" src="https://s.w.org/1f642.svg"></p>`;
  expect(read(img("🙂"))).toEqual({ body: "<p>a 🙂</p>", pictures: [] });
  expect(read(img("👩‍🚀")).body).toBe("<p>a 👩‍🚀</p>");
  expect(read(img("12")).pictures).toHaveLength(1);
});

test("reads the addresses of lazily loaded pictures", () => {
  const late = '<p><img src="data:image/svg+xml,%3Csvg/%3E" data-src="https://example.org/a.jpg"></p>';
  expect(read(late).pictures).toEqual([{ address: "https://example.org/a.jpg", name: "a.jpg" }]);
  expect(read('<p><img data-lazy-src="//example.org/b.jpg"></p>').pictures).toEqual([
    { address: "https://example.org/b.jpg", name: "b.jpg" },
  ]);
});

test.each([
  ["Word", wordPicture, [[undefined, "clip_image002.jpg"]]],
  ["LibreOffice", libreOffice, [["data:", ""]]],
  ["Google Docs", googleDocs, [["https://lh7-rt.googleusercontent.com/docsz/AD_4nXd0abc?key=Zk3", "AD_4nXd0abc"]]],
  [
    "Notion",
    notion,
    [
      [undefined, "phare.png"],
      ["https://prod-files-secure.s3.us-west-2.amazonaws.com/a/b/plan.png?X-Amz-Expires=3600", "plan.png"],
    ],
  ],
  ["a web page", webPage, [["https://upload.wikimedia.org/phare.jpg/250px-phare.jpg", "250px-phare.jpg"]]],
])("reads the pictures of %s", (_, html, expected) => {
  expect(
    read(html).pictures.map(({ address, name }) => [address?.startsWith("data:") ? "data:" : address, name]),
  ).toEqual(expected);
});
