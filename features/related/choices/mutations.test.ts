import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { activityLog, members, relatedArticles, relatedChoices } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { rebuildRelated, refreshRelated } from "../mutations.ts";
import { maxPins, type RelatedAct } from "../rules.ts";
import { listSelection, writeArticle } from "../selection/articles-testing.ts";
import { changeRelatedChoice, pinOrderVersion } from "./mutations.ts";
import { listRelatedChoices, listScoredCandidates } from "./queries.ts";

const { db, clear } = testDatabase();
let editor = 0;
const ids: Record<string, number> = {};

beforeEach(async () => {
  await clear();
  const [member] = await db.insert(members).values({ name: "Édith", handle: "edith", role: "editor" }).returning();
  editor = member?.id ?? 0;
  for (const [slug, tags] of [
    ["un", ["vpn"]],
    ["deux", ["vpn"]],
    ["trois", ["vpn"]],
    ["loin", ["jardin"]],
  ] as const)
    ids[slug] = await writeArticle(db, slug, { tags: [...tags] });
  await refreshRelated(db, Object.values(ids));
});

async function choose(act: RelatedAct, slug: string, version?: string, on = "un") {
  const current = pinOrderVersion(await listRelatedChoices(db, ids[on] ?? 0));
  const step = { articleId: ids[on] ?? 0, relatedId: ids[slug] ?? 0, act, version: version ?? current };
  return changeRelatedChoice(db, editor, step);
}

const reasonsOf = async (slug: string) => {
  const rows = await db.execute<{ reasons: { pinned?: boolean } }>(
    sql`select reasons from related_articles where article_id = ${ids.un ?? 0} and related_id = ${ids[slug] ?? 0}`,
  );
  return rows[0]?.reasons;
};

test("puts pins first in the editor's order, also those that share nothing", async () => {
  expect(await listSelection(db, "un")).toEqual(["trois", "deux"]);
  await choose("pin", "loin");
  await choose("pin", "deux");
  expect(await listSelection(db, "un")).toEqual(["loin", "deux", "trois"]);
  expect(await reasonsOf("loin")).toEqual({ pinned: true });
  await choose("up", "deux");
  expect(await listSelection(db, "un")).toEqual(["deux", "loin", "trois"]);
  await choose("first", "loin");
  await choose("down", "loin");
  expect(await listSelection(db, "un")).toEqual(["deux", "loin", "trois"]);
  await choose("restore", "loin");
  expect(await listSelection(db, "un")).toEqual(["deux", "trois"]);
  expect(await listSelection(db, "deux")).toEqual(["trois", "un"]);
});

test("never shows an excluded article, until that is undone; its own selection is unchanged", async () => {
  await choose("exclude", "trois");
  expect(await listSelection(db, "un")).toEqual(["deux"]);
  expect(await listSelection(db, "trois")).toEqual(["deux", "un"]);
  await choose("restore", "trois");
  expect(await listSelection(db, "un")).toEqual(["trois", "deux"]);
});

test("replaces a pin by an exclusion and the reverse", async () => {
  await choose("pin", "deux");
  await choose("exclude", "deux");
  expect(await listSelection(db, "un")).toEqual(["trois"]);
  await choose("pin", "deux");
  expect(await listSelection(db, "un")).toEqual(["deux", "trois"]);
  expect(await db.select().from(relatedChoices)).toMatchObject([{ kind: "pin", position: 1, memberId: editor }]);
});

test("keeps choices in a rebuild, and when other articles are edited", async () => {
  await choose("pin", "loin");
  await choose("exclude", "trois");
  await db.execute(sql`truncate related_articles`);
  await rebuildRelated(db);
  expect(await listSelection(db, "un")).toEqual(["loin", "deux"]);
  await refreshRelated(db, [ids.deux ?? 0, ids.loin ?? 0]);
  expect(await listSelection(db, "un")).toEqual(["loin", "deux"]);
});

test("leaves out a pin that is withdrawn, and shows it again in its place", async () => {
  await choose("pin", "loin");
  for (const status of ["withdrawn", "draft", "scheduled"] as const) {
    await setArticleStatus(db, [ids.loin ?? 0], status);
    await refreshRelated(db, [ids.loin ?? 0]);
    expect(await listSelection(db, "un")).toEqual(["trois", "deux"]);
    await setArticleStatus(db, [ids.loin ?? 0], "published");
    await refreshRelated(db, [ids.loin ?? 0]);
    expect(await listSelection(db, "un")).toEqual(["loin", "trois", "deux"]);
  }
  await db.execute(sql`delete from articles where id = ${ids.loin ?? 0}`);
  expect(await db.select().from(relatedChoices)).toEqual([]);
});

test("refuses a pin to itself, of an unpublished or unknown article, and one too many", async () => {
  expect(await choose("pin", "un")).toMatchObject({ code: "related.self" });
  await setArticleStatus(db, [ids.loin ?? 0], "draft");
  expect(await choose("pin", "loin")).toMatchObject({ code: "related.notPublished" });
  const unknown = { articleId: ids.un ?? 0, relatedId: 999_999, version: "" };
  expect(await changeRelatedChoice(db, editor, { ...unknown, act: "pin" })).toMatchObject({ ok: false });
  expect(await changeRelatedChoice(db, editor, { ...unknown, act: "exclude" })).toMatchObject({ code: "related.gone" });
  const ghost = { articleId: 999_999, relatedId: ids.un ?? 0, act: "pin", version: "" } as const;
  expect(await changeRelatedChoice(db, editor, ghost)).toMatchObject({ code: "newsroom.gone" });
  for (let n = 0; n < maxPins; n += 1) {
    ids[`p${n}`] = await writeArticle(db, `p${n}`);
    expect(await choose("pin", `p${n}`)).toMatchObject({ ok: true });
  }
  expect(await choose("pin", "deux")).toMatchObject({ code: "related.tooManyPins" });
  expect(
    await db
      .select()
      .from(relatedArticles)
      .where(sql`article_id = ${ids.un ?? 0}`),
  ).toHaveLength(maxPins);
});

test("refuses a move in an order that another editor has changed, and repeats everything else", async () => {
  await choose("pin", "deux");
  await choose("pin", "trois");
  const seen = pinOrderVersion(await listRelatedChoices(db, ids.un ?? 0));
  expect(await choose("up", "trois", seen)).toMatchObject({ ok: true });
  expect(await choose("up", "trois", seen)).toMatchObject({ code: "related.changed" });
  expect(await choose("pin", "deux", seen)).toEqual({ ok: true, value: { changed: false } });
  const both = await Promise.all([choose("exclude", "loin"), choose("exclude", "loin"), choose("pin", "loin")]);
  expect(both.every(({ ok }) => ok)).toBe(true);
  expect(
    await db
      .select()
      .from(relatedChoices)
      .where(sql`related_id = ${ids.loin ?? 0}`),
  ).toHaveLength(1);
});

test("records each effective step with the editor, and nothing otherwise", async () => {
  await choose("pin", "deux");
  await choose("pin", "deux");
  await choose("exclude", "deux");
  await choose("restore", "deux");
  await choose("restore", "deux");
  const entries = await db.select().from(activityLog).orderBy(activityLog.id);
  expect(entries.map(({ kind }) => kind)).toEqual(["relatedPinned", "relatedExcluded", "relatedRestored"]);
  expect(entries[0]).toMatchObject({ actorId: editor, subjectId: ids.un, detail: { related: ids.deux } });
});

test("lists the candidates with the parts of their scores, and why some are left out", async () => {
  await choose("exclude", "trois");
  const candidates = await listScoredCandidates(db, ids.un ?? 0);
  expect(candidates.map(({ slug, rank, leftOut }) => [slug, rank, leftOut])).toEqual([
    ["deux", 1, null],
    ["trois", null, "excluded"],
  ]);
  for (const { score, tags, category, words, near } of candidates) {
    expect(tags).toBeGreaterThan(0);
    expect((tags + category + words) * near).toBeCloseTo(score, 4);
  }
  await setArticleStatus(db, [ids.un ?? 0], "draft");
  expect(await listScoredCandidates(db, ids.un ?? 0)).toEqual([]);
});
