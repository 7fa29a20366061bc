import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { authors, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import type { Result } from "#lib/result.ts";
import { listRevisions } from "../revisions/mutations.ts";
import { articleForm } from "../schema.ts";
import { filterKnownBylines, listBylineChoices, listBylines, searchBylines } from "./bylines.ts";
import { restoreRevision } from "./mutations.ts";
import { findDraft } from "./queries.ts";
import { submitArticle } from "./submit.ts";

const { db, clear } = testDatabase();

beforeEach(async () => {
  await clear();
  await db.insert(authors).values([
    { handle: "jean", name: "Jean Dupont" },
    { handle: "jean-2", name: "jean dupont" },
    { handle: "virgule", name: "Dupont, Jean" },
    { handle: "zoe", name: "Zoé Émile" },
  ]);
});

test("tells namesakes apart by handle; a comma is part of a name", async () => {
  expect(await listBylines(db, [4, 2, 99, 1, 3])).toEqual([
    { id: 4, name: "Zoé Émile" },
    { id: 2, name: "jean dupont (@jean-2)" },
    { id: 1, name: "Jean Dupont (@jean)" },
    { id: 3, name: "Dupont, Jean" },
  ]);
});

test("finds bylines by their beginning, ignoring accents and case, and treats wildcards as text", async () => {
  expect((await searchBylines(db, "dup je")).map(({ id }) => id)).toEqual([3, 1, 2]);
  expect((await searchBylines(db, "ZOE emi")).map(({ id }) => id)).toEqual([4]);
  for (const handle of ["virgule", "@virg", "dupont virg"])
    expect((await searchBylines(db, handle)).map(({ id }) => id)).toEqual([3]);
  for (const none of ["%", "_", " ", "Dupont%"]) expect(await searchBylines(db, none)).toEqual([]);
});

test("offers the chosen bylines, those searched for, then the others by name", async () => {
  expect((await listBylineChoices(db, [2], "zoé")).map(({ id }) => id)).toEqual([2, 4, 3, 1]);
  expect((await listBylineChoices(db, [2], "zoé", 1)).map(({ id }) => id)).toEqual([2, 4, 3]);
});

test("reads the distinct ids of the form in field order; deleted ones are recognised", async () => {
  const form = { title: "T", author10: "3", author2: "1", author1: "2", author3: "", author4: "2", authors: "9" };
  const { authors: ids } = articleForm.parse(form);
  expect(ids).toEqual([2, 1, 3]);
  expect(await filterKnownBylines(db, [3, 99, 1])).toEqual([3, 1]);
});

describe("bylines", () => {
  const contributor = { id: 1, role: "contributor" as const };
  const editor = { id: 2, role: "editor" as const };
  const [jean, zoe] = ["1", "4"];

  beforeEach(async () => {
    await db.insert(members).values([
      { name: "Claire", handle: "claire", role: "contributor" },
      { name: "Édith", handle: "edith", role: "editor" },
    ]);
  });

  const valueIn = <T>(result: Result<T>): T => {
    if (!result.ok) throw new Error(JSON.stringify(result));
    return result.value;
  };

  /** Submits the editor's form as `writer`. */
  const send = async (writer: { id: number; role: "contributor" | "editor" }, form: Record<string, string>) =>
    valueIn(await submitArticle(db, writer, articleForm.parse({ title: "L’été", ...form }), "<p>Un texte.</p>"));

  const signedBy = async (id: number) => (await findDraft(db, id))?.content.authorIds;
  const ownByline = async () =>
    (await db.select({ id: authors.id }).from(authors).where(eq(authors.memberId, contributor.id)))[0]?.id;

  test("signs a contributor's draft with their own byline, whatever names the form sends", async () => {
    const { id } = await send(contributor, { act: "save", author1: zoe, author2: jean });
    expect(await signedBy(id)).toEqual([await ownByline()]);
  });

  test.each(["save", "auto"])("ignores changes of bylines in a contributor’s %s", async (act) => {
    const { id, version } = await send(contributor, { act: "save" });
    const own = String(await ownByline());
    const asked: Record<string, string>[] = [
      { author1: own, author2: zoe },
      { author1: zoe, author2: own },
      { author1: "" },
      { author1: "999" },
    ];
    for (const [index, names] of asked.entries()) {
      await send(contributor, { act, id: `${id}`, version: `${version + index}`, title: `Titre ${index}`, ...names });
      expect(await signedBy(id)).toEqual([Number(own)]);
    }
    expect((await findDraft(db, id))?.content.title).toBe("Titre 3");
  });

  test("keeps an editor's bylines through a contributor’s edits, also from a page opened before", async () => {
    const begun = await send(contributor, { act: "save" });
    const own = String(await ownByline());
    const set = { act: "save", id: `${begun.id}`, version: "1", author1: zoe, author2: own };
    await send(editor, set);
    expect(await signedBy(begun.id)).toEqual([4, Number(own)]);
    await send(contributor, { act: "save", id: `${begun.id}`, version: "2", lead: "Chapeau", author1: own });
    expect(await signedBy(begun.id)).toEqual([4, Number(own)]);
  });

  test("keeps the bylines when a contributor restores a revision", async () => {
    const begun = await send(contributor, { act: "save" });
    await send(editor, { act: "save", id: `${begun.id}`, version: "1", author1: zoe });
    const [first] = (await listRevisions(db, begun.id, 9)).slice(-1);
    valueIn(await restoreRevision(db, contributor, begun.id, first?.id ?? 0, 2));
    expect(await signedBy(begun.id)).toEqual([4]);
    valueIn(await restoreRevision(db, editor, begun.id, first?.id ?? 0, 3));
    expect(await signedBy(begun.id)).toEqual([await ownByline()]);
  });

  test("keeps the bylines of a form without the field, and removes them for one with an empty field", async () => {
    const begun = await send(contributor, { act: "save" });
    const promoted = { ...contributor, role: "editor" as const };
    await send(promoted, { act: "save", id: `${begun.id}`, version: "1", lead: "Chapeau" });
    expect(await signedBy(begun.id)).toEqual([await ownByline()]);
    await send(promoted, { act: "save", id: `${begun.id}`, version: "2", author1: "" });
    expect(await signedBy(begun.id)).toEqual([]);
  });
});
