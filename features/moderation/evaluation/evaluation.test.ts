import { beforeEach, expect, test } from "vitest";
import { comments, members, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { someComments } from "#features/comments/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { decideOrThrow } from "../decisions/testing.ts";
import { undoDecision } from "../decisions/undo.ts";
import { evaluateScreening } from "./evaluate.ts";
import { streamComments } from "./queries.ts";

const { db, clear } = testDatabase();
const dayMs = 86_400_000;
let moderator = 0;
let author = 0;
let article = 0;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values([
      { name: "Mo", handle: "mo", role: "moderator" },
      { name: "Ada", handle: "ada" },
    ])
    .returning({ id: members.id });
  [moderator, author] = rows.map(({ id }) => id) as [number, number];
  const input = { slug: "fil", title: "Fil", lead: "", bodyHtml: "", status: "published" } as const;
  article = (await upsertArticle(db, { ...input, publishedAt: new Date() })).id;
});

const old = { createdAt: new Date(Date.now() - 3 * dayMs) };

/** Decides as the moderator, or as a rule. */
const decideOn = (
  id: number | undefined,
  action: "approve" | "reject" | "spam" | "remove" | "restore",
  rule?: string,
) =>
  decideOrThrow(db, {
    actor: rule ? { rule } : { id: moderator },
    subject: { kind: "comment", id: id ?? 0 },
    action,
    reason: "respect",
  });

async function outcomes() {
  const found: Record<string, string> = {};
  for await (const { bodyHtml, outcome } of streamComments(db, { limit: 100, only: "all" })) {
    found[bodyHtml.replace(/<\/?p>/g, "")] = outcome;
  }
  return found;
}

test("takes the moderators' decisions in force as the truth", async () => {
  const keys = [
    "rejected",
    "spam",
    "removed",
    "undone",
    "rejected then restored",
    "by a rule",
    "approved",
    "untouched",
  ];
  const ids = await someComments(
    db,
    article,
    [...keys, "fresh", "pending", "imported", "reported", "deleted"].map((key) => ({
      key,
      ...(key === "fresh" ? {} : old),
      ...(key === "imported" ? { authorName: "Lecteur" } : { memberId: author }),
      ...(key === "pending" ? { status: "pending" as const } : {}),
    })),
  );
  await decideOn(ids.get("rejected"), "reject");
  await decideOn(ids.get("spam"), "spam");
  await decideOn(ids.get("removed"), "remove");
  await undoDecision(db, { id: moderator }, await decideOn(ids.get("undone"), "remove"));
  await decideOn(ids.get("rejected then restored"), "remove");
  await decideOn(ids.get("rejected then restored"), "restore");
  await decideOn(ids.get("by a rule"), "remove", "reports");
  await decideOn(ids.get("approved"), "approve");
  await db.execute(
    `insert into comment_reports (comment_id, member_id, reason) values (${ids.get("reported")}, ${moderator}, 'spam')`,
  );
  await db.execute(`update comments set deleted_at = now(), body_html = '' where id = ${ids.get("deleted")}`);
  expect(await outcomes()).toEqual({
    rejected: "refused",
    spam: "refused",
    removed: "refused",
    undone: "approved",
    "rejected then restored": "approved",
    "by a rule": "undecided",
    approved: "approved",
    untouched: "approved",
    fresh: "undecided",
    pending: "undecided",
    imported: "approved",
    reported: "undecided",
  });
});

test("does not count the comments that a ban removed: it judges their author", async () => {
  await someComments(db, article, [{ key: "swept away", memberId: author, ...old }]);
  await decideOrThrow(db, {
    actor: { id: moderator },
    subject: { kind: "member", id: author },
    action: "ban",
    reason: "respect",
    comments: "remove",
  });
  expect(await outcomes()).toEqual({ "swept away": "undecided" });
});

test("counts per phase and in all what moderators refused and kept, and stores nothing", async () => {
  await setSetting(db, "moderation.suspectWords", "zorglub");
  await setSetting(db, "moderation.bannedWords", "krypton");
  const ids = await someComments(
    db,
    article,
    ["un zorglub", "du krypton et zorglub", "rien de mal", "zorglub innocent", "insidieux"].map((key) => ({
      key,
      memberId: author,
      ...old,
    })),
  );
  for (const key of ["un zorglub", "du krypton et zorglub", "insidieux"]) await decideOn(ids.get(key), "remove");
  const decisions = await db.$count(moderationDecisions);
  const seen: number[] = [];
  const result = await evaluateScreening(db, {
    settings: await readSettings(db),
    onProgress: (n) => seen.push(n),
  });
  expect(result).toMatchObject({ comments: { approved: 2, refused: 3 }, commentsPerDay: 5 / 28 });
  expect(seen).toHaveLength(5);
  const phase = (name: string) => result.phases.find((one) => one.phase === name);
  expect(phase("bannedWords")).toMatchObject({ held: 1, flagged: 0, truePositives: 1, falsePositives: 0 });
  expect(phase("suspectWords")).toMatchObject({ held: 0, flagged: 3, truePositives: 2, falsePositives: 1 });
  expect(phase("suspectWords")?.precision.share).toBeCloseTo(2 / 3);
  expect(result.all).toMatchObject({ held: 1, flagged: 2, truePositives: 2, falsePositives: 1 });
  expect(result.all.recall.share).toBeCloseTo(2 / 3);
  expect(result.all.recall.low).toBeCloseTo(0.2077, 3);
  expect(result.all.recall.high).toBeCloseTo(0.9385, 3);
  expect(await db.$count(moderationDecisions)).toBe(decisions);
  expect(await db.$count(comments)).toBe(5);
});

test("evaluates the newest comments up to the limit, over several batches, and stops when told", async () => {
  const many = Array.from({ length: 260 }, (_, n) => ({
    key: `n${n}`,
    memberId: author,
    createdAt: new Date(Date.now() - 2 * dayMs - n * 1_000),
  }));
  await someComments(db, article, many);
  const settings = await readSettings(db);
  expect((await evaluateScreening(db, { settings, limit: 210 })).comments).toEqual({ approved: 210, refused: 0 });
  const seen: string[] = [];
  for await (const { bodyHtml } of streamComments(db, { limit: 500, only: "decided" })) seen.push(bodyHtml);
  expect(seen).toEqual(many.map(({ key }) => `<p>${key}</p>`));
  await expect(evaluateScreening(db, { settings, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow(
    "stop",
  );
});

test("returns no shares for a site without comments", async () => {
  const { comments: counted, all, commentsPerDay } = await evaluateScreening(db, { settings: await readSettings(db) });
  expect(counted).toEqual({ approved: 0, refused: 0 });
  expect(all).toMatchObject({ held: 0, precision: { share: null, low: 0, high: 1 }, recall: { share: null } });
  expect(commentsPerDay).toBe(0);
});
