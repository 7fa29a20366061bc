import { randomInt, randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Connection, connect, type Database } from "#db/client.ts";
import { isDeadlock } from "#db/errors.ts";
import { articles, feedItemDecisions, feedItems, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { deleteDraft } from "#features/newsroom/drafts/mutations.ts";
import { publishDraft } from "#features/newsroom/drafts/publish.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import type { ItemChoice } from "#features/syndication/inbox/decision-input.ts";
import { decideOnItem } from "#features/syndication/inbox/mutations.ts";
import { undoItemDecision } from "#features/syndication/inbox/undo.ts";
import { claimFeed } from "#features/syndication/polling/claims.ts";
import { aFeed, anItem, store } from "#features/syndication/polling/testing.ts";
import { addPicturesToArticle } from "#features/syndication/publication/add-pictures.ts";
import { followSourceByPolicy } from "#features/syndication/publication/follow-source.ts";
import { publishItemByPolicy } from "#features/syndication/publication/publish-item.ts";
import { closeJobs, openJobs } from "#lib/jobs.ts";
import { feedItems as feedItemCheck } from "../cli/checks/feed-items.ts";

// Feeds are stored, editors decide and undo, jobs publish and the newsroom edits: all at once, each on connections of its own.

const { db, sql, clear, url } = testDatabase();
const connections: Connection[] = [];
afterAll(() => Promise.all(connections.map(({ close }) => close())));

let editor = 0;
let feeds: number[] = [];

beforeEach(async () => {
  await clear();
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" }).returning();
  editor = member?.id ?? 0;
  const apply = { editPolicy: "apply", deletionPolicy: "withdraw", pictures: false } as const;
  feeds = [
    await aFeed(db, { policy: { pictures: false } }),
    await aFeed(db, { policy: { ...apply, publication: "publish" } }),
    await aFeed(db, { policy: { ...apply, publication: "publish", body: "full" } }),
    await aFeed(db, { policy: apply }),
  ];
});

const pick = <T>(list: readonly T[]): T | undefined => list[randomInt(Math.max(1, list.length))];

async function pickItem(on: Database): Promise<number> {
  const rows = await on.select({ id: feedItems.id }).from(feedItems);
  return pick(rows)?.id ?? 0;
}

/** Fetches a feed whose document repeats texts and addresses of other feeds, and edits its own. */
async function poll(on: Database): Promise<void> {
  const feed = pick(feeds) ?? 0;
  const held = await claimFeed(on, feed);
  if (!held) return;
  const items = Array.from({ length: randomInt(1, 6) }, () => {
    const story = randomInt(12);
    const kind = randomInt(4);
    const version = kind === 0 ? ` ${randomInt(3)}` : "";
    const address = kind === 1 ? { url: `https://articles.test/shared-${story}` } : {};
    return anItem(`${story}-of-${feed}`, { text: `story ${story}${version}`, ...address });
  });
  await store(on, feed, items, { held });
}

const actions = ["publish", "draft", "skip", "split", "merge", "mergeIntoArticle", "block"] as const;
const changes = ["apply", "ignore", "withdraw"] as const;

async function decide(on: Database): Promise<void> {
  const action = pick([...actions, ...actions, ...changes]) ?? "skip";
  const itemId = await pickItem(on);
  const choice: ItemChoice =
    action === "merge"
      ? { action, into: { item: await pickItem(on) } }
      : action === "mergeIntoArticle"
        ? { action: "merge", into: { article: pick(await on.select({ id: articles.id }).from(articles))?.id ?? 0 } }
        : action === "block"
          ? { action, kind: "word", word: "Title" }
          : { action };
  await decideOnItem(on, { itemId, memberId: editor, batchKey: randomUUID(), choice });
}

async function undo(on: Database): Promise<void> {
  const decisions = await on.select({ id: feedItemDecisions.id }).from(feedItemDecisions);
  await undoItemDecision(on, { decisionId: pick(decisions)?.id ?? 0, memberId: editor });
}

/** The jobs of an item, each of them twice at once. */
async function work(on: Database): Promise<void> {
  const item = await pickItem(on);
  const [row] = await on.select({ article: feedItems.articleId }).from(feedItems).limit(1);
  const task = { item, article: row?.article ?? 0, member: null, publishes: true };
  await Promise.all([publishItemByPolicy(on, item), publishItemByPolicy(on, item), followSourceByPolicy(on, item)]);
  await addPicturesToArticle(on, task);
}

/** An editor publishes or deletes a draft in the newsroom. */
async function edit(on: Database): Promise<void> {
  const id = pick(await on.select({ id: articles.id }).from(articles))?.id ?? 0;
  const draft = await findDraft(on, id);
  if (!draft) return;
  const writer = { id: editor, role: "editor" as const, isOutsideEditor: true as const };
  if (draft.status === "draft" && randomInt(2) === 0) await deleteDraft(on, writer, id, draft.version);
  else await publishDraft(on, writer, id, draft.version, { kind: "typo", note: "" });
}

/** What fails is done again by itself; an editor would see an error. */
const isRepeated = (act: unknown) => act === poll || act === work;

async function listFaults(): Promise<string[]> {
  const faults = await sql.begin(async (tx) => {
    const found: string[] = [];
    const context = { sql: tx, startProgress: () => ({ set: () => {}, add: () => {}, end: () => {} }) as never };
    for await (const finding of feedItemCheck.find(context)) found.push(finding);
    return found;
  });
  const twice = await sql<{ guid: string }[]>`
    select guid_key as guid from feed_items group by feed_id, guid_key having count(*) > 1`;
  return [...faults, ...twice.map(({ guid }) => `${guid} is stored twice`)];
}

test("no order of polls, decisions, undos, jobs and edits at once breaks the links of items and articles", {
  timeout: 180_000,
}, async () => {
  await openJobs();
  connections.push(...[1, 2, 3].map(() => connect(url, { max: 4, prepareRepeated: true })));
  for (let round = 0; round < 6; round += 1) {
    const actors = [poll, poll, decide, decide, decide, undo, work, edit];
    const outcomes = await Promise.allSettled(
      actors.map(async (act, at) => {
        const on = connections[at % connections.length]?.db ?? db;
        for (let step = 0; step < 12; step += 1) await act(on);
      }),
    );
    const failures = outcomes.flatMap((outcome, at) =>
      outcome.status === "rejected" && !(isRepeated(actors[at]) && isDeadlock(outcome.reason)) ? [outcome.reason] : [],
    );
    expect(failures.map((reason) => `${reason} ${reason?.cause}`)).toEqual([]);
    expect(await listFaults()).toEqual([]);
  }
  await closeJobs();
});
