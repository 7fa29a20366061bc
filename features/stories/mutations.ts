import { eq, inArray, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Database, Executor } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { toIdArray } from "#db/id-array.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { StoryKind } from "#db/schema/stories.ts";
import { articleDrafts, articles, stories, storyArticles } from "#db/schema.ts";
import { announceFeedChanges } from "#features/articles/jobs.ts";
import { deleteRedirectsTo, redirectMovedPath } from "#features/redirects/mutations.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findSlugProblem, isReservedSlug, toSlug } from "#lib/slug.ts";
import { hashVersion } from "#lib/version-hash.ts";
import {
  findStory,
  findStoryByTitle,
  listPlacedArticles,
  type PlacedArticle,
  resolveMergedStory,
  type Story,
} from "./queries.ts";
import { maxPlace, storyPath } from "./rules.ts";
import type { StoryInput } from "./schema.ts";

/** Identifies the state of the story that a form showed. */
export const storyVersion = ({ name, slug, description, kind }: Story) => hashVersion([name, slug, description, kind]);

/** Identifies the order that a form showed. */
export const orderVersion = (placed: PlacedArticle[]) => hashVersion(placed.map(({ id }) => String(id)));

/** Creates a story or series. Refused beside the title or the address. */
export async function createStory(db: Database, by: number, input: StoryInput): Promise<Result<{ id: number }>> {
  return refuseTakenSlug(() =>
    db.transaction(async (tx): Promise<Result<{ id: number }>> => {
      await lockStories(tx);
      const slug = input.slug || toSlug(input.name);
      const fieldErrors = await validateStory(tx, undefined, input.name, slug);
      if (fieldErrors) return refused("form.invalid", fieldErrors);
      const id = await insertStory(tx, { slug, title: input.name, deck: input.description, kind: input.kind });
      await recordListChange(tx, "stories", [], [input.name], by);
      return ok({ id });
    }),
  );
}

/**
 * Finds a story by title, or creates it with the first free slug made from the title. Two at once create one: the second
 * insert waits for the first.
 */
export async function ensureStory(tx: Executor, title: string, kind: StoryKind, by: number | null): Promise<number> {
  const known = await findStoryByTitle(tx, title);
  if (known) return known.id;
  const base = toSlug(title) || kind;
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (isReservedSlug(slug) || (await findStoredTarget(tx, storyPath(slug))) !== undefined) continue;
    const [created] = await tx
      .insert(stories)
      .values({ slug, title, kind })
      .onConflictDoNothing({ target: stories.slug })
      .returning({ id: stories.id });
    if (created) {
      await recordListChange(tx, "stories", [], [title], by);
      return created.id;
    }
    const namesake = await findStoryByTitle(tx, title);
    if (namesake) return namesake.id;
  }
}

async function insertStory(
  tx: Executor,
  values: { slug: string; title: string; deck: string; kind: StoryKind },
): Promise<number> {
  const [row] = await tx.insert(stories).values(values).returning({ id: stories.id });
  if (!row) throw new Error("The story was not inserted.");
  return row.id;
}

/**
 * Puts an article into a story, or takes it out of its own (`null`), in the caller's transaction, which has locked the
 * article. In a series it gets the number `place` among all articles; without one it keeps its place, or comes last. A
 * story that was deleted meanwhile is ignored. Call it before the article's own row is written, which invalidates the
 * pages of its story; this invalidates those of the one that it leaves.
 */
export async function placeInStory(
  tx: Executor,
  articleId: number,
  target: { storyId: number; place: number | null } | null,
): Promise<void> {
  const wanted = target && { ...target, storyId: await resolveMergedStory(tx, target.storyId) };
  const [current] = await tx
    .select({ storyId: storyArticles.storyId, slug: stories.slug, listedAt: storyArticles.listedAt })
    .from(storyArticles)
    .innerJoin(stories, eq(stories.id, storyArticles.storyId))
    .where(eq(storyArticles.articleId, articleId));
  if (!current && !wanted) return;
  if (current?.storyId === wanted?.storyId && wanted?.place === null) return;
  if (current && current.storyId !== wanted?.storyId && current.listedAt) await invalidateStories(tx, [current.slug]);
  if (!wanted) {
    await tx.delete(storyArticles).where(eq(storyArticles.articleId, articleId));
    return;
  }
  const story = await lockPresentStory(tx, wanted.storyId);
  if (!story) return;
  const position = await findPosition(tx, articleId, story.id, wanted.place);
  const listedAt = sql`(select case when status = 'published' then published_at end from ${articles} where id = ${articleId})`;
  await tx
    .insert(storyArticles)
    .values({ articleId, storyId: story.id, position, listedAt })
    .onConflictDoUpdate({ target: storyArticles.articleId, set: { storyId: story.id, position, listedAt } });
}

/** Locks a story, or the one into which it is merged while this waits for it. Undefined if it was deleted. */
async function lockPresentStory(tx: Executor, id: number): Promise<Story | undefined> {
  const story = await findStory(tx, id, true);
  if (story) return story;
  const into = await resolveMergedStory(tx, id);
  return into === id ? undefined : lockPresentStory(tx, into);
}

/** Finds a position between the neighbours of a place (from 1), or after the last article. */
async function findPosition(tx: Executor, articleId: number, storyId: number, place: number | null): Promise<number> {
  const others = sql`${storyArticles} where story_id = ${storyId} and article_id <> ${articleId}`;
  if (place !== null) {
    const before = Math.max(0, place - 2);
    const rows = await tx.execute<{ position: number }>(
      sql`select position from ${others} order by position, article_id limit ${place === 1 ? 1 : 2} offset ${before}`,
    );
    const [first, second] = [...rows].map(({ position }) => Number(position));
    if (place === 1 && first !== undefined) return first - 1;
    if (first !== undefined && second !== undefined) return (first + second) / 2;
  }
  const [last] = await tx.execute<{ position: number | null }>(sql`select max(position) as position from ${others}`);
  return Math.floor(Number(last?.position ?? 0)) + 1;
}

/**
 * Changes a story's title, address, text or kind. The old address leads to the new one. Refused with `stories.gone`,
 * `stories.changed`, or beside the field.
 */
export async function updateStory(
  db: Database,
  by: number,
  { id, version, ...input }: StoryInput & { id: number; version: string },
): Promise<Result<{ changed: boolean }>> {
  return refuseTakenSlug(() =>
    db.transaction(async (tx): Promise<Result<{ changed: boolean }>> => {
      await lockStories(tx);
      const story = await findStory(tx, id, true);
      if (!story) return refused("stories.gone");
      if (storyVersion(story) !== version) return refused("stories.changed", undefined, { name: story.name });
      const next: Story = { ...story, ...input, slug: input.slug || toSlug(input.name) };
      if (storyVersion(next) === version) return ok({ changed: false });
      const fieldErrors = await validateStory(tx, story, next.name, next.slug);
      if (fieldErrors) return refused("form.invalid", fieldErrors);
      await tx
        .update(stories)
        .set({ slug: next.slug, title: next.name, deck: next.description, kind: next.kind })
        .where(eq(stories.id, id));
      if (next.slug !== story.slug) await redirectMovedPath(tx, storyPath(story.slug), storyPath(next.slug));
      const lineOf = ({ name, slug }: Story) => `${name} (${slug})`;
      await recordListChange(tx, "stories", [lineOf(story)], [lineOf(next)], by);
      await invalidateStories(tx, [story.slug, next.slug]);
      return ok({ changed: true });
    }),
  );
}

/**
 * Puts the articles of a series in order by the numbers given to them; equal numbers keep the present order. Articles in
 * `removed` leave it. Refused with `stories.gone`, or `stories.orderChanged` if the form showed another order.
 */
export async function orderStory(
  db: Database,
  { id, version, places, removed }: { id: number; version: string; places: Map<number, number>; removed: number[] },
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    // The articles first, as publishing does, so that the two never deadlock.
    await tx.execute(sql`
      select from ${articles} where id in (select article_id from ${storyArticles} where story_id = ${id} limit ${maxPlace})
      order by id for no key update`);
    const story = await findStory(tx, id, true);
    if (!story) return refused("stories.gone");
    const placed = await listPlacedArticles(tx, story);
    if (orderVersion(placed) !== version) return refused("stories.orderChanged");
    const leaving = placed.filter((one) => removed.includes(one.id)).map((one) => one.id);
    await removeArticles(tx, leaving);
    if (story.kind === "series") {
      const ordered = placed
        .filter((one) => !leaving.includes(one.id))
        .map((one, index) => ({ id: one.id, index, place: places.get(one.id) ?? index + 1 }))
        .sort((a, b) => a.place - b.place || a.index - b.index)
        .map((one) => one.id);
      await tx.execute(sql`
        update ${storyArticles} as j set position = g.n from unnest(${toIdArray(ordered)}) with ordinality g(id, n)
        where j.article_id = g.id and j.story_id = ${id}`);
    }
    await invalidateStories(tx, [story.slug]);
    return ok(undefined);
  });
}

/** Takes articles out of their story, also in drafts that are not published yet. */
async function removeArticles(tx: Executor, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.delete(storyArticles).where(inArray(storyArticles.articleId, ids));
  await tx.execute(
    sql`update ${articleDrafts} set content = jsonb_set(content, '{story}', 'null') where article_id = any(${toIdArray(ids)}) and content ? 'story'`,
  );
}

/**
 * Merges a story into another: its articles come after those of the other, and its address leads there. Refused with
 * `stories.gone`, or beside `into`.
 */
export async function mergeStory(
  db: Database,
  by: number,
  { id, into }: { id: number; into: string },
): Promise<Result<{ intoId: number }>> {
  return db.transaction(async (tx): Promise<Result<{ intoId: number }>> => {
    await lockStories(tx);
    const target = await findStoryByTitle(tx, into);
    if (!target) return refused("form.invalid", { into: "stories.intoUnknown" });
    if (target.id === id) return refused("form.invalid", { into: "stories.intoItself" });
    await tx.execute(sql`
      select from ${articles} where id in (select article_id from ${storyArticles} where story_id = ${id})
      order by id for no key update`);
    // In the order of their ids, so that two merges never deadlock.
    await tx.execute(sql`select from ${stories} where id in (${id}, ${target.id}) order by id for no key update`);
    const story = await findStory(tx, id);
    if (!story) return refused("stories.gone");
    await tx.execute(sql`
      update ${storyArticles} as j set story_id = ${target.id}, position = g.position from (
        select own.article_id, row_number() over (order by own.position, own.article_id)
          + coalesce((select ceil(max(position)) from ${storyArticles} where story_id = ${target.id}), 0) as position
        from ${storyArticles} own where own.story_id = ${id}
      ) as g where j.article_id = g.article_id`);
    await tx
      .update(stories)
      .set({ mergedIntoId: target.id })
      .where(sql`${stories.id} = ${id} or ${stories.mergedIntoId} = ${id}`);
    await redirectMovedPath(tx, storyPath(story.slug), storyPath(target.slug));
    await recordListChange(tx, "stories", [story.name, target.name], [target.name], by);
    await invalidateStories(tx, [story.slug, target.slug]);
    return ok({ intoId: target.id });
  });
}

/** Deletes a story; its articles stay. Refused with `stories.gone`. */
export async function deleteStory(db: Database, by: number, id: number): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    await lockStories(tx);
    await tx.execute(sql`
      select from ${articles} where id in (select article_id from ${storyArticles} where story_id = ${id})
      order by id for no key update`);
    const story = await findStory(tx, id, true);
    if (!story) return refused("stories.gone");
    await tx.delete(stories).where(eq(stories.id, id));
    await deleteRedirectsTo(tx, storyPath(story.slug));
    await recordListChange(tx, "stories", [story.name], [], by);
    await invalidateStories(tx, [story.slug]);
    return ok(undefined);
  });
}

/** Everything that shows these stories: their pages and feeds, the pages of their articles, the sitemap. */
async function invalidateStories(tx: Executor, slugs: string[]): Promise<void> {
  const tags = [...slugs.map((slug) => taxonomyCacheTags.story(slug)), articleCacheTags.lists];
  await announceFeedChanges(tx, tags);
  await invalidateTags(tx, tags);
}

/**
 * Locks changes of stories, because titles and slugs are checked before they are written. `ensureStory` must not wait for
 * this lock: its transaction holds locks on articles that these changes wait for.
 */
async function lockStories(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:stories'))`);
}

/** Refuses a slug that an article's new story has taken since validation. */
async function refuseTakenSlug<T>(change: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await change();
  } catch (error) {
    if (isUniqueViolation(error)) return refused("form.invalid", { slug: "stories.slugTaken" });
    throw error;
  }
}

/** Validates a title and a slug: message keys by field, or undefined. `story` is the one that has them already, if any. */
async function validateStory(
  tx: Executor,
  story: Story | undefined,
  title: string,
  slug: string,
): Promise<Record<string, string> | undefined> {
  const fault = findSlugProblem(slug);
  if (fault) return { slug: fault };
  const [taken] = await tx.select({ id: stories.id }).from(stories).where(eq(stories.slug, slug));
  if (taken && taken.id !== story?.id) return { slug: "stories.slugTaken" };
  const target = await findStoredTarget(tx, storyPath(slug));
  if (target !== undefined && target !== storyPath(story?.slug ?? "")) return { slug: "taxonomy.slugLeads" };
  const same = await findStoryByTitle(tx, title);
  const isTaken = same && same.id !== story?.id && same.name.toLowerCase() === title.toLowerCase();
  return isTaken ? { name: "stories.titleTaken" } : undefined;
}
