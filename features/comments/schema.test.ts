import { expect, test } from "vitest";
import { parseForm } from "#lib/action.ts";
import { commentForm, commentReactionForm } from "./schema.ts";

const form = (fields: Record<string, string | string[]>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) data.append(name, one);
  return data;
};
const good = { article: "fil", parent: "", body: "Bonjour", key: "a-key-of-the-form" };

test("accepts the form as the page sends it", () => {
  expect(parseForm(commentForm, form(good))).toEqual({
    ok: true,
    value: { article: "fil", body: "Bonjour", key: good.key },
  });
  expect(parseForm(commentForm, form({ ...good, parent: "42" }))).toMatchObject({ ok: true, value: { parent: 42 } });
});

test.each<[string, Record<string, string | string[]>, string, string]>([
  ["no text field", { ...good, body: [] }, "body", "comment.empty"],
  ["two texts", { ...good, body: ["un", "deux"] }, "body", "comment.empty"],
  ["no article", { ...good, article: "" }, "article", "comment.articleGone"],
  ["two articles", { ...good, article: ["a", "b"] }, "article", "comment.articleGone"],
  ["an endless article", { ...good, article: "a".repeat(201) }, "article", "comment.articleGone"],
  ...["abc", "0", "-1", "1.5", "1e3", "9".repeat(16), " 4", "٤"].map(
    (parent): [string, typeof good, string, string] => [
      `parent ${parent}`,
      { ...good, parent },
      "parent",
      "comment.parentGone",
    ],
  ),
  ["two parents", { ...good, parent: ["1", "2"] }, "parent", "comment.parentGone"],
  ["no key", { ...good, key: [] }, "key", "form.stale"],
  ["a short key", { ...good, key: "abc" }, "key", "form.stale"],
  ["a key with anything in it", { ...good, key: "<script>alert(1)" }, "key", "form.stale"],
])("refuses %s beside its field", (_what, fields, field, code) => {
  expect(parseForm(commentForm, form(fields))).toMatchObject({
    ok: false,
    code: "form.invalid",
    fields: { [field]: code },
  });
});

test.each([
  ["no comment", commentReactionForm, {}],
  ["a comment that is no number", commentReactionForm, { comment: "1 or 1=1" }],
  ["neither on nor off", commentReactionForm, { comment: "1", on: "2" }],
])("refuses %s", (_what, schema, fields) => {
  expect(parseForm(schema, form(fields)).ok).toBe(false);
});
