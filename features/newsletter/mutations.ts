import { eq, inArray, sql } from "drizzle-orm";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { newsletterTopicCategories, newsletterTopics, newsletterTopicTags, tags } from "#db/schema.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import { translator } from "#i18n/translator.ts";
import { reorderIds } from "#lib/reorder.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findSlugShapeProblem, toSlug } from "#lib/slug.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { listAllCategories, listTopics, type Topic, type TopicTerm } from "./queries.ts";
import { maxTopics } from "./rules.ts";
import type { TopicActionInput, TopicFields } from "./schema.ts";

/** Identifies the state of a topic that a form showed, or of the list that a page showed. */
export const topicVersion = ({ name, slug, description, categories, tags }: Omit<Topic, "id" | "endedAt">) =>
  hashVersion([name, slug, description, ...[categories, tags].map((terms) => terms.map(({ id }) => id))]);
export const topicListVersion = (topics: Topic[]) =>
  hashVersion(topics.map(({ id, endedAt }) => [id, endedAt !== null]));

/** Creates a topic at the end of the list. Refused with `topic.tooMany`, or beside the name or the slug. */
export async function createTopic(db: Database, by: number, words: TopicFields): Promise<Result<{ id: number }>> {
  return db.transaction(async (tx): Promise<Result<{ id: number }>> => {
    const topics = await lockTopics(tx);
    if (topics.length >= maxTopics) return refused("topic.tooMany", undefined, { max: maxTopics });
    const { name, description } = words;
    const slug = words.slug || toSlug(name);
    const terms = await findTerms(tx, words);
    const fieldErrors = findTopicErrors(topics, undefined, name, slug) ?? terms.errors;
    if (fieldErrors) return refused("form.invalid", fieldErrors, { tag: terms.unknown });
    const [row] = await tx
      .insert(newsletterTopics)
      .values({ name, description, slug, position: topics.length })
      .returning({ id: newsletterTopics.id });
    const id = row?.id ?? 0;
    await storeTerms(tx, id, terms);
    await recordTopicChange(tx, [], [describeTopic({ name, description, slug, ...terms })], by);
    return ok({ id });
  });
}

/**
 * Changes a topic's name, slug or description; its subscribers keep it. Refused with `topic.gone`, `topic.changed`, or
 * beside the field.
 */
export async function changeTopic(
  db: Database,
  by: number,
  { id, version, ...words }: TopicFields & { id: number; version: string },
): Promise<Result<{ changed: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ changed: boolean }>> => {
    const topics = await lockTopics(tx);
    const topic = topics.find((one) => one.id === id);
    if (!topic) return refused("topic.gone");
    if (topicVersion(topic) !== version) return refused("topic.changed");
    const { name, description } = words;
    const slug = words.slug || toSlug(name);
    const terms = await findTerms(tx, words);
    const fieldErrors = findTopicErrors(topics, topic, name, slug) ?? terms.errors;
    if (fieldErrors) return refused("form.invalid", fieldErrors, { tag: terms.unknown });
    const after = { name, description, slug, categories: terms.categories, tags: terms.tags };
    if (topicVersion(after) === version) return ok({ changed: false });
    await tx.update(newsletterTopics).set({ name, description, slug }).where(eq(newsletterTopics.id, id));
    await storeTerms(tx, id, terms);
    await recordTopicChange(tx, [describeTopic(topic)], [describeTopic(after)], by);
    return ok({ changed: true });
  });
}

/**
 * Applies one step to the list, if it is still the list that the page showed: moves a topic up or down, ends it, offers
 * it again, or deletes it. Refused with `topic.changed`, `topic.gone`, or `topic.used` if something refers to the topic
 * to delete.
 */
export async function applyTopicAction(
  db: Database,
  by: number,
  step: TopicActionInput,
): Promise<Result<{ act: string }>> {
  return db.transaction(async (tx): Promise<Result<{ act: string }>> => {
    const { id, act } = step;
    const before = await lockTopics(tx);
    if (!before.some((one) => one.id === id)) return refused("topic.gone");
    if (topicListVersion(before) !== step.version) return refused("topic.changed");
    if (act === "delete" && !(await deleteUnused(tx, id))) return refused("topic.used");
    if (act === "end" || act === "keep")
      await tx
        .update(newsletterTopics)
        .set({ endedAt: act === "end" ? sql`coalesce(${newsletterTopics.endedAt}, now())` : null })
        .where(eq(newsletterTopics.id, id));
    if (act === "up" || act === "down")
      await storeOrder(
        tx,
        reorderIds(
          before.map((one) => one.id),
          act,
          id,
        ),
      );
    const after = await listTopics(tx);
    const [had, has] = [before, after].map((topics) => topics.map(describeTopic));
    if (had && has && topicListVersion(after) !== step.version) await recordTopicChange(tx, had, has, by);
    return ok({ act });
  });
}

interface TopicTerms {
  categories: TopicTerm[];
  tags: TopicTerm[];
}

/** Finds the categories by id, without those deleted meanwhile, and the tags by name; an unknown name is an error beside the field. */
async function findTerms(
  tx: Executor,
  words: Pick<TopicFields, "categories" | "tags">,
): Promise<TopicTerms & { errors: Record<string, string> | undefined; unknown: string }> {
  const all = await listAllCategories(tx);
  const names = words.tags.map((name) => name.toLowerCase());
  const found =
    names.length === 0
      ? []
      : await tx
          .select({ id: tags.id, name: tags.name })
          .from(tags)
          .where(inArray(sql`lower(${tags.name})`, names))
          .orderBy(tags.name);
  const unknown = words.tags.find((name) => !found.some((tag) => tag.name.toLowerCase() === name.toLowerCase())) ?? "";
  return {
    categories: all.filter(({ id }) => words.categories.includes(id)),
    tags: found,
    unknown,
    errors: unknown === "" ? undefined : { tags: "topic.tagUnknown" },
  };
}

async function storeTerms(tx: Executor, topicId: number, { categories, tags: chosen }: TopicTerms): Promise<void> {
  await tx.delete(newsletterTopicCategories).where(eq(newsletterTopicCategories.topicId, topicId));
  await tx.delete(newsletterTopicTags).where(eq(newsletterTopicTags.topicId, topicId));
  if (categories.length > 0)
    await tx.insert(newsletterTopicCategories).values(categories.map(({ id }) => ({ topicId, categoryId: id })));
  if (chosen.length > 0) await tx.insert(newsletterTopicTags).values(chosen.map(({ id }) => ({ topicId, tagId: id })));
}

/** Locks the whole list, which is short, so that changes are serialised. */
async function lockTopics(tx: Executor): Promise<Topic[]> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:topics'))`);
  return listTopics(tx);
}

/** Records a change of the list, and refreshes the pages that offer topics. */
async function recordTopicChange(tx: Executor, before: string[], after: string[], by: number): Promise<void> {
  await recordListChange(tx, "newsletter.topics", before, after, by);
  await invalidateTags(tx, [newsletterCacheTags.topics]);
}

async function storeOrder(tx: Executor, ids: number[]): Promise<void> {
  await tx.execute(sql`
    update ${newsletterTopics} set position = o.position
    from unnest(${sql.param(ids)}::bigint[]) with ordinality as o (id, position) where ${newsletterTopics.id} = o.id`);
}

/** Deletes a topic; returns false if a row of any other table refers to it, as the database decides. */
async function deleteUnused(tx: Executor, id: number): Promise<boolean> {
  try {
    await tx.transaction((inner) => inner.delete(newsletterTopics).where(eq(newsletterTopics.id, id)));
    return true;
  } catch (error) {
    if (isForeignKeyViolation(error)) return false;
    throw error;
  }
}

/** PostgreSQL's foreign_key_violation and restrict_violation, also as drizzle wraps them. */
function isForeignKeyViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  return code === "23503" || code === "23001" || isForeignKeyViolation(error.cause);
}

/** Validates a name and a slug: message keys by field, or undefined. */
function findTopicErrors(
  topics: Topic[],
  own: Topic | undefined,
  name: string,
  slug: string,
): Record<string, string> | undefined {
  const problem = findSlugShapeProblem(slug);
  if (problem) return { slug: problem };
  const others = topics.filter(({ id }) => id !== own?.id);
  if (others.some((one) => one.slug === slug)) return { slug: "taxonomy.slugTaken" };
  return others.some((one) => one.name.toLowerCase() === name.toLowerCase()) ? { name: "topic.nameTaken" } : undefined;
}

/** Describes a topic for the list of changes. */
function describeTopic({
  name,
  slug,
  description,
  endedAt,
  categories,
  tags: chosen,
}: Omit<Topic, "id" | "endedAt"> & Partial<Topic>): string {
  const ended = endedAt ? `, ${translator()("newsletter.topics.isEnded")}` : "";
  const terms = [...categories, ...chosen].map((term) => term.name).join(", ");
  return `${name} (${slug}${ended})${description && ` — ${description}`}${terms && ` [${terms}]`}`;
}
