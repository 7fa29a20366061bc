import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { articleDrafts, articleRevisions } from "#db/schema.ts";
import { expect } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";

export const title = () => `Essai ${randomUUID().slice(0, 8)}`;
/** The editor, not the text area that it replaces: for a moment both exist. */
export const bodyOf = (page: Page) =>
  page.getByRole("textbox", { name: "Corps de l’article" }).and(page.locator(".ProseMirror"));
export const titleOf = (page: Page) => page.locator("[name=title]");
export const state = (page: Page) => page.locator(".save-status");

/** The stored body of the draft. */
export const bodyAtWork = (id: number) =>
  withSiteDatabase(async (db) => {
    const [draft] = await db.select().from(articleDrafts).where(eq(articleDrafts.articleId, id));
    return draft?.content?.bodyHtml;
  });

/** The leads of all saves by the button. */
export const savedByHand = (id: number) =>
  withSiteDatabase(async (db) => {
    const kept = await db.select().from(articleRevisions).where(eq(articleRevisions.articleId, id));
    return kept.filter(({ kind }) => kind === "save").map(({ content }) => content.lead);
  });

/** Waits until text can be typed into the body. */
export async function untilReady(page: Page) {
  await expect(page.locator(".editor-mount .ProseMirror")).toBeVisible();
}
