import { beforeEach, expect, test } from "vitest";
import { articleCategories, categories, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticle } from "#features/articles/queries.ts";
import { findWithdrawn } from "#features/redirects/queries.ts";
import type { Result } from "#lib/result.ts";
import { changeMany } from "../list/mutations.ts";
import { beginArticle, emptyContent } from "./mutations.ts";
import { publishDesk, unpublish } from "./publish.ts";
import { findDesk, findStored } from "./queries.ts";
import { saveDesk } from "./saving.ts";
import { withdraw, withdrawalNote } from "./withdraw.ts";

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
  const { id } = await beginArticle(db, editor, content);
  return { content, ...valueIn(await publishDesk(db, editor, id, 1)) };
}

test("an article is withdrawn with a note, which changes and goes with its return", async () => {
  const { id, slug, version } = await published();
  expect(await withdraw(db, contributor, id, version, "Non.")).toMatchObject({ code: "member.forbidden" });
  valueIn(await withdraw(db, editor, id, version, " Deux faits\r\nétaient faux. "));
  expect(await getArticle(db, slug)).toBeNull();
  expect(await findWithdrawn(db, `/articles/${slug}`)).toEqual({ note: "Deux faits\nétaient faux." });
  expect(await findWithdrawn(db, `/articles/${slug}/comments`)).toBeDefined();
  valueIn(await withdraw(db, editor, id, version + 1, "Un fait était faux."));
  expect(await withdrawalNote(db, id)).toBe("Un fait était faux.");
  expect(await withdraw(db, editor, id, version + 2, "x".repeat(1_001))).toMatchObject({
    fields: { withdrawNote: "newsroom.withdrawNoteTooLong" },
  });
  valueIn(await publishDesk(db, editor, id, version + 2));
  expect(await withdrawalNote(db, id)).toBe("");
  expect(await getArticle(db, slug)).not.toBeNull();
  valueIn(await withdraw(db, editor, id, version + 3, "Encore."));
  valueIn(await unpublish(db, editor, id, version + 4));
  expect(await findWithdrawn(db, `/articles/${slug}`)).toBeUndefined();
});

test("what readers never saw cannot be withdrawn", async () => {
  const { id } = await beginArticle(db, editor, await emptyContent(db, 2));
  expect(await withdraw(db, editor, id, 1, "Mot.")).toMatchObject({ code: "newsroom.notPublished" });
});

test.each([
  { act: "withdraw", note: "Deux faits étaient faux." },
  { act: "status", status: "draft" },
] as const)("what the list does ($act) is told to the page that has it open", async (change) => {
  const { id, content, version } = await published();
  const page = { key: "page-of-an-editor" };
  valueIn(await saveDesk(db, editor, id, content, { version, kind: "auto", page }));
  expect(await changeMany(db, editor, [id], change)).toMatchObject({ value: { changed: 1 } });
  const more = { ...content, title: "Plus" };
  expect(await saveDesk(db, editor, id, more, { version: version + 1, kind: "auto", page })).toMatchObject({
    code: "newsroom.changed",
  });
});

test("many withdrawn at once say the same to readers; what was said of one before stays, and drafts have nobody to tell", async () => {
  const [one, other, before] = [await published(), await published(), await published()];
  valueIn(await withdraw(db, editor, before.id, before.version, "Un mot pour celui-ci."));
  const draft = await beginArticle(db, editor, await emptyContent(db, 2));
  const ids = [one.id, other.id, before.id, draft.id];
  expect(
    valueIn(await changeMany(db, editor, ids, { act: "withdraw", note: " Deux faits\r\nétaient faux. " })),
  ).toMatchObject({ changed: 2, same: 1, refused: [{ id: draft.id, refusal: { code: "newsroom.notPublished" } }] });
  for (const { id } of [one, other]) expect(await withdrawalNote(db, id)).toBe("Deux faits\nétaient faux.");
  expect(await withdrawalNote(db, before.id)).toBe("Un mot pour celui-ci.");
});

test("the list files what readers have and what is worked on, each with its own other categories", async () => {
  const { id, content, version } = await published();
  valueIn(
    await saveDesk(db, editor, id, { ...content, title: "Travail", categoryIds: [2] }, { version, kind: "save" }),
  );
  valueIn(await changeMany(db, editor, [id], { act: "category", categoryId: 3 }));
  expect((await findStored(db, id))?.categoryIds).toEqual([3, 1]);
  expect(await findDesk(db, id)).toMatchObject({ content: { title: "Travail", categoryIds: [3, 2] } });
  // Readers do not have it yet although the working copy says it.
  valueIn(await saveDesk(db, editor, id, { ...content, tags: ["neuf"] }, { version: version + 2, kind: "save" }));
  expect(await changeMany(db, editor, [id], { act: "tag", name: "neuf" })).toMatchObject({ value: { changed: 1 } });
  expect((await findStored(db, id))?.tags).toEqual(["neuf"]);
  expect(await db.select().from(articleCategories)).toHaveLength(2);
});
