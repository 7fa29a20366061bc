import { beforeEach, expect, test } from "vitest";
import type { DraftContent, DraftStory } from "#db/schema/newsroom.ts";
import { articleDrafts, members, stories } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { ensureStory, placeInStory } from "#features/stories/mutations.ts";
import { findStoryPlace, getStory } from "#features/stories/queries.ts";
import { createDraft, emptyContent } from "./mutations.ts";
import { publishDraft } from "./publish.ts";
import { findDraft } from "./queries.ts";
import { saveDraft } from "./save.ts";

const { db, clear, sql } = testDatabase();
const editor = { id: 1, role: "editor" as const };
const contributor = { id: 2, role: "contributor" as const };
let series = 0;

beforeEach(async () => {
  await clear();
  await db.insert(members).values([
    { name: "É", handle: "e", role: "editor" },
    { name: "C", handle: "c", role: "contributor" },
  ]);
  series = await ensureStory(db, "Série", "series", 1);
  for (const slug of ["a", "b"]) await placeInStory(db, await anArticle(db, slug), { storyId: series, place: null });
});

const inSeries = (place: number | null = null): DraftStory => ({ id: series, title: "", kind: "story", place });
const named = (title: string): DraftStory => ({ id: null, title, kind: "series", place: null });

async function aDraft(story: DraftStory | null | undefined, by: typeof editor | typeof contributor = editor) {
  const content: DraftContent = { ...(await emptyContent(db, by.id)), title: "Essai", bodyHtml: "<p>Un texte.</p>" };
  if (story !== undefined) content.story = story;
  return { ...(await createDraft(db, by, content)), content };
}

async function save(
  by: typeof editor | typeof contributor,
  { id, content, version }: { id: number; content: DraftContent; version: number },
  kind: "auto" | "save" = "save",
) {
  const saved = await saveDraft(db, by, id, content, { version, kind });
  if (!saved.ok) throw new Error(saved.code);
  return { ...saved.value, content };
}

const storyOf = async (id: number) => (await findDraft(db, id))?.content.story;

test("a published article of a draft is in the draft's series, at its number", async () => {
  const draft = await aDraft(inSeries(2));
  expect(await findStoryPlace(db, draft.id)).toEqual({ number: 2, total: 3 });
  expect(await publishDraft(db, editor, draft.id, draft.version)).toMatchObject({ ok: true });
  expect(await findStoryPlace(db, draft.id)).toEqual({ number: 2, total: 3 });
  // The number was used: the next edit changes the place only if the editor gives another.
  expect(await storyOf(draft.id)).toEqual(inSeries());
});

test("a page that still shows the number after publication makes no unpublished change", async () => {
  const draft = await aDraft(inSeries(1));
  await publishDraft(db, editor, draft.id, draft.version);
  const published = await findDraft(db, draft.id);
  const content = { ...(published?.content ?? draft.content), story: inSeries(1) };
  await save(editor, { id: draft.id, content, version: published?.version ?? 0 });
  expect(await storyOf(draft.id)).toEqual(inSeries());
});

test("a published article leaves its series when the update is published, not before", async () => {
  const draft = await aDraft(inSeries());
  await publishDraft(db, editor, draft.id, draft.version);
  const saved = await save(editor, { id: draft.id, content: { ...draft.content, story: null }, version: 2 });
  expect(await findStoryPlace(db, draft.id)).toEqual({ number: 3, total: 3 });
  await publishDraft(db, editor, draft.id, saved.version);
  expect(await findStoryPlace(db, draft.id)).toBeUndefined();
});

test("a new series is created when an editor saves by hand or publishes, not by an automatic save or a contributor", async () => {
  const draft = await aDraft(named("Nouvelle"), contributor);
  const auto = await save(editor, draft, "auto");
  const byContributor = await save(contributor, auto);
  expect(await db.$count(stories)).toBe(1);
  expect(await storyOf(draft.id)).toEqual(named("Nouvelle"));
  const saved = await save(editor, byContributor);
  expect(await db.$count(stories)).toBe(2);
  expect((await storyOf(draft.id))?.id).toBeGreaterThan(series);
  await publishDraft(db, editor, draft.id, saved.version);
  expect(await getStory(db, "nouvelle")).toMatchObject({ name: "Nouvelle", kind: "series" });
  const other = await aDraft(named("Autre"));
  await publishDraft(db, editor, other.id, other.version);
  expect(await getStory(db, "autre")).toMatchObject({ name: "Autre" });
});

test("the title of an existing series means that one", async () => {
  const draft = await aDraft(named("SÉRIE"));
  expect(await storyOf(draft.id)).toEqual(inSeries());
  expect(await findStoryPlace(db, draft.id)).toEqual({ number: 3, total: 3 });
});

test("a content stored before there were stories, and a page without the field, leave the article in its series", async () => {
  const draft = await aDraft(inSeries());
  const { story: _, ...before } = draft.content;
  const saved = await save(editor, { ...draft, content: { ...before, title: "Autre titre" } });
  expect(await storyOf(draft.id)).toEqual(inSeries());
  await sql`update ${sql("article_drafts")} set content = content - 'story'`;
  expect((await db.select().from(articleDrafts)).every(({ content }) => content && !("story" in content))).toBe(true);
  expect(await storyOf(draft.id)).toEqual(inSeries());
  await publishDraft(db, editor, draft.id, saved.version);
  expect(await findStoryPlace(db, draft.id)).toEqual({ number: 3, total: 3 });
});
