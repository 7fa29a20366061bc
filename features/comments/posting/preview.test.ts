import { expect, test } from "vitest";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { maxCommentLength } from "#features/screening/comment-text.ts";
import { toCompactBody } from "../comment-body.ts";
import { postCommentAs } from "../testing.ts";
import { previewComment } from "./preview.ts";

const { db } = testDatabase();

const typed =
  "**Gras**, *italique*, [lien](https://exemple.test)\n\n> cité\n\n- un\n- deux\n\n`code` <b>pas du HTML</b> l'été !";

test("shows a text exactly as it is published", async () => {
  await anArticle(db, "a");
  const [ada] = await db.insert(members).values({ name: "Ada", handle: "ada", confirmedAt: new Date() }).returning();
  const posted = await postCommentAs(
    db,
    { id: ada?.id ?? 0, role: "admin" },
    { article: "a", body: typed, key: "a-key-of-eight" },
  );
  if (!posted.ok) throw new Error(posted.code);
  const previewed = await previewComment(typed, "member 1");
  expect(previewed).toEqual({ ok: true, value: { preview: toCompactBody(posted.value.bodyHtml), text: typed } });
  const text = JSON.stringify(previewed);
  expect(text).toContain('["strong",');
  expect(text).toContain('"nofollow ugc noopener"');
  expect(text).toContain("<b>pas du HTML</b>");
});

test("refuses what posting refuses, and screens nothing", async () => {
  expect(await previewComment("   ", "x")).toMatchObject({ ok: false, fields: { body: "comment.empty" } });
  expect(await previewComment("a".repeat(maxCommentLength + 1), "x")).toMatchObject({
    fields: { body: "comment.tooLong" },
  });
  expect(await previewComment(`${"> ".repeat(5_000)}a`, "x")).toMatchObject({ ok: false });
  expect(await db.$count(members)).toBe(1);
});
