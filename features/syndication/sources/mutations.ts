import { isDeepStrictEqual } from "node:util";
import { and, eq, or, sql } from "drizzle-orm";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articleDrafts, articles, authors, categories, feedStates, feeds, sources } from "#db/schema.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { addFeed } from "../mutations.ts";
import { type FeedPolicyInput, readTermMappings } from "./schema.ts";

/** The columns of a policy, with ids that exist. Refused beside a category or an author that does not exist. */
async function toFeedColumns(tx: Executor, input: FeedPolicyInput) {
  const faults: Record<string, string> = {};
  const termMappings = readTermMappings(input);
  const known = new Set((await tx.select({ id: categories.id }).from(categories)).map(({ id }) => id));
  if (input.category !== null && !known.has(input.category)) faults.category = "feed.categoryGone";
  if (termMappings.some(({ categoryId }) => categoryId !== null && !known.has(categoryId)))
    faults.term = "feed.categoryGone";
  const author = input.author === "" ? undefined : await findAuthor(tx, input.author);
  if (input.author !== "" && author === undefined) faults.author = "feed.authorUnknown";
  if (Object.keys(faults).length > 0) return refused("form.invalid", faults);
  const { publication, body, indexing, editPolicy, deletionPolicy, pictures, language } = input;
  const { blockedWords, blockedAuthors, interval } = input;
  return ok({
    ...{ publication, body, indexing, editPolicy, deletionPolicy, pictures, language, blockedWords, blockedAuthors },
    termMappings,
    categoryId: input.category,
    authorId: author ?? null,
    intervalMinutes: interval,
  });
}

/** Finds a byline by name (case-insensitively) or handle; the oldest of several. */
async function findAuthor(tx: Executor, typed: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ id: authors.id })
    .from(authors)
    .where(or(sql`lower(${authors.name}) = lower(${typed})`, eq(authors.handle, typed.toLowerCase())))
    .orderBy(authors.id)
    .limit(1);
  return row?.id;
}

/** Stores what an editor says about a source; its address on this site stays. */
async function saveSource(tx: Executor, id: number, input: FeedPolicyInput): Promise<void> {
  const { sourceName: name, sourceUrl: url, description, attribution, licence } = input;
  await renameInDrafts(tx, id, name);
  const [row] = await tx
    .update(sources)
    .set({ name, url, description, attribution, licence })
    .where(eq(sources.id, id))
    .returning({ slug: sources.slug });
  if (row) await invalidateTags(tx, [taxonomyCacheTags.source(row.slug)]);
}

/** Drafts name their source: one that is renamed keeps its articles, and no second source is made when a draft is published. */
async function renameInDrafts(tx: Executor, id: number, name: string): Promise<void> {
  await tx.execute(sql`
    update ${articleDrafts} d set content = jsonb_set(d.content, '{source,name}', to_jsonb(${name}::text))
    from ${articles} a, ${sources} s
    where s.id = ${id} and s.name <> ${name} and a.source_id = s.id and d.article_id = a.id
      and lower(d.content->'source'->>'name') = lower(s.name)`);
}

export interface SubscriptionInput {
  url: string;
  title: string;
  policy: FeedPolicyInput;
  /** Null: the command line. */
  memberId: number | null;
}

/**
 * Subscribes to a feed with its policy, and stores what is said about its source; a source that exists already keeps
 * what is not empty. Refused with `feed.known` for a feed that is followed already.
 */
export function subscribeFeed(
  db: Database,
  { url, title, policy, memberId }: SubscriptionInput,
): Promise<Result<{ id: number }>> {
  return db.transaction(async (tx) => {
    const columns = await toFeedColumns(tx, policy);
    if (!columns.ok) return columns;
    const known = await findSourceByName(tx, policy.sourceName);
    const source = { name: policy.sourceName, url: policy.sourceUrl };
    const added = await addFeed(tx, { url, title, source, policy: columns.value, memberId });
    if (!added.ok) return added;
    const [feed] = await tx.select({ sourceId: feeds.sourceId }).from(feeds).where(eq(feeds.id, added.value));
    if (feed) await saveSource(tx, feed.sourceId, known ? { ...policy, ...keepFilled(known, policy) } : policy);
    await recordActivity(tx, { kind: "feedAdded", actorId: memberId, subjectId: added.value });
    return ok({ id: added.value });
  });
}

/** An empty field does not overwrite what is known of a source. */
function keepFilled(
  known: { url: string; description: string; attribution: string; licence: string },
  typed: FeedPolicyInput,
) {
  return {
    sourceUrl: known.url,
    description: typed.description || known.description,
    attribution: typed.attribution || known.attribution,
    licence: typed.licence || known.licence,
  };
}

async function findSourceByName(tx: Executor, name: string) {
  const [row] = await tx.select().from(sources).where(sql`lower(${sources.name}) = lower(${name})`).limit(1);
  return row;
}

/**
 * Changes a feed's policy and its source. The name of another source moves the feed to that source, which keeps its
 * own details. Refused with `feed.changed` if the form is based on another version, unless all of it is stored already:
 * a form that is sent twice.
 */
export function saveFeed(
  db: Database,
  memberId: number | null,
  { id, version, policy }: { id: number; version: number; policy: FeedPolicyInput },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx) => {
    const [feed] = await tx.select().from(feeds).where(eq(feeds.id, id)).for("update");
    if (!feed) return refused("feed.unknown");
    const columns = await toFeedColumns(tx, policy);
    if (feed.version !== version) {
      const isSaved = columns.ok && isDeepStrictEqual({ ...feed, ...columns.value }, feed);
      if (isSaved && (await isSourceSaved(tx, feed.sourceId, policy))) return ok({ version: feed.version });
      return refused("feed.changed");
    }
    if (!columns.ok) return columns;
    const named = await findSourceByName(tx, policy.sourceName);
    const other = named && named.id !== feed.sourceId ? named : undefined;
    if (!other) await saveSource(tx, feed.sourceId, policy);
    await tx
      .update(feeds)
      .set({
        ...columns.value,
        sourceId: other?.id ?? feed.sourceId,
        version: version + 1,
        updatedAt: new Date(),
      })
      .where(eq(feeds.id, id));
    await recordActivity(tx, { kind: "feedChanged", actorId: memberId, subjectId: id });
    return ok({ version: version + 1 });
  });
}

async function isSourceSaved(tx: Executor, id: number, policy: FeedPolicyInput): Promise<boolean> {
  const [source] = await tx.select().from(sources).where(eq(sources.id, id));
  if (!source) return false;
  const { sourceName: name, sourceUrl: url, description, attribution, licence } = policy;
  return isDeepStrictEqual({ ...source, name, url, description, attribution, licence }, source);
}

const steps = {
  pause: { from: ["active"], to: "paused", kind: "feedPaused" },
  resume: { from: ["paused", "gone"], to: "active", kind: "feedResumed" },
  remove: { from: ["active", "paused", "gone"], to: "removed", kind: "feedRemoved" },
  restore: { from: ["removed"], to: "active", kind: "feedAdded" },
} as const;
export type FeedStep = keyof typeof steps;

/**
 * Pauses, resumes, removes or restores a feed. Removed is a status: its items and articles stay, and it brings no item
 * twice when it is added again. Doing it again changes nothing.
 */
export function changeFeedStatus(
  db: Database,
  memberId: number | null,
  { id, step }: { id: number; step: FeedStep },
): Promise<Result<{ isChanged: boolean }>> {
  const { from, to, kind } = steps[step];
  return db.transaction(async (tx) => {
    const [feed] = await tx.select({ status: feeds.status }).from(feeds).where(eq(feeds.id, id)).for("update");
    if (!feed) return refused("feed.unknown");
    if (feed.status === to) return ok({ isChanged: false });
    if (!from.some((status) => status === feed.status)) return refused("feed.statusWrong");
    // A policy form that is open elsewhere is refused: it was filled in for a feed in another state.
    await tx
      .update(feeds)
      .set({ status: to, updatedAt: new Date(), version: sql`${feeds.version} + 1` })
      .where(eq(feeds.id, id));
    const nextAt = to === "active" ? new Date() : null;
    await tx
      .insert(feedStates)
      .values({ feedId: id, nextAt })
      .onConflictDoUpdate({ target: feedStates.feedId, set: { nextAt, claim: null } });
    await recordActivity(tx, { kind, actorId: memberId, subjectId: id });
    return ok({ isChanged: true });
  });
}

/**
 * Confirms a feed's move to another site, so that its policy applies again. What arrived meanwhile stays in the inbox. Refused with
 * `feed.movedAgain` if `url` is not the feed's current address. Idempotent.
 */
export function confirmMove(
  db: Database,
  memberId: number,
  { id, url }: { id: number; url: string },
): Promise<Result<undefined>> {
  return db.transaction(async (tx) => {
    const [feed] = await tx
      .select({ url: feeds.url, movedFrom: feeds.movedFrom })
      .from(feeds)
      .where(eq(feeds.id, id))
      .for("no key update");
    if (!feed) return refused("feed.unknown");
    if (feed.movedFrom === null) return ok(undefined);
    if (feed.url !== url) return refused("feed.movedAgain");
    await tx.update(feeds).set({ movedFrom: null, movedAt: null }).where(eq(feeds.id, id));
    await recordActivity(tx, { kind: "feedConfirmed", actorId: memberId, subjectId: id });
    return ok(undefined);
  });
}

/** Makes a feed due, so that the worker fetches it next; a feed that is being fetched stays claimed. */
export async function requestFetch(db: Executor, id: number): Promise<Result<undefined>> {
  const [feed] = await db
    .select({ id: feeds.id })
    .from(feeds)
    .where(and(eq(feeds.id, id), eq(feeds.status, "active")));
  if (!feed) return refused("feed.statusWrong");
  await db
    .insert(feedStates)
    .values({ feedId: id })
    .onConflictDoUpdate({
      target: feedStates.feedId,
      set: { nextAt: new Date() },
      setWhere: or(sql`${feedStates.claim} is null`, sql`${feedStates.nextAt} < now()`),
    });
  return ok(undefined);
}

/** Makes every followed feed due. Returns their number. */
export async function requestAllFetches(db: Executor): Promise<number> {
  const due = await db
    .update(feedStates)
    .set({ nextAt: new Date() })
    .where(
      and(
        sql`${feedStates.claim} is null`,
        sql`exists (select 1 from ${feeds} f where f.id = ${feedStates.feedId} and f.status = 'active')`,
      ),
    )
    .returning({ id: feedStates.feedId });
  return due.length;
}
