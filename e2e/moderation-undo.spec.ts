import type { Page } from "@playwright/test";
import { eq, sql } from "drizzle-orm";
import { articles, comments, moderationDecisions } from "#db/schema.ts";
import { decideInBulk } from "#features/moderation/decisions/bulk-decision.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aQueue, decideAs, endSessions, openQueue, statusesOf, toast, untilSent } from "./moderation-queue.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, findMemberRow, signIn, type TestMember } from "./test-data.ts";

/** Creates a decision from ten minutes ago whose mail has been sent. */
async function aDecisionOfBefore(moderator: TestMember, id: number, action: "approve" | "remove") {
  const { id: actorId } = await findMemberRow(moderator);
  return withSiteDatabase(async (db) => {
    const createdAt = new Date(Date.now() - 600_000);
    const [comment] = await db.select().from(comments).where(eq(comments.id, id));
    const to = action === "approve" ? "visible" : "removed";
    const [decision] = await db
      .insert(moderationDecisions)
      .values({
        subject: "comment",
        subjectId: id,
        articleId: comment?.articleId,
        memberId: comment?.memberId,
        actorId,
        action,
        reason: action === "remove" ? "respect" : null,
        createdAt,
        before: { status: comment?.status ?? "pending" },
        after: { status: to },
      })
      .returning({ id: moderationDecisions.id });
    await db.update(comments).set({ status: to, version: 1 }).where(eq(comments.id, id));
    if (comment && to === "visible")
      await db
        .update(articles)
        .set({ commentCount: sql`${articles.commentCount} + 1` })
        .where(eq(articles.id, comment.articleId));
    return decision?.id ?? 0;
  });
}
const question = (page: Page) => page.getByRole("dialog", { name: "Annuler cette décision" });

test("on a newly opened page, u asks before it undoes an earlier decision, with the focus on the choice that changes nothing @desktop", async ({
  page,
}) => {
  const { moderator, address, keys, ids } = await aQueue(page, 8);
  const { id: actor } = await findMemberRow(moderator);
  await aDecisionOfBefore(moderator, ids[7] ?? 0, "approve");
  await withSiteDatabase((db) =>
    decideInBulk(db, {
      actor: { id: actor },
      action: "spam",
      items: ids.slice(2, 7).map((id) => ({ id, version: 0 })),
    }),
  );
  const before = await statusesOf(ids);
  await openQueue(page, address);
  await page.keyboard.press("u");
  await expect(question(page)).toContainText("Classé comme spam (Pas de spam)");
  await expect(question(page)).toContainText("5 commentaires seront de nouveau en attente.");
  // That decision's mail is sent after half a minute, which a slow machine may need to open the page.
  await expect(question(page)).toContainText(/Aucun membre ne recevra de courriel|par courriel/);
  await expect(question(page).getByRole("button", { name: "Maintenir la décision" })).toBeFocused();
  await expectAccessible(page);
  // No key reaches the list behind the dialog, however often it is pressed.
  for (const key of ["u", "a", "s"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await expect(question(page)).toHaveCount(0);
  expect(await statusesOf(ids)).toEqual(before);
  // A decision made on this page is undone without a question; the next one is an earlier decision again.
  await page.keyboard.press("a");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  await untilSent(page);
  await page.keyboard.press("u");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("pending");
  await expect(question(page)).toHaveCount(0);
  await page.keyboard.press("u");
  await expect(question(page)).toContainText("5 commentaires");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect.poll(() => statusesOf(ids)).toEqual(ids.map((_, n) => (n === 7 ? "visible" : "pending")));
  await untilSent(page);
  // After a reload, decisions from the former page ask too.
  await page.keyboard.press("a");
  await expect.poll(async () => (await statusesOf(ids))[0]).toBe("visible");
  await untilSent(page);
  await openQueue(page, address);
  await page.keyboard.press("u");
  await expect(question(page)).toContainText("1 commentaire ne sera plus public.");
  // Another moderator decides while the question is open: the page says so and undoes nothing.
  const other = await aMember("moderator");
  await decideAs(other, ids[0] ?? 0, "spam");
  await question(page).getByRole("button", { name: "Annuler la décision" }).click();
  await expect(toast(page)).toContainText(`Quelqu’un a décidé depuis (${other.name}`);
  expect((await statusesOf(ids))[0]).toBe("spam");
  expect(keys).toHaveLength(8);
});

test("an earlier decision asks for confirmation in the list of last decisions too, and says why it cannot be undone @desktop", async ({
  page,
}) => {
  const { moderator, address, ids } = await aQueue(page, 2);
  await aDecisionOfBefore(moderator, ids[1] ?? 0, "remove");
  await openQueue(page, address);
  await page.getByText("Vos dernières décisions").click();
  const undo = page.locator(".queue-recent li", { hasText: "Retiré" }).getByRole("button", { name: "Annuler" });
  await undo.click();
  await expect(question(page)).toContainText("1 commentaire sera de nouveau en attente.");
  await expectNoSidewaysScroll(page);
  await page.keyboard.press("Escape");
  await expect(question(page)).toHaveCount(0);
  await expect(undo).toBeFocused();
  // The session ends while the question is open.
  await endSessions(moderator);
  await undo.click();
  await expect(question(page)).toContainText("session");
  await expect(question(page).getByRole("button")).toHaveCount(1);
  await page.keyboard.press("Enter");
  expect((await statusesOf(ids))[1]).toBe("removed");
  await signIn(page, moderator);
  const other = await aMember("moderator");
  await decideAs(other, ids[1] ?? 0, "approve");
  await undo.click();
  await expect(question(page)).toContainText(`Quelqu’un a décidé depuis (${other.name}`);
  await question(page).getByRole("button", { name: "Fermer" }).click();
  await expect(undo).toHaveCount(0);
});

test("without scripts, undoing an earlier decision leads to a confirmation page, from every page with its button @only-nojs", async ({
  page,
}) => {
  const { moderator, author, address, ids } = await aQueue(page, 2);
  const decision = await aDecisionOfBefore(moderator, ids[1] ?? 0, "approve");
  // As after a reload of the page with the feedback, or in another tab.
  await page.goto(`${address}&done=${decision}`);
  await page.locator("#done").getByRole("button", { name: "Annuler" }).click();
  await expect(question(page)).toContainText("1 commentaire ne sera plus public.");
  await expect(question(page)).toBeInViewport({ ratio: 1 });
  const keep = question(page).getByRole("link", { name: "Maintenir la décision" });
  await expect(keep).toBeFocused();
  await keep.press("Enter");
  await expect(question(page)).toHaveCount(0);
  expect((await statusesOf(ids))[1]).toBe("visible");
  // A member record also names a decision in its address, whatever its subject.
  const { id: memberId } = await findMemberRow(author);
  await page.goto(`/admin/moderation/members/${memberId}?done=${decision}`);
  await page.locator(".decision-feedback").getByRole("button", { name: "Annuler" }).click();
  await expect(question(page)).toContainText("1 commentaire ne sera plus public.");
  expect((await statusesOf(ids))[1]).toBe("visible");
  await question(page).getByRole("button", { name: "Annuler la décision" }).click();
  await expect(page).toHaveURL(new RegExp(`/members/${memberId}`));
  expect((await statusesOf(ids))[1]).toBe("pending");
  // Sent twice: the page says so, and nothing else is undone.
  await page.goto(`${address}&undo=${decision}`);
  await expect(question(page)).toContainText("Il n’y a rien à annuler.");
  await expect(question(page).getByRole("button")).toHaveCount(0);
});
