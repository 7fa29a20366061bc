import { expect, test } from "vitest";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readClipboard } from "../clipboard.ts";

const read = (html: string) => {
  const { tree, comments, deletions } = readClipboard(parseHtml(html));
  return { body: toHtml(sanitizeArticle(tree)), comments, deletions };
};
const tracked = 'cite="mailto:Jean%20Dupont" datetime="2024-03-05T10:31"';

test("keeps changes that are part of another page's text", () => {
  const html = '<p>Il y en a <del datetime="2020-01-01">deux</del> <ins datetime="2020-01-01">trois</ins>.</p>';
  expect(read(html)).toEqual({
    body: "<p>Il y en a <del>deux</del> <ins>trois</ins>.</p>",
    comments: 0,
    deletions: false,
  });
});

test.each([
  ["by who made them", `<p>A <del ${tracked}>deux</del><ins ${tracked}>trois</ins>.</p>`],
  ["by Word's classes", "<p>A <span class=msoDel>deux</span><span class=msoIns>trois</span>.</p>"],
  ["by Word's paragraphs", "<p class=MsoNormal>A <del>deux</del><ins>trois</ins>.</p>"],
])("recognises tracked changes %s", (_, html) => {
  expect(read(html)).toEqual({ body: "<p>A trois.</p>", comments: 0, deletions: true });
});

test("does not report a deleted space", () => {
  expect(read(`<p>A <del ${tracked}> </del>b</p>`).deletions).toBe(false);
});

test("keeps a comment's text that is pasted alone", () => {
  expect(read("<p class=MsoCommentText>Vraiment&nbsp;?<o:p></o:p></p>").body).toBe("<p>Vraiment\u00a0?</p>");
});

test("counts marks of comments without their list once each, and keeps words in their style", () => {
  const anchor = (n: number) =>
    `<span class=MsoCommentReference><a href="file:///C:/clip.htm#_msocom_${n}" name="_msoanchor_${n}">[JD${n}]</a></span>`;
  expect(read(`<p class=MsoNormal>A${anchor(1)} b${anchor(1)} c${anchor(2)}</p>`)).toMatchObject({
    body: "<p>A b c</p>",
    comments: 2,
  });
  expect(read("<p class=MsoNormal>A <span class=MsoCommentReference>mot</span></p>").body).toBe("<p>A mot</p>");
});
