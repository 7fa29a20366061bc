import { beforeEach, expect, test } from "vitest";
import { articleRevisions, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { listArticleCorrections } from "#features/corrections/queries.ts";
import type { Result } from "#lib/result.ts";
import { articleForm } from "../schema.ts";
import { findDraft } from "./queries.ts";
import { submitArticle } from "./submit.ts";

const { db, clear } = testDatabase();
const editor = { id: 1, role: "editor" as const };

beforeEach(async () => {
  await clear();
  await db.insert(members).values([{ name: "Édith", handle: "edith", role: "editor" }]);
});

const send = (form: Record<string, string>) =>
  submitArticle(db, editor, articleForm.parse({ title: "L’été", key: "a-page-of-hers", ...form }), "<p>Un texte.</p>");

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

const nextYear = `${new Date().getUTCFullYear() + 1}-06-01T08:00`;

/** A published article, as the page that published it knows it. */
async function published() {
  const { id, version } = valueIn(await send({ act: "publishAnyway" }));
  return { id: `${id}`, version: `${version}`, seen: "published" };
}

test("asks for the kind of an update whose words changed, also without scripts, and keeps the text", async () => {
  const page = await published();
  const update = { ...page, act: "publish", lead: "Chapeau" };
  expect(await send(update)).toMatchObject({ code: "form.invalid", fields: { change: "correction.kindMissing" } });
  expect(await findDraft(db, Number(page.id))).toMatchObject({ differs: true, content: { lead: "Chapeau" } });
  expect(await getArticleContent(db, "l-ete")).toMatchObject({ lead: "" });
  valueIn(await send({ ...update, change: "update", changeNote: "Un chapeau." }));
  expect(await getArticleContent(db, "l-ete")).toMatchObject({ lead: "Chapeau" });
});

test("asks for the kind before it schedules an update, because its words may still change", async () => {
  const page = await published();
  const plan = { ...page, act: "schedule", publishAt: nextYear, seoTitle: "Robots" };
  expect(await send(plan)).toMatchObject({ fields: { change: "correction.kindMissingPlanned" } });
  expect(valueIn(await send({ ...plan, change: "typo" }))).toMatchObject({ asks: "schedule" });
  expect(valueIn(await send({ ...plan, act: "scheduleAnyway", change: "typo" }))).toMatchObject({ plan: "waits" });
});

test("changes nothing on a second click on Publish", async () => {
  const first = { act: "publishAnyway", seen: "draft" };
  const { id, version } = valueIn(await send(first));
  expect(valueIn(await send(first))).toMatchObject({ id, version, status: "published" });
  const kept = { id: `${id}`, act: "publishAnyway", seen: "draft", version: "1" };
  expect(valueIn(await send(kept))).toMatchObject({ id, version, status: "published" });
  expect(await db.$count(articleRevisions)).toBe(2);
});

test("records a correction once on a second click", async () => {
  const page = await published();
  const update = { ...page, act: "publish", lead: "Chapeau", change: "correction", changeNote: "C’était faux." };
  const both = await Promise.all([send(update), send(update)]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(2);
  expect(await listArticleCorrections(db, Number(page.id))).toMatchObject([{ note: "C’était faux." }]);
});
