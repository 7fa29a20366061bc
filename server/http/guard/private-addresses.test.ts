import { globSync } from "node:fs";
import { dirname } from "node:path";
import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { articlePreviewLinks, comments } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { noticePath } from "#features/dsa-notices/notice-secret.ts";
import { createReference } from "#features/dsa-notices/rules.ts";
import { previewPath } from "#features/newsroom/preview/token.ts";
import { readSource } from "#server/testing/house/source-files.ts";
import { isMembersOnlyPage, lookUpPrivateAddress } from "./private-addresses.ts";

const { db } = testDatabase();
let comment = 0;
let preview = "";
const notice = noticePath(createReference(new Uint8Array(8), 2026));

beforeAll(async () => {
  const article = await anArticle(db, "un");
  comment = await aComment(db, article, { status: "pending" });
  const expiresAt = new Date(Date.now() - 1_000);
  const [link] = await db.insert(articlePreviewLinks).values({ articleId: article, expiresAt }).returning();
  if (!link) throw new Error("The link was not inserted.");
  preview = previewPath(link);
});

test("exactly those pages of the private areas that begin with a gate are for members only", () => {
  const files = globSync("app/*/{admin,account,notifications,comments,report,login}/**/page.tsx");
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const body = readSource(file).split("export default async function")[1] ?? "";
    const first = /\bawait\s+([\w.()]+)/.exec(body)?.[1] ?? "";
    const path = `/${dirname(file).split("/").slice(2).join("/")}`;
    expect(isMembersOnlyPage(path), file).toBe(/^require[A-Z]/.test(first));
  }
});

test("finds comments, notices and previews, expired ones too, and no made-up ones", async () => {
  const known = [`/comments/${comment}`, `/comments/${comment}/?reply`, notice, preview, "/account", "/report?url=x"];
  for (const address of known) expect(await lookUpPrivateAddress(db, address, true), address).toBe("known");
  const invented = [
    "/comments/999999999",
    "/comments/0",
    "/comments/x",
    `/comments/${"9".repeat(30)}`,
    "/preview/x",
    "/notifications/stop",
    `/notifications/stop?about=topic-replies&key=${"0".repeat(11)}${"a".repeat(43)}`,
    `/preview/1-${"a".repeat(43)}`,
    preview.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
    notice.replace(/\?.*/, ""),
    `${notice}x`,
    "/report/x?key=y",
    "/api/auth/callback/made-up",
    // Not configured here.
    "/api/auth/callback/github",
  ];
  for (const address of invented)
    for (const isMember of [true, false])
      expect(await lookUpPrivateAddress(db, address, isMember), address).toBe("unknown");
});

test("redirects visitors from a comment's page to the discussion, unless they want to reply", async () => {
  const path = `/comments/${comment}`;
  expect(await lookUpPrivateAddress(db, path, false)).toEqual({ redirectTo: `/articles/un#comment-${comment}` });
  expect(await lookUpPrivateAddress(db, `${path}?reply`, false)).toBe("known");
});

test("redirects a notification's link to the discussion, unless the comment is gone", async () => {
  const path = `/comments/${comment}?context`;
  // It waits for a moderator.
  expect(await lookUpPrivateAddress(db, path, false)).toBe("known");
  await db.update(comments).set({ status: "visible" }).where(eq(comments.id, comment));
  expect(await lookUpPrivateAddress(db, path, false)).toEqual({ redirectTo: `/articles/un#comment-${comment}` });
  await db.update(comments).set({ status: "removed" }).where(eq(comments.id, comment));
  expect(await lookUpPrivateAddress(db, path, false)).toBe("known");
  expect(await lookUpPrivateAddress(db, `/comments/${comment}`, false)).toMatchObject({
    redirectTo: expect.anything(),
  });
});
