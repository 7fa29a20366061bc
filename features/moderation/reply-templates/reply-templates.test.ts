import { beforeEach, describe, expect, test } from "vitest";
import { replyTemplates } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { maxNoteLength } from "#features/decision-history/rules.ts";
import { someMembers } from "#features/members/testing.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { presets } from "#features/settings/schema.ts";
import { locales } from "#i18n/translator.ts";
import { addPresetTemplates, createReplyTemplate, deleteReplyTemplate, updateReplyTemplate } from "./mutations.ts";
import { listPresetTemplates } from "./presets.ts";
import { listReplyTemplates, templateVersion } from "./queries.ts";
import { fillTemplate, maxReplyTemplates, namedPlaceholders } from "./rules.ts";
import { createTemplateForm, updateTemplateForm } from "./schema.ts";

const { db, clear } = testDatabase();
let people: Record<string, number> = {};
const ada = () => people.ada ?? 0;
const bob = () => people.bob ?? 0;
const text = { title: "Hors sujet", body: "Merci de rester dans le sujet.", reason: "topic" };

beforeEach(async () => {
  await clear();
  people = await someMembers(db, { ada: "moderator", bob: "moderator", jeanne: "reader" });
});

async function aTemplate(more: Partial<typeof text> = {}): Promise<number> {
  const created = await createReplyTemplate(db, ada(), { ...text, ...more });
  if (!created.ok) throw new Error(created.code);
  return created.value.id;
}

test("stores, changes and deletes a template", async () => {
  const id = await aTemplate();
  expect(await listReplyTemplates(db)).toEqual([{ id, ...text }]);
  const changed = { ...text, body: "Autre texte", reason: null };
  expect(await updateReplyTemplate(db, bob(), { id, version: templateVersion(text), ...changed })).toMatchObject({
    ok: true,
  });
  expect(await listReplyTemplates(db)).toEqual([{ id, ...changed }]);
  expect(await deleteReplyTemplate(db, { id, version: templateVersion(changed) })).toMatchObject({ ok: true });
  expect(await listReplyTemplates(db)).toEqual([]);
  expect(await updateReplyTemplate(db, bob(), { id, version: templateVersion(changed), ...text })).toMatchObject({
    code: "replyTemplates.gone",
  });
});

test("refuses a concurrent edit and deletion with what the other wrote, which a second attempt replaces", async () => {
  const id = await aTemplate();
  const seen = templateVersion(text);
  await updateReplyTemplate(db, bob(), { id, version: seen, ...text, body: "De Bob" });
  const refusal = await updateReplyTemplate(db, ada(), { id, version: seen, ...text, body: "D’Ada" });
  expect(refusal).toMatchObject({
    ok: false,
    code: "replyTemplates.conflict",
    values: { by: "member", name: "bob" },
    currentState: { body: "De Bob", by: "bob" },
  });
  expect(await deleteReplyTemplate(db, { id, version: seen })).toMatchObject({ code: "replyTemplates.conflict" });
  expect(await listReplyTemplates(db)).toMatchObject([{ body: "De Bob" }]);
  const { version } = (refusal as { currentState: { version: string } }).currentState;
  expect(await updateReplyTemplate(db, ada(), { id, version, ...text, body: "D’Ada" })).toMatchObject({ ok: true });
});

test("lets one of two edits at once win", async () => {
  const id = await aTemplate();
  const version = templateVersion(text);
  const results = await Promise.all(
    ["Un", "Deux", "Trois"].map((body) => updateReplyTemplate(db, ada(), { id, version, ...text, body })),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});

test("refuses a title twice, whatever its case, an unknown rule, and more than the limit", async () => {
  const id = await aTemplate();
  const again = await createReplyTemplate(db, ada(), { ...text, title: "HORS SUJET" });
  expect(again).toMatchObject({ code: "form.invalid", fields: { title: "replyTemplates.titleTaken" } });
  const other = await aTemplate({ title: "Autre" });
  const renamed = { ...text, id: other, version: templateVersion({ ...text, title: "Autre" }) };
  expect(await updateReplyTemplate(db, ada(), renamed)).toMatchObject({
    fields: { title: "replyTemplates.titleTaken" },
  });
  expect(await createReplyTemplate(db, ada(), { ...text, title: "R", reason: "unknown" })).toMatchObject({
    fields: { reason: "moderation.reasonUnknown" },
  });
  const many = Array.from({ length: maxReplyTemplates - 2 }, (_, n) => ({ title: `T${n}`, body: "x" }));
  await db.insert(replyTemplates).values(many);
  expect(await createReplyTemplate(db, ada(), { ...text, title: "De trop" })).toMatchObject({
    code: "replyTemplates.tooMany",
  });
  expect(id).toBeGreaterThan(0);
});

test("keeps a rule that the site has removed since", async () => {
  const [row] = await db
    .insert(replyTemplates)
    .values({ ...text, reason: "former" })
    .returning();
  const version = templateVersion({ ...text, reason: "former" });
  const changed = await updateReplyTemplate(db, ada(), {
    id: row?.id ?? 0,
    version,
    ...text,
    reason: "former",
    body: "B",
  });
  expect(changed).toMatchObject({ ok: true });
});

test("adds the templates of a new site once, whatever is there already", async () => {
  await aTemplate({ body: "Le nôtre" });
  await addPresetTemplates(db, "fr");
  await addPresetTemplates(db, "fr");
  const all = await listReplyTemplates(db);
  expect(all).toHaveLength(5);
  expect(all.find(({ title }) => title === "Hors sujet")?.body).toBe("Le nôtre");
});

test.each(locales.map((locale) => [locale]))("the presets in %s cite rules of the site and fit the forms", (locale) => {
  const rules = new Set(listCommunityRules(presets, locale).map(({ anchor }) => anchor));
  const templates = listPresetTemplates(locale);
  expect(templates).toHaveLength(5);
  for (const template of templates) {
    expect(rules).toContain(template.reason);
    expect(createTemplateForm.parse({ ...template, reason: template.reason ?? "" })).toEqual(template);
    const filled = fillTemplate(template.body, { member: "Zoé", article: "« Un titre »" });
    expect(filled).toContain("« Un titre »");
    expect(filled).not.toMatch(/[{}]/);
  }
  expect(templates.some(({ body }) => body.includes(namedPlaceholders[locale].member))).toBe(true);
});

describe("the text of a template", () => {
  test.each([
    ["{membre} et {member} : {article}", "Zoé et Zoé : T"],
    ["{ membre} {autre} {{article}} {}", "{ membre} {autre} {T} {}"],
    ["", ""],
  ])("%s", (body, expected) => expect(fillTemplate(body, { member: "Zoé", article: "T" })).toBe(expected));

  test("inserts names literally and stays within the length of a note", () => {
    expect(fillTemplate("{membre}", { member: "$& {article}", article: "T" })).toBe("$& {article}");
    const filled = fillTemplate("{article}".repeat(200), { member: "", article: "😀".repeat(200) });
    expect([...filled]).toHaveLength(maxNoteLength);
  });
});

test("the form refuses what a browser would not send", () => {
  for (const wrong of [
    { title: "", body: "b" },
    { title: "t", body: " \n " },
    { title: "t".repeat(200), body: "b" },
    { title: "t", body: "b".repeat(3_000) },
    { title: ["t"], body: "b" },
  ])
    expect(createTemplateForm.safeParse(wrong).success, JSON.stringify(wrong).slice(0, 40)).toBe(false);
  expect(updateTemplateForm.safeParse({ title: "t", body: "b", id: "x", version: "v" }).success).toBe(false);
});
