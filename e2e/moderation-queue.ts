import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq, inArray } from "drizzle-orm";
import { comments, memberSessions } from "#db/schema.ts";
import type { NewComment } from "#features/comments/mutations.ts";
import { type Decision, decide } from "#features/moderation/decisions/decide.ts";
import { expect } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn, type TestMember } from "./test-data.ts";

/** Creates an article with pending comments and a moderator, and opens the queue filtered by that article. */
export async function aQueue(page: Page, count: number, more: Partial<NewComment> = {}) {
  const moderator = await aMember("moderator");
  const author = await aMember("reader");
  const { id: memberId } = await findMemberRow(author);
  const keys = Array.from({ length: count }, (_, n) => `Avis ${n + 1} ${randomUUID().slice(0, 8)}`);
  const article = await anArticleWithComments(keys.map((key) => ({ key, memberId, status: "pending", ...more })));
  await signIn(page, moderator);
  const address = `/admin/moderation?article=${article.id}`;
  // Newest first.
  const ids = keys.map((key) => article.comments.get(key) ?? 0).toReversed();
  return { moderator, author, article, address, keys: keys.toReversed(), ids };
}

export const statusesOf = (ids: number[]) =>
  withSiteDatabase(async (db) => {
    const rows = await db
      .select({ id: comments.id, status: comments.status })
      .from(comments)
      .where(inArray(comments.id, ids));
    const known = new Map(rows.map(({ id, status }) => [id, status]));
    return ids.map((id) => known.get(id));
  });
export const item = (page: Page, text: string) => page.locator(".queue-item", { hasText: text });
export const toast = (page: Page) => page.locator(".queue-toast");
export const chosenItem = (page: Page) => page.locator(".queue-item[data-selected]");

/** Opens the queue and waits until its script has selected a comment and handles keys. */
export async function openQueue(page: Page, address: string) {
  await page.goto(address);
  await expect(chosenItem(page)).toHaveCount(1);
}

/** Waits until all decisions are confirmed. A page that is left earlier keeps them and asks on its next load whether to send them. */
export async function untilSent(page: Page) {
  const kept = () => Object.keys(sessionStorage).filter((name) => name.startsWith("vigie.moderation.outbox"));
  await expect.poll(() => page.evaluate(kept)).toEqual([]);
}

export async function endSessions(member: TestMember) {
  const { id } = await findMemberRow(member);
  await withSiteDatabase((db) =>
    db.update(memberSessions).set({ revokedAt: new Date() }).where(eq(memberSessions.memberId, id)),
  );
}

export async function decideAs(member: TestMember, id: number, action: "approve" | "reject" | "spam") {
  const { id: actor } = await findMemberRow(member);
  const decision = { actor: { id: actor }, subject: { kind: "comment", id }, action, reason: "respect" } as Decision;
  const decided = await withSiteDatabase((db) => decide(db, decision));
  expect(decided.ok).toBe(true);
}
