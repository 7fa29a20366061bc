import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql as raw } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleRevisions, articles, media, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { removeImage } from "#features/media/mutations.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import type { Result } from "#lib/result.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { listRevisions } from "../revisions/mutations.ts";
import { dismissRejectedSaves, findRejectedSave } from "../revisions/rejected-saves.ts";
import { articleForm, toDraftContent } from "../schema.ts";
import { acquireEditLock } from "./edit-lock.ts";
import { emptyContent, restoreRevision } from "./mutations.ts";
import { publishDraft } from "./publish.ts";
import { findDraft } from "./queries.ts";
import { createDraftOnce, saveDraft } from "./save.ts";

const { db, clear } = testDatabase();
const contributor = { id: 1, role: "contributor" as const };
const editor = { id: 2, role: "editor" as const };
const other = { id: 3, role: "contributor" as const };
const page = { key: "page-of-a-writer", lease: "lease-of-a-writer" };
const theirs = { key: "page-of-another", lease: "lease-of-another" };

beforeEach(async () => {
  await clear();
  await db
    .insert(members)
    .values([contributor, editor, other].map(({ id, role }) => ({ name: `N${id}`, handle: `n${id}`, role })));
});

const source = { name: "Le Monde", title: "Là-bas", url: "https://www.lemonde.fr/x", syndicated: true };

async function aDraft(writer: { id: number; role: "contributor" | "editor" } = editor) {
  const content: DraftContent = {
    ...(await emptyContent(db, writer.id)),
    title: "L’été",
    bodyHtml: "<p>Un texte.</p>",
    source,
  };
  return { ...valueIn(await createDraftOnce(db, writer, content, page)), content };
}

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

const bodiesKept = async () =>
  (await db.select({ content: articleRevisions.content }).from(articleRevisions)).map((row) => row.content.bodyHtml);

describe("a lost response", () => {
  test("accepts the same text again, whatever order jsonb gave its keys", async () => {
    const { id, content } = await aDraft();
    const change = { ...content, lead: "Chapeau" };
    expect(valueIn(await saveDraft(db, editor, id, change, { version: 1, kind: "auto" })).version).toBe(2);
    expect(valueIn(await saveDraft(db, editor, id, change, { version: 1, kind: "auto" })).version).toBe(2);
  });

  test("accepts further text from the same page, and refuses it from another", async () => {
    const { id, content } = await aDraft();
    const save = (lead: string, version: number, from: typeof page) =>
      saveDraft(db, editor, id, { ...content, lead }, { version, kind: "auto", page: { key: from.key } });
    valueIn(await save("Un", 1, page));
    expect(valueIn(await save("Un deux", 1, page)).version).toBe(3);
    expect(await save("Autre", 1, theirs)).toMatchObject({ code: "newsroom.changed" });
    valueIn(await save("Autre", 3, theirs));
    expect(await save("Un deux trois", 3, page)).toMatchObject({ code: "newsroom.changed" });
  });

  test("accepts it after a publication too, until a revision is restored", async () => {
    const { id, content } = await aDraft();
    const more = { ...content, slug: "l-ete", lead: "Suite" };
    valueIn(await publishDraft(db, editor, id, 1));
    expect(valueIn(await saveDraft(db, editor, id, more, { version: 1, kind: "auto", page })).version).toBe(3);
    const [first] = (await listRevisions(db, id, 20)).slice(-1);
    valueIn(await restoreRevision(db, editor, id, first?.id ?? 0, 3));
    expect(await saveDraft(db, editor, id, more, { version: 3, kind: "auto", page })).toMatchObject({
      code: "newsroom.changed",
    });
  });

  test("creates one article per page, however often and at once it is sent", async () => {
    const content = { ...(await emptyContent(db, editor.id)), title: "Un" };
    const sent = await Promise.all([1, 2, 3].map(() => createDraftOnce(db, editor, content, page)));
    const again = valueIn(await createDraftOnce(db, editor, { ...content, title: "Un deux" }, page));
    expect(new Set([...sent.map((one) => valueIn(one).id), again.id]).size).toBe(1);
    expect(await findDraft(db, again.id)).toMatchObject({ content: { title: "Un deux" }, status: "draft" });
    expect(await db.$count(articles)).toBe(1);
    const isOutsideEditor = valueIn(await createDraftOnce(db, editor, content, theirs));
    expect(valueIn(await createDraftOnce(db, other, content, page)).id).not.toBe(again.id);
    await db.delete(articles).where(eq(articles.id, isOutsideEditor.id));
    expect(valueIn(await createDraftOnce(db, editor, content, theirs)).id).not.toBe(isOutsideEditor.id);
  });
});

describe("a member who may no longer save", () => {
  test("keeps a contributor's last text as a revision after an editor published", async () => {
    const { id, content } = await aDraft(contributor);
    valueIn(await publishDraft(db, editor, id, 1));
    const last = { ...content, bodyHtml: "<p>Derniers mots.</p>" };
    const save = { version: 1, kind: "auto" as const, page };
    expect(await saveDraft(db, contributor, id, last, save)).toMatchObject({ code: "newsroom.notYours" });
    expect(await bodiesKept()).toContain("<p>Derniers mots.</p>");
    expect(await findDraft(db, id)).toMatchObject({ content: { bodyHtml: "<p>Un texte.</p>" }, differs: false });
    expect(await saveDraft(db, other, id, last, save)).toMatchObject({ code: "member.forbidden" });
    expect((await bodiesKept()).filter((body) => body === "<p>Derniers mots.</p>")).toHaveLength(1);
  });

  test("keeps refused saves after a takeover, until the page takes the lock back", async () => {
    const { id, content } = await aDraft();
    const save = (bodyHtml: string, version: number, from: typeof page) =>
      saveDraft(db, editor, id, { ...content, bodyHtml }, { version, kind: "auto", page: from });
    await acquireEditLock(db, id, { memberId: 2, key: page.lease });
    valueIn(await save("<p>Un.</p>", 1, page));
    await acquireEditLock(db, id, { memberId: 1, key: theirs.lease, take: true });
    expect(await save("<p>Un, et encore.</p>", 2, page)).toMatchObject({
      code: "newsroom.taken",
      values: { name: "N1" },
    });
    expect(await bodiesKept()).toContain("<p>Un, et encore.</p>");
    valueIn(await save("<p>Deux.</p>", 2, theirs));
    await acquireEditLock(db, id, { memberId: 2, key: page.lease, take: true });
    valueIn(await save("<p>Trois.</p>", 3, page));
  });
});

describe("a page whose article another tab holds", () => {
  const save = (id: number, content: DraftContent, from: typeof page, version: number) =>
    saveDraft(db, editor, id, content, { version, kind: "auto", page: from });

  test("says so to the same member, and keeps the text", async () => {
    const { id, content } = await aDraft();
    await acquireEditLock(db, id, { memberId: 2, key: theirs.lease });
    expect(await save(id, { ...content, bodyHtml: "<p>Ici.</p>" }, page, 1)).toMatchObject({
      code: "newsroom.takenOwn",
    });
    expect(await bodiesKept()).toContain("<p>Ici.</p>");
  });

  test("reports a text equal to the stored one as saved", async () => {
    const { id, content } = await aDraft();
    await acquireEditLock(db, id, { memberId: 1, key: theirs.lease });
    expect(await save(id, content, page, 1)).toMatchObject({ ok: true, value: { version: 1 } });
    expect(await db.$count(articleRevisions)).toBe(1);
  });

  test("identifies the other tab to its own member only", async () => {
    const { id } = await aDraft();
    await acquireEditLock(db, id, { memberId: 2, key: theirs.lease });
    expect(await acquireEditLock(db, id, { memberId: 2, key: page.lease })).toMatchObject({
      own: true,
      key: theirs.lease,
    });
    expect(await acquireEditLock(db, id, { memberId: 1, key: page.lease })).not.toHaveProperty("key");
  });
});

test("announces rejected saves, newest first, until they are dismissed or restored", async () => {
  const { id, content } = await aDraft();
  await acquireEditLock(db, id, { memberId: 2, key: page.lease });
  const refuse = async (writer: { id: number; role: "editor" }, bodyHtml: string) => {
    const saved = await saveDraft(db, writer, id, { ...content, bodyHtml }, { version: 1, kind: "auto", page: theirs });
    expect(saved).toMatchObject({ ok: false });
  };
  const colleague = { id: 3, role: "editor" as const };
  expect(await findRejectedSave(db, id, editor)).toBeNull();
  await refuse(colleague, "<p>De N3.</p>");
  await refuse(editor, "<p>Un.</p>");
  await refuse(editor, "<p>Un, deux.</p>");
  const newest = await findRejectedSave(db, id, editor);
  expect(newest).toMatchObject({ by: null });
  expect(await findRejectedSave(db, id, colleague)).toMatchObject({ by: "N2", revision: newest?.revision });

  // Also dismisses earlier rejected saves of the same member.
  await dismissRejectedSaves(db, id, newest?.revision ?? 0);
  const older = await findRejectedSave(db, id, editor);
  expect(older).toMatchObject({ by: "N3" });
  expect(await bodiesKept()).toEqual(expect.arrayContaining(["<p>De N3.</p>", "<p>Un.</p>", "<p>Un, deux.</p>"]));
  // It cannot be dismissed through another article.
  await dismissRejectedSaves(db, (await aDraft({ id: 3, role: "contributor" })).id, older?.revision ?? 0);
  expect(await findRejectedSave(db, id, editor)).not.toBeNull();

  await restoreRevision(db, editor, id, older?.revision ?? 0, 1);
  expect(await findRejectedSave(db, id, editor)).toBeNull();
});

test("keeps a text that its author chose to replace, also if automatic saves leave no revision", async () => {
  const { id, content } = await aDraft();
  const write = (bodyHtml: string, version: number, replaces: boolean) =>
    saveDraft(db, editor, id, { ...content, bodyHtml }, { version, kind: "auto", page, replaces });
  valueIn(await write("<p>Un.</p>", 1, false));
  valueIn(await write("<p>Deux.</p>", 2, false));
  expect(await bodiesKept()).not.toContain("<p>Un.</p>");
  valueIn(await write("<p>Trois.</p>", 3, true));
  expect(await bodiesKept()).toContain("<p>Deux.</p>");
});

test("locks the pictures of a text against deletion, and saves a text with a deleted one", async () => {
  const nowhere = diskStorage(mkdtempSync(join(tmpdir(), "vigie-saving-")));
  const mediaId = "0123456789abcdef01234567";
  await db.insert(media).values({ id: mediaId, format: "jpeg", width: 1, height: 1, bytes: 1 });
  const { id, content } = await aDraft();
  const change = { ...content, bodyHtml: `<figure><img src="/media/${mediaId}" alt=""></figure>` };
  const deleting = await db.transaction(async (tx) => {
    valueIn(await saveDraft(tx, editor, id, change, { version: 1, kind: "auto" }));
    const waits = removeImage(db, mediaId, nowhere);
    // The statement begins before the commit, and must wait for it.
    while ((await db.execute(blocked)).length === 0);
    return { waits };
  });
  expect(await deleting.waits).toBe(false);
  valueIn(await saveDraft(db, editor, id, content, { version: 2, kind: "auto" }));
  expect(await removeImage(db, mediaId, nowhere)).toBe(true);
  valueIn(await saveDraft(db, editor, id, change, { version: 3, kind: "auto" }));
});

const blocked = raw`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** U+0000 and unpaired surrogates, which PostgreSQL refuses, and characters that change how a text is displayed. */
const hostile = [
  "\u0000",
  "\ud800",
  "\udfff",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u001b",
  "\u0085",
  "\u2028",
  "\ufffe",
  "\ufeff",
];

describe("characters that no keyboard types", () => {
  test.each(hostile.map((one) => [JSON.stringify(one), one]))(
    "%s in every field of the editor is saved without it",
    async (_name, one) => {
      const typed = `Un${one}mot`;
      const form = articleForm.parse({
        title: typed,
        lead: typed,
        tags: `${typed},autre`,
        leadCaption: typed,
        sourceName: typed,
        sourceTitle: typed,
        sourceUrl: `https://example.org/${one}`,
        canonicalUrl: `https://example.org/?a=${one}`,
        seoTitle: typed,
        seoDescription: typed,
        body: `<p title="${typed}">${typed} <a href="https://example.org/${one}" title="${typed}">${typed}</a></p><pre><code class="${typed}">${typed}&#0;&#xd800;</code></pre><figure><img src="/media/0123456789abcdef01234567" alt="${typed}" width="1" height="1"><figcaption>${typed}</figcaption></figure>`,
      });
      const bodyHtml = toHtml(sanitizeArticle(parseHtml(form.body)));
      const { id } = valueIn(
        await createDraftOnce(db, editor, { ...toDraftContent(form), authorIds: [], bodyHtml }, page),
      );
      const kept = JSON.stringify((await findDraft(db, id))?.content);
      expect(kept).toContain("mot");
      expect(kept.isWellFormed()).toBe(true);
      // A noncharacter and line separators are harmless inside a body; all others are removed everywhere.
      if (!/[\ufffe\u2028\u200b\u0085]/.test(one)) expect(kept).not.toContain(JSON.stringify(one).slice(1, -1));
    },
  );
});
