import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { desc, eq, sql as raw } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { DraftContent } from "#db/schema/newsroom.ts";
import {
  articleRevisions,
  articles,
  authors,
  categories,
  media,
  members,
  moderationDecisions,
  redirects,
  tags,
  unpublishedArticles,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent, getArticleCounts } from "#features/articles/queries.ts";
import { listArticleCorrections } from "#features/corrections/queries.ts";
import { removeImage } from "#features/media/mutations.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import type { Result } from "#lib/result.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { addRevision, listRevisions } from "../revisions/mutations.ts";
import { acquireEditLock, findLockHolder, releaseEditLock } from "./edit-lock.ts";
import { createDraft, discardChanges, emptyContent, restoreRevision } from "./mutations.ts";
import { publishDraft, unpublishArticle } from "./publish.ts";
import { findDraft } from "./queries.ts";
import { saveDraft } from "./save.ts";

const { db, sql, clear } = testDatabase();
const nowhere = diskStorage(mkdtempSync(join(tmpdir(), "vigie-drafts-")));
const contributor = { id: 1, role: "contributor" as const };
const editor = { id: 2, role: "editor" as const };
const other = { id: 3, role: "contributor" as const };
const moderator = { id: 4, role: "moderator" as const };

beforeEach(async () => {
  await clear();
  await db
    .insert(members)
    .values(
      [contributor, editor, other, moderator].map(({ id, role }) => ({ name: `N${id}`, handle: `n${id}`, role })),
    );
  await db.insert(categories).values([
    { slug: "un", name: "Un" },
    { slug: "deux", name: "Deux" },
  ]);
});

async function aDraft(
  given: Partial<DraftContent> = {},
  writer: { id: number; role: "contributor" | "editor" } = editor,
) {
  const content = { ...(await emptyContent(db, writer.id)), title: "L’été", bodyHtml: "<p>Un texte.</p>", ...given };
  return { ...(await createDraft(db, writer, content)), content };
}

const typo = { kind: "typo", note: "" } as const;

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

describe("a draft", () => {
  test("belongs to its writer and is listed as unpublished", async () => {
    const { id } = await aDraft({ categoryIds: [2, 1, 99] }, contributor);
    const draft = await findDraft(db, id);
    expect(draft).toMatchObject({ status: "draft", ownerId: 1, version: 1, differs: true, savedBy: "N1" });
    expect(await db.select().from(authors)).toMatchObject([{ handle: "n1", memberId: 1 }]);
    expect(await db.select().from(unpublishedArticles)).toEqual([{ articleId: id, status: "draft" }]);
  });

  test("is visible to its writer and the editors only", async () => {
    const { id, content } = await aDraft({}, contributor);
    const change = { ...content, title: "Autre" };
    expect(await saveDraft(db, other, id, change, { version: 1, kind: "save" })).toMatchObject({
      code: "member.forbidden",
    });
    expect(await saveDraft(db, moderator, id, change, { version: 1, kind: "save" })).toMatchObject({
      code: "member.forbidden",
    });
    expect(await saveDraft(db, contributor, id, change, { version: 1, kind: "save" })).toMatchObject({ ok: true });
    expect(await saveDraft(db, editor, id, content, { version: 2, kind: "save" })).toMatchObject({ ok: true });
    expect(await publishDraft(db, contributor, id, 3)).toMatchObject({ code: "member.forbidden" });
    expect(await saveDraft(db, editor, 999, content, { version: 0, kind: "save" })).toMatchObject({
      code: "newsroom.gone",
    });
  });

  test("updates its row in the list as it is saved", async () => {
    const { id, content } = await aDraft();
    valueIn(
      await saveDraft(db, editor, id, { ...content, title: "Neuf", categoryIds: [2] }, { version: 1, kind: "auto" }),
    );
    expect(await db.select({ title: articles.title }).from(articles)).toEqual([{ title: "Neuf" }]);
    expect(await sql`select category_id::int as c from article_categories`).toEqual([{ c: 2 }]);
  });
});

test("protects its pictures from deletion", async () => {
  const mediaId = "0123456789abcdef01234567";
  await db.insert(media).values({ id: mediaId, format: "jpeg", width: 1, height: 1, bytes: 1 });
  const { id } = await aDraft({ bodyHtml: `<figure><img src="/media/${mediaId}" alt=""></figure>` });
  expect(await removeImage(db, mediaId, nowhere)).toBe(false);
  await db.delete(articles).where(eq(articles.id, id));
  expect(await removeImage(db, mediaId, nowhere)).toBe(true);
});

describe("concurrent saves", () => {
  test("refuses the second save, names the first author, and keeps its text", async () => {
    const { id, content } = await aDraft();
    const first = { ...content, bodyHtml: "<p>Premier.</p>" };
    const second = { ...content, bodyHtml: "<p>Second.</p>" };
    const results = await Promise.all([
      saveDraft(db, editor, id, first, { version: 1, kind: "auto" }),
      saveDraft(db, { id: 2, role: "admin" }, id, second, { version: 1, kind: "auto" }),
    ]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.find((result) => !result.ok)).toMatchObject({ code: "newsroom.changed", values: { name: "N2" } });
    const kept = await db.select({ content: articleRevisions.content }).from(articleRevisions);
    expect(kept.map((row) => row.content.bodyHtml)).toEqual(
      expect.arrayContaining([expect.stringMatching(/Premier|Second/)]),
    );
    const draft = await findDraft(db, id);
    const all = [...kept.map((row) => row.content.bodyHtml), draft?.content.bodyHtml];
    expect(all).toContain("<p>Premier.</p>");
    expect(all).toContain("<p>Second.</p>");
  });

  test("accepts the same save sent twice as one", async () => {
    const { id, content } = await aDraft();
    const change = { ...content, lead: "Chapeau" };
    expect(valueIn(await saveDraft(db, editor, id, change, { version: 1, kind: "auto" })).version).toBe(2);
    expect(valueIn(await saveDraft(db, editor, id, change, { version: 1, kind: "auto" })).version).toBe(2);
  });

  test("gives the edit lock to one page; it can be taken over, expires and is released", async () => {
    const { id } = await aDraft();
    expect(await acquireEditLock(db, id, { memberId: 2, key: "aaaaaaaa" })).toEqual({ mine: true });
    expect(await acquireEditLock(db, id, { memberId: 1, key: "bbbbbbbb" })).toMatchObject({
      mine: false,
      name: "N2",
      own: false,
    });
    expect(await acquireEditLock(db, id, { memberId: 2, key: "cccccccc" })).toMatchObject({ mine: false, own: true });
    expect(await acquireEditLock(db, id, { memberId: 1, key: "bbbbbbbb", take: true })).toEqual({ mine: true });
    expect(await acquireEditLock(db, id, { memberId: 2, key: "aaaaaaaa" })).toMatchObject({ mine: false, name: "N1" });
    await sql`update article_edit_locks set heartbeat_at = now() - interval '1 minute'`;
    expect(await findLockHolder(db, id)).toBeUndefined();
    expect(await acquireEditLock(db, id, { memberId: 2, key: "aaaaaaaa" })).toEqual({ mine: true });
    await releaseEditLock(db, id, "bbbbbbbb");
    expect(await findLockHolder(db, id)).toMatchObject({ name: "N2" });
    await releaseEditLock(db, id, "aaaaaaaa");
    expect(await findLockHolder(db, id)).toBeUndefined();
  });
});

describe("publishing", () => {
  test("publishes the text with a slug made from its title, and creates new tags and sources", async () => {
    const source = { name: "Le Monde", title: "Titre là-bas", url: "https://www.lemonde.fr/x", syndicated: true };
    const { id } = await aDraft({ tags: ["Réseau", "Neuf"], categoryIds: [2, 1], source, seoTitle: "Pour robots" });
    await db.insert(tags).values({ slug: "reseau", name: "réseau" });
    expect(valueIn(await publishDraft(db, editor, id, 1))).toMatchObject({ slug: "l-ete", version: 2 });
    expect(await getArticleContent(db, "l-ete")).toMatchObject({
      title: "L’été",
      bodyHtml: "<p>Un texte.</p>",
      category: { slug: "deux" },
      tags: [{ name: "réseau" }, { name: "Neuf" }],
      source: { slug: "le-monde", articleUrl: "https://www.lemonde.fr/x" },
      seoTitle: "Pour robots",
    });
    expect(await findDraft(db, id)).toMatchObject({ differs: false, status: "published", content: { slug: "l-ete" } });
    expect(await db.select().from(unpublishedArticles)).toEqual([]);
  });

  test("publishes a text whose byline was deleted", async () => {
    const [gone] = await db.insert(authors).values({ handle: "x", name: "X" }).returning({ id: authors.id });
    const { id, content } = await aDraft();
    const signed = { ...content, authorIds: [gone?.id ?? 0, ...content.authorIds] };
    valueIn(await saveDraft(db, editor, id, signed, { version: 1, kind: "save" }));
    await db.delete(authors).where(eq(authors.handle, "x"));
    valueIn(await publishDraft(db, editor, id, 2));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ authors: [{ slug: "n2" }] });
  });

  test("finds an imported tag by its name, whatever its slug", async () => {
    const [usa] = await db.insert(tags).values({ slug: "usa", name: "États-Unis" }).returning({ id: tags.id });
    const { id } = await aDraft({ tags: ["états-unis"] });
    valueIn(await publishDraft(db, editor, id, 1));
    expect(await db.select({ id: tags.id }).from(tags)).toEqual([{ id: usa?.id }]);
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ tags: [{ slug: "usa" }] });
  });

  test("keeps later changes in a draft until the update", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    valueIn(
      await saveDraft(db, editor, id, { ...content, title: "Corrigé", slug: "l-ete" }, { version: 2, kind: "auto" }),
    );
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ title: "L’été" });
    expect(await findDraft(db, id)).toMatchObject({ differs: true, content: { title: "Corrigé" } });
    valueIn(await publishDraft(db, editor, id, 3, typo));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ title: "Corrigé" });
  });

  test("requires a note for a correction, and takes none on first publication", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1, { kind: "correction", note: "" }));
    expect(await listArticleCorrections(db, id)).toEqual([]);
    const better = { ...content, title: "Corrigé", slug: "l-ete" };
    valueIn(await saveDraft(db, editor, id, better, { version: 2, kind: "save" }));
    expect(await publishDraft(db, editor, id, 3, { kind: "correction", note: " " })).toMatchObject({
      fields: { changeNote: "correction.empty" },
    });
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ title: "L’été" });
    valueIn(await publishDraft(db, editor, id, 3, { kind: "correction", note: "Le titre était faux." }));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ title: "Corrigé" });
    expect(await listArticleCorrections(db, id)).toMatchObject([{ kind: "correction", note: "Le titre était faux." }]);
  });

  test("requires the kind of an update whose words changed", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    valueIn(await saveDraft(db, editor, id, { ...content, lead: "Neuf" }, { version: 2, kind: "save" }));
    expect(await publishDraft(db, editor, id, 3)).toMatchObject({
      code: "form.invalid",
      fields: { change: "correction.kindMissing" },
    });
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ lead: "" });
    expect(await findDraft(db, id)).toMatchObject({ version: 3, differs: true, content: { lead: "Neuf" } });
    valueIn(await publishDraft(db, editor, id, 3, typo));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ lead: "Neuf" });
    expect(await listArticleCorrections(db, id)).toEqual([]);
  });

  test("accepts an update without a kind if no words changed", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    const filed = { ...content, slug: "l-ete", categoryIds: [2], seoTitle: "Robots" };
    valueIn(await saveDraft(db, editor, id, filed, { version: 2, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 3));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ seoTitle: "Robots", category: { slug: "deux" } });
    expect(await listArticleCorrections(db, id)).toEqual([]);
    const change = { kind: "correction", note: "L’image était celle d’un autre." } as const;
    valueIn(await publishDraft(db, editor, id, 4, change));
    expect(await listArticleCorrections(db, id)).toMatchObject([change]);
  });

  test("discards unpublished changes", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    expect(await discardChanges(db, editor, id, 2)).toMatchObject({ code: "newsroom.nothingToDrop" });
    valueIn(await saveDraft(db, editor, id, { ...content, title: "Raté" }, { version: 2, kind: "save" }));
    valueIn(await discardChanges(db, editor, id, 3));
    expect(await findDraft(db, id)).toMatchObject({ differs: false, version: 4, content: { title: "L’été" } });
  });

  test.each([
    ["Pas Bon", "newsroom.slugShape"],
    ["feed", "newsroom.slugReserved"],
    ["pris", "newsroom.slugTaken"],
    ["ancien", "newsroom.slugTaken"],
  ])("refuses the slug %s beside its field", async (slug, said) => {
    const first = await aDraft({ slug: "ancien" });
    valueIn(await publishDraft(db, editor, first.id, 1));
    valueIn(await saveDraft(db, editor, first.id, { ...first.content, slug: "pris" }, { version: 2, kind: "save" }));
    valueIn(await publishDraft(db, editor, first.id, 3));
    const { id } = await aDraft({ slug });
    expect(await publishDraft(db, editor, id, 1)).toMatchObject({ code: "form.invalid", fields: { slug: said } });
  });

  test("redirects from a former slug, and lets it be used again", async () => {
    const { id, content } = await aDraft({ slug: "avant" });
    valueIn(await publishDraft(db, editor, id, 1));
    valueIn(await saveDraft(db, editor, id, { ...content, slug: "apres" }, { version: 2, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 3));
    expect(await resolveRedirect(db, "/articles/avant")).toBe("/articles/apres");
    valueIn(await saveDraft(db, editor, id, { ...content, slug: "avant" }, { version: 4, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 5));
    expect(await resolveRedirect(db, "/articles/apres")).toBe("/articles/avant");
    expect(await db.select({ from: redirects.fromPath }).from(redirects)).toEqual([{ from: "/articles/apres" }]);
  });

  test("gives two articles of one title two slugs, and refuses one without a title", async () => {
    for (const slug of ["l-ete", "l-ete-2"]) {
      const { id } = await aDraft();
      expect(valueIn(await publishDraft(db, editor, id, 1)).slug).toBe(slug);
    }
    const { id } = await aDraft({ title: " " });
    expect(await publishDraft(db, editor, id, 1)).toMatchObject({ fields: { title: "newsroom.titleMissing" } });
  });

  test("records a changed comment policy of a published article as a moderation decision", async () => {
    const { id, content } = await aDraft({ commentPolicy: "premoderated" });
    valueIn(await publishDraft(db, editor, id, 1));
    expect(await db.select().from(moderationDecisions)).toEqual([]);
    const chosen = { commentPolicy: "closed" as const, discussionBefore: { policy: "premoderated" as const } };
    valueIn(await saveDraft(db, editor, id, { ...content, ...chosen }, { version: 2, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 3));
    expect(await db.select().from(moderationDecisions)).toMatchObject([
      { subject: "article", subjectId: id, actorId: 2, action: "close", before: { policy: "premoderated" } },
    ]);
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ commentPolicy: "closed" });
    expect(await findDraft(db, id)).toMatchObject({ discussion: { policy: "closed" }, differs: false });
  });

  test("keeps the slow mode unless the draft names one, which a published article gets by a moderation decision", async () => {
    const { id, content } = await aDraft({ slowModeMinutes: 5 });
    valueIn(await publishDraft(db, editor, id, 1));
    expect(await db.$count(moderationDecisions)).toBe(0);
    await db.update(articles).set({ slowModeMinutes: 30 });
    const { slowModeMinutes: _, ...unnamed } = content;
    valueIn(await saveDraft(db, editor, id, { ...unnamed, seoTitle: "Autre" }, { version: 2, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 3));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ seoTitle: "Autre", slowModeMinutes: 30 });
    expect((await findDraft(db, id))?.content.slowModeMinutes).toBeUndefined();
    const chosen = { slowModeMinutes: 0, discussionBefore: { slowModeMinutes: 30 } };
    valueIn(await saveDraft(db, editor, id, { ...unnamed, ...chosen }, { version: 4, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 5));
    expect(await db.select().from(moderationDecisions)).toMatchObject([
      {
        subject: "article",
        actorId: 2,
        action: "unslow",
        before: { slowModeMinutes: 30 },
        after: { slowModeMinutes: 0 },
      },
    ]);
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ slowModeMinutes: 0 });
  });

  test.each([
    ["whose form showed an older state", { policy: "open" as const, slowModeMinutes: 0 }],
    ["of an earlier version, which does not say what its form showed", undefined],
  ])("a draft %s does not undo what a moderator or a rule decided since", async (_, discussionBefore) => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    const stale = {
      ...content,
      commentPolicy: "closed" as const,
      slowModeMinutes: 5,
      ...(discussionBefore && { discussionBefore }),
    };
    valueIn(await saveDraft(db, editor, id, stale, { version: 2, kind: "save" }));
    await db.update(articles).set({ commentPolicy: "premoderated", slowModeMinutes: 10 });
    expect((await findDraft(db, id))?.content).not.toHaveProperty("commentPolicy");
    valueIn(await publishDraft(db, editor, id, 3));
    expect(await db.$count(moderationDecisions)).toBe(0);
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ commentPolicy: "premoderated", slowModeMinutes: 10 });
  });

  test("a choice for the discussion applies although a moderator changed the other one", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    const chosen = { commentPolicy: "closed" as const, discussionBefore: { policy: "open" as const } };
    valueIn(await saveDraft(db, editor, id, { ...content, ...chosen }, { version: 2, kind: "save" }));
    await db.update(articles).set({ slowModeMinutes: 10 });
    valueIn(await publishDraft(db, editor, id, 3));
    expect(await getArticleContent(db, "l-ete")).toMatchObject({ commentPolicy: "closed", slowModeMinutes: 10 });
  });

  test("a restored revision does not choose for the discussion again", async () => {
    const { id, content } = await aDraft();
    valueIn(await publishDraft(db, editor, id, 1));
    const chosen = {
      seoTitle: "Fermé",
      commentPolicy: "closed" as const,
      discussionBefore: { policy: "open" as const },
    };
    valueIn(await saveDraft(db, editor, id, { ...content, ...chosen }, { version: 2, kind: "save" }));
    valueIn(await publishDraft(db, editor, id, 3));
    await db.update(articles).set({ commentPolicy: "open" });
    const [revision] = await db
      .select({ id: articleRevisions.id })
      .from(articleRevisions)
      .orderBy(desc(articleRevisions.id))
      .limit(1);
    valueIn(await restoreRevision(db, editor, id, revision?.id ?? 0, 4));
    expect((await findDraft(db, id))?.content).toMatchObject({ seoTitle: "Fermé" });
    expect((await findDraft(db, id))?.content).not.toHaveProperty("commentPolicy");
  });

  test("keeps imported votes and their sum", async () => {
    const { id, content } = await aDraft();
    await db.update(articles).set({ legacyRatingCount: 12, legacyRatingSum: 50 });
    valueIn(await publishDraft(db, editor, id, 1));
    expect(await getArticleCounts(db, id)).toMatchObject({ ratings: { count: 12, sum: 50, legacy: 12 } });
    valueIn(await unpublishArticle(db, editor, id, 2));
    expect(await getArticleContent(db, "l-ete")).toBeNull();
    expect(await saveDraft(db, contributor, id, content, { version: 3, kind: "save" })).toMatchObject({ ok: false });
  });
});

describe("revisions", () => {
  test("adds one automatic revision in five minutes, and each manual one", async () => {
    const { id, content } = await aDraft();
    for (let version = 1; version <= 4; version += 1)
      valueIn(await saveDraft(db, editor, id, { ...content, lead: `${version}` }, { version, kind: "auto" }));
    expect(await listRevisions(db, id, 20)).toHaveLength(1);
    await db.update(articleRevisions).set({ createdAt: raw`now() - interval '6 minutes'` });
    valueIn(await saveDraft(db, editor, id, { ...content, lead: "5" }, { version: 5, kind: "auto" }));
    valueIn(await saveDraft(db, editor, id, { ...content, lead: "6" }, { version: 6, kind: "save" }));
    expect((await listRevisions(db, id, 20)).map(({ kind }) => kind)).toEqual(["save", "auto", "save"]);
  });

  test("thins old automatic revisions and keeps the others", async () => {
    const { id, content } = await aDraft();
    await sql`
      insert into article_revisions (article_id, member_id, kind, content, word_count, created_at)
      select ${id}, 2, k, ${JSON.stringify(content)}::text::jsonb, 1, date_trunc('day', now()) - interval '3 days' + n * interval '10 minutes'
      from generate_series(0, 11) n, unnest(array['auto', 'live']) k`;
    await addRevision(db, id, { memberId: 2, kind: "save", content });
    const counts = await sql`select kind, count(*)::int as n from article_revisions group by kind order by kind`;
    expect(counts).toEqual([
      { kind: "auto", n: 2 },
      { kind: "live", n: 12 },
      { kind: "save", n: 2 },
    ]);
  });

  test("restores a revision and keeps the current text as a revision", async () => {
    const { id, content } = await aDraft();
    valueIn(await saveDraft(db, editor, id, { ...content, lead: "Neuf" }, { version: 1, kind: "auto" }));
    const [first] = await listRevisions(db, id, 1);
    expect(valueIn(await restoreRevision(db, editor, id, first?.id ?? 0, 2)).version).toBe(3);
    expect(await findDraft(db, id)).toMatchObject({ content: { lead: "" } });
    expect((await listRevisions(db, id, 20)).map(({ kind }) => kind)).toEqual(["restore", "save", "save"]);
    expect(await restoreRevision(db, editor, id, 999, 3)).toMatchObject({ code: "newsroom.noRevision" });
  });
});
