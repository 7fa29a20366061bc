import { expect, test } from "vitest";
import { parseForm } from "#lib/action.ts";
import { ratingForm } from "./schema.ts";

function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ article: "sujet", ...fields }))
    for (const one of [value].flat()) data.append(name, one);
  return data;
}

test.each(["1", "2", "3", "4", "5"])("reads %s stars", (stars) => {
  expect(parseForm(ratingForm, form({ stars }))).toMatchObject({ ok: true, value: { stars: Number(stars) } });
});

test.each<[string, Record<string, string | string[]>]>([
  ["none", {}],
  ["empty", { stars: "" }],
  ["zero", { stars: "0" }],
  ["six", { stars: "6" }],
  ["a half", { stars: "4.5" }],
  ["a French half", { stars: "4,5" }],
  ["negative", { stars: "-1" }],
  ["two answers", { stars: ["4", "5"] }],
  ["another way to write it", { stars: "0x5" }],
  ["Arabic digits", { stars: "٥" }],
  ["a line more", { stars: "5\n" }],
  ["a word", { stars: "cinq" }],
  ["a field named like a part of it", { "stars[0]": "5" }],
  ["a withdrawal that is none", { withdraw: "yes" }],
])("refuses %s beside the stars", (_, fields) => {
  expect(parseForm(ratingForm, form(fields))).toEqual({
    ok: false,
    code: "form.invalid",
    fields: { stars: "rating.stars" },
  });
});

test("accepts a withdrawal without stars, and prefers it to stars", () => {
  expect(parseForm(ratingForm, form({ withdraw: "1", stars: "3" }))).toMatchObject({
    ok: true,
    value: { stars: null },
  });
});

test.each(["", "a".repeat(201)])("refuses the invalid slug %j", (article) => {
  expect(parseForm(ratingForm, form({ article, stars: "3" }))).toMatchObject({
    fields: { article: "rating.articleGone" },
  });
});
