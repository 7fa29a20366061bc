import { beforeEach, expect, test } from "vitest";
import { authors } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { articleForm } from "../schema.ts";
import { bylineChoices, bylinesOf, knownBylines, searchBylines } from "./bylines.ts";

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

test("namesakes are told apart, others have their name alone; a comma is part of a name", async () => {
  expect(await bylinesOf(db, [4, 2, 99, 1, 3])).toEqual([
    { id: 4, name: "Zoé Émile" },
    { id: 2, name: "jean dupont (@jean-2)" },
    { id: 1, name: "Jean Dupont (@jean)" },
    { id: 3, name: "Dupont, Jean" },
  ]);
});

test("are found by what they begin with, accents and case aside, and nothing in the words is a pattern", async () => {
  expect((await searchBylines(db, "dup je")).map(({ id }) => id)).toEqual([3, 1, 2]);
  expect((await searchBylines(db, "ZOE emi")).map(({ id }) => id)).toEqual([4]);
  for (const handle of ["virgule", "@virg", "dupont virg"])
    expect((await searchBylines(db, handle)).map(({ id }) => id)).toEqual([3]);
  for (const none of ["%", "_", " ", "Dupont%"]) expect(await searchBylines(db, none)).toEqual([]);
});

test("a form offers those chosen, those looked for, then the others by name", async () => {
  expect((await bylineChoices(db, [2], "zoé")).map(({ id }) => id)).toEqual([2, 4, 3, 1]);
  expect((await bylineChoices(db, [2], "zoé", 1)).map(({ id }) => id)).toEqual([2, 4, 3]);
});

test("the form says them by their ids, in the order of its fields, each once; those that are gone are known", async () => {
  const form = { title: "T", author10: "3", author2: "1", author1: "2", author3: "", author4: "2", authors: "9" };
  const { authors: ids } = articleForm.parse(form);
  expect(ids).toEqual([2, 1, 3]);
  expect(await knownBylines(db, [3, 99, 1])).toEqual([3, 1]);
});
