import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hash } from "@node-rs/argon2";
import type { Locator, Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { members } from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { pageDiscussionSlug } from "#features/articles/rules.ts";
import { startSession } from "#features/auth/sessions/mutations.ts";
import { addComments, type NewComment } from "#features/comments/mutations.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { insertMember } from "#features/members/mutations.ts";
import type { Role } from "#features/members/rules.ts";
import { savePage } from "#features/pages/mutations.ts";
import { findPage } from "#features/pages/queries.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { SettingKey } from "#features/settings/schema.ts";
import { readEnv } from "#lib/env.ts";
import { expect } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";

export const password = "un-mot-de-passe-assez-long";

/** The cookie's name in next-auth.ts without TLS. */
const sessionCookie = "vigie_session";
const hintCookie = "vigie_hint";

export interface TestArticle {
  id: number;
  slug: string;
  path: string;
  /** The ids of its comments by key. */
  comments: Map<string, number>;
}

/** Creates an article for one journey, too old for any first page, with these comments; `key` is also text and name. */
export async function anArticleWithComments(
  comments: (Partial<NewComment> & { key: string })[] = [],
): Promise<TestArticle> {
  return withSiteDatabase(async (db) => {
    const slug = `essai-${randomUUID()}`;
    const { id } = await upsertArticle(db, {
      slug,
      title: `Essai ${slug.slice(6, 14)}`,
      status: "published",
      lead: "Un article d’essai.",
      bodyHtml: "<p>Un texte.</p>",
      publishedAt: new Date("2001-02-03T04:05:06Z"),
    });
    const stored = await addComments(db, id, completeComments(comments));
    return { id, slug, path: `/articles/${slug}`, comments: stored };
  });
}

/** Creates a published page with an open discussion; `id` and `slug` are those of the discussion. */
export async function aPageWithComments(
  comments: (Partial<NewComment> & { key: string })[] = [],
): Promise<TestArticle> {
  const admin = await findMemberRow(await aMember("admin"));
  return withSiteDatabase(async (db) => {
    const slug = `page-${randomUUID()}`;
    const saved = await savePage(db, admin.id, {
      version: "",
      act: "publish",
      title: `Page ${slug.slice(5, 13)}`,
      slug,
      body: "Le texte d’une **page**.",
      seoTitle: "",
      seoDescription: "",
      discussion: "open",
    });
    const discussion = saved.ok ? (await findPage(db, saved.value.id))?.discussionId : undefined;
    if (!discussion) throw new Error("The page was refused.");
    const stored = await addComments(db, discussion, completeComments(comments));
    return { id: discussion, slug: pageDiscussionSlug(slug), path: `/pages/${slug}`, comments: stored };
  });
}

function completeComments(comments: (Partial<NewComment> & { key: string })[]): NewComment[] {
  return comments.map((comment, n) => ({
    authorName: comment.key,
    status: "visible",
    bodySource: comment.key,
    bodyHtml: `<p>${comment.key}</p>`,
    createdAt: new Date(Date.now() - (comments.length - n) * 60_000),
    ...comment,
  }));
}

export interface TestMember {
  email: string;
  name: string;
}

const hashes = new Map<string, Promise<string>>();

/** Hashing a password is slow on purpose: it is done once for all members of a worker. */
function hashOnce(secret: string): Promise<string> {
  const known = hashes.get(secret) ?? hash(secret);
  hashes.set(secret, known);
  return known;
}

/** Creates a member with a confirmed account. An editor's comments are never pending. */
export async function aMember(
  role: Role = "editor",
  as: Partial<TestMember & { password: string }> = {},
): Promise<TestMember> {
  const { email = `${randomUUID()}@example.org` } = as;
  const { name = `Ada ${email.slice(0, 6)}` } = as;
  const passwordHash = await hashOnce(as.password ?? password);
  const made = await withSiteDatabase((db) =>
    insertMember(db, { email, name, role, passwordHash, confirmedAt: new Date() }),
  );
  if (!made) throw new Error(`The address ${email} is taken.`);
  return { email, name };
}

/** Finds the member's row. */
export function findMemberRow({ email }: Pick<TestMember, "email">): Promise<{ id: number; handle: string }> {
  return withSiteDatabase(async (db) => {
    const [row] = await db
      .select({ id: members.id, handle: members.handle })
      .from(members)
      .where(eq(members.email, email));
    if (!row) throw new Error(`Nobody has the address ${email}.`);
    return row;
  });
}

/** Stores a published comment as this member's form would; returns its id. */
export async function writeComment(
  article: TestArticle,
  by: { id: number },
  body: string,
  parent?: number,
): Promise<number> {
  return withSiteDatabase(async (db) => {
    const input = { article: article.slug, body, key: randomUUID(), ...(parent === undefined ? {} : { parent }) };
    const posted = await postCommentAs(db, { id: by.id, role: "editor" }, input);
    if (!posted.ok) throw new Error(`The comment was refused: ${posted.code}.`);
    return posted.value.id;
  });
}

/** Signs in through a stored session instead of the form, which has its own journeys. */
export async function signIn(page: Page, member: Pick<TestMember, "email">): Promise<void> {
  const { id } = await findMemberRow(member);
  const session = await withSiteDatabase((db) => startSession(db, id, "password", "journey"));
  const secret = process.env.AUTH_SECRET || readFileSync(join(readEnv().DATA_DIR, "auth-secret"), "utf8").trim();
  const token = { sub: String(id), sid: session.id, v: session.version };
  const value = await encode({ token, secret, salt: sessionCookie });
  const shared = { url: readEnv().SITE_URL, sameSite: "Lax" } as const;
  await page.context().addCookies([
    { ...shared, name: sessionCookie, value, httpOnly: true },
    { ...shared, name: hintCookie, value: "1" },
  ]);
}

/** Signs in on the sign-in page. */
export async function signInOnPage(page: Page, member: TestMember): Promise<void> {
  await page.goto("/login");
  await fillSignInForm(page, member);
  // Without JavaScript the browser is redirected to `/login/welcome`.
  await expect(page).not.toHaveURL(/login(?:\?|$)/);
}

/** Fills in the sign-in form after a redirect to it, and returns to the requested page. */
export async function fillSignInForm(page: Page, { email }: TestMember): Promise<void> {
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
}

/** Signs in within the comment form. */
export async function signInFromCommentForm(page: Page, { email }: TestMember): Promise<void> {
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Adresse électronique").fill(email);
  await form.getByLabel("Mot de passe").fill(password);
  await form.getByLabel("Mot de passe").press("Enter");
}

/** Changes a setting as the command line does, without starting it. */
export async function changeSetting(key: SettingKey, value: string): Promise<void> {
  const changed = await withSiteDatabase((db) => setSetting(db, key, value));
  if (!changed.ok) throw new Error(`The setting ${key} was refused: ${changed.code}.`);
}

/** Reads a setting as it is stored. */
export async function readSetting(key: SettingKey): Promise<string> {
  return String((await withSiteDatabase(readSettings))[key]);
}

/** The comment with this text, in the discussion. */
export const commentWithText = (page: Page, text: string) =>
  page.locator("#comments article.h-cite", { hasText: text });

/** Presses Tab until the target has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const reached = () => target.evaluate((element) => element === document.activeElement);
  for (let n = 0; n < 120 && !(await reached()); n += 1) await page.keyboard.press("Tab");
  await expect(target).toBeFocused();
}

/** Waits until the page's scripts have hydrated it. */
export async function waitUntilHydrated(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => Object.keys(document).some((name) => name.startsWith("__reactContainer"))))
    .toBe(true);
}

/** Today's date in Paris as French writes it, where the first day of a month is "1er". */
export function formatToday(dateStyle: "long" | "full"): string {
  const format = new Intl.DateTimeFormat("fr-FR", { dateStyle, timeZone: "Europe/Paris" });
  return format.format(new Date()).replace(/(^| )1 /, "$11er ");
}
