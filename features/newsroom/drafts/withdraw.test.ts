import { beforeEach, expect, test } from "vitest";
import { articleCategories, categories, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { findWithdrawn } from "#features/redirects/queries.ts";
import type { Result } from "#lib/result.ts";
import { findWithdrawal } from "#server/http/guard/withdrawal.ts";
import { applyBulkChange } from "../list/mutations.ts";
import { createDraft, emptyContent } from "./mutations.ts";
import { publishDraft, unpublishArticle } from "./publish.ts";
import { findDraft, findStoredContent } from "./queries.ts";
import { saveDraft } from "./save.ts";
import { findWithdrawalNote, withdrawArticle } from "./withdraw.ts";

const { db, clear } = testDatabase();
const contributor = { id: 1, role: "contributor" as const };
const editor = { id: 2, role: "editor" as const };

beforeEach(async () => {
  await clear();
  await db
    .insert(members)
    .values([contributor, editor].map(({ id, role }) => ({ name: `N${id}`, handle: `n${id}`, role })));
  await db.insert(categories).values(["un", "deux", "trois"].map((slug) => ({ slug, name: slug })));
});

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

async function published() {
  const content = { ...(await emptyContent(db, 2)), title: "Retiré", categoryIds: [1] };
  const { id } = await createDraft(db, editor, content);
  return { content, ...valueIn(await publishDraft(db, editor, id, 1)) };
}

test("withdraws an article with a note, which can change and disappears on republication", async () => {
  const { id, slug, version } = await published();
  expect(await withdrawArticle(db, contributor, id, version, "Non.")).toMatchObject({ code: "member.forbidden" });
  valueIn(await withdrawArticle(db, editor, id, version, " Deux faits\r\nétaient faux. "));
  expect(await getArticleContent(db, slug)).toBeNull();
  expect(await findWithdrawn(db, `/articles/${slug}`)).toEqual({
    note: "Deux faits\nétaient faux.",
    title: "Retiré",
    at: expect.any(Date),
  });
  expect(await findWithdrawn(db, `/articles/${slug}/comments`)).toBeDefined();
  valueIn(await withdrawArticle(db, editor, id, version + 1, "Un fait était faux."));
  expect(await findWithdrawalNote(db, id)).toBe("Un fait était faux.");
  expect(await withdrawArticle(db, editor, id, version + 2, "x".repeat(1_001))).toMatchObject({
    fields: { withdrawNote: "newsroom.withdrawNoteTooLong" },
  });
  valueIn(await publishDraft(db, editor, id, version + 2));
  expect(await findWithdrawalNote(db, id)).toBe("");
  expect(await getArticleContent(db, slug)).not.toBeNull();
  valueIn(await withdrawArticle(db, editor, id, version + 3, "Encore."));
  valueIn(await unpublishArticle(db, editor, id, version + 4));
  expect(await findWithdrawn(db, `/articles/${slug}`)).toBeUndefined();
});

test("names a withdrawn article by the title that the editor left in the form, and not at all without one", async () => {
  const { id, slug, content, version } = await published();
  const page = () => findWithdrawal(db, `/articles/${slug}`);
  const save = async (title: string, known: number) =>
    valueIn(await saveDraft(db, editor, id, { ...content, title }, { version: known, kind: "save" })).version;
  const retitled = await save("Un autre titre", version);
  let current = valueIn(await withdrawArticle(db, editor, id, retitled, "Mot.")).version;
  expect(await page()).toMatchObject({ subject: { title: "Un autre titre" } });
  // A save alone shows nothing.
  current = await save("", current);
  expect(await page()).toMatchObject({ subject: { title: "Un autre titre" } });
  valueIn(await withdrawArticle(db, editor, id, current, "Mot."));
  expect(await page()).toEqual({ note: "Mot." });
});

test("refuses to withdraw an article that was never published", async () => {
  const { id } = await createDraft(db, editor, await emptyContent(db, 2));
  expect(await withdrawArticle(db, editor, id, 1, "Mot.")).toMatchObject({ code: "newsroom.notPublished" });
});

test.each([
  { act: "withdraw", note: "Deux faits étaient faux." },
  { act: "status", status: "draft" },
] as const)("reports $act in the list to the page that has the article open", async (change) => {
  const { id, content, version } = await published();
  const page = { key: "page-of-an-editor" };
  valueIn(await saveDraft(db, editor, id, content, { version, kind: "auto", page }));
  expect(await applyBulkChange(db, editor, [id], change)).toMatchObject({ value: { changed: 1 } });
  const more = { ...content, title: "Plus" };
  expect(await saveDraft(db, editor, id, more, { version: version + 1, kind: "auto", page })).toMatchObject({
    code: "newsroom.changed",
  });
});

test("withdraws many with one note, keeps earlier notes, and withdraws drafts without any", async () => {
  const [one, other, before] = [await published(), await published(), await published()];
  valueIn(await withdrawArticle(db, editor, before.id, before.version, "Un mot pour celui-ci."));
  const draft = await createDraft(db, editor, await emptyContent(db, 2));
  const ids = [one.id, other.id, before.id, draft.id];
  expect(
    valueIn(await applyBulkChange(db, editor, ids, { act: "withdraw", note: " Deux faits\r\nétaient faux. " })),
  ).toMatchObject({ changed: 2, same: 1, refused: [{ id: draft.id, refusal: { code: "newsroom.notPublished" } }] });
  for (const { id } of [one, other]) expect(await findWithdrawalNote(db, id)).toBe("Deux faits\nétaient faux.");
  expect(await findWithdrawalNote(db, before.id)).toBe("Un mot pour celui-ci.");
});

test("changes the category of published text and draft, each with its other categories", async () => {
  const { id, content, version } = await published();
  valueIn(
    await saveDraft(db, editor, id, { ...content, title: "Travail", categoryIds: [2] }, { version, kind: "save" }),
  );
  valueIn(await applyBulkChange(db, editor, [id], { act: "category", categoryId: 3 }));
  expect((await findStoredContent(db, id))?.categoryIds).toEqual([3, 1]);
  expect(await findDraft(db, id)).toMatchObject({ content: { title: "Travail", categoryIds: [3, 2] } });
  // The draft has it already, but the published text does not.
  valueIn(await saveDraft(db, editor, id, { ...content, tags: ["neuf"] }, { version: version + 2, kind: "save" }));
  expect(await applyBulkChange(db, editor, [id], { act: "tag", name: "neuf" })).toMatchObject({
    value: { changed: 1 },
  });
  expect((await findStoredContent(db, id))?.tags).toEqual(["neuf"]);
  expect(await db.select().from(articleCategories)).toHaveLength(2);
});
