import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { connect, type Database } from "#db/client.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { addComments, type NewComment } from "#features/comments/mutations.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "#server/postgres.ts";
import { type CommandResult, expect } from "./fixtures.ts";

const password = "un-mot-de-passe-assez-long";

type Vigie = (...args: string[]) => Promise<CommandResult>;

/** Works on the database of the site under test, beside it. */
export async function onDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const held = await openDatabase(readEnv());
  const { db, close } = connect(held.url, { max: 1 });
  try {
    return await work(db);
  } finally {
    await close();
    await held.release();
  }
}

export interface OwnArticle {
  id: number;
  slug: string;
  path: string;
  /** The ids of its comments, by their keys. */
  comments: Map<string, number>;
}

/** An article of this journey's own, old enough to stand on no first page, with these comments; `key` is also text and name. */
export async function anOwnArticle(comments: (Partial<NewComment> & { key: string })[] = []): Promise<OwnArticle> {
  return onDatabase(async (db) => {
    const slug = `essai-${randomUUID()}`;
    const { id } = await putArticle(db, {
      ...{ slug, title: `Essai ${slug.slice(6, 14)}`, status: "published", lead: "Un article d’essai." },
      ...{ bodyHtml: "<p>Un texte.</p>", publishedAt: new Date("2001-02-03T04:05:06Z") },
    });
    const stored = await addComments(
      db,
      id,
      comments.map((comment, n) => ({
        ...{ authorName: comment.key, status: "visible", bodySource: comment.key, bodyHtml: `<p>${comment.key}</p>` },
        createdAt: new Date(Date.now() - (comments.length - n) * 60_000),
        ...comment,
      })),
    );
    return { id, slug, path: `/articles/${slug}`, comments: stored };
  });
}

export interface Member {
  email: string;
  name: string;
}

/** Somebody with a confirmed account; the comments of an editor never wait. */
export async function aMember(vigie: Vigie, role: "reader" | "editor" = "editor"): Promise<Member> {
  const email = `${randomUUID()}@example.org`;
  const name = `Ada ${email.slice(0, 6)}`;
  await vigie("user", "create", "--email", email, "--name", name, "--role", role, "--password", password);
  return { email, name };
}

/** Signs in on the sign-in page. */
export async function signIn(page: Page, { email }: Member): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(page).not.toHaveURL(/login/);
}

/** Signs in where the comment form asks for it. */
export async function signInBeside(page: Page, { email }: Member): Promise<void> {
  const form = page.locator("#comments form.comment-form");
  await form.getByLabel("Adresse électronique").fill(email);
  await form.getByLabel("Mot de passe").fill(password);
  await form.getByRole("button", { name: "Se connecter et publier" }).click();
}

/** The comment with this text, in the discussion. */
export const commentWith = (page: Page, text: string) => page.locator("#comments article.h-cite", { hasText: text });

/** Whether the page's scripts run: what they add works from then on. */
export async function untilHydrated(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => Object.keys(document).some((name) => name.startsWith("__reactContainer"))))
    .toBe(true);
}
