import { and, inArray, isNotNull, isNull } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { comments, members, moderationDecisions, watchedVotes } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { addComments, type NewComment } from "#features/comments/mutations.ts";
import { recordDecision, recordDecisions } from "#features/decision-history/mutations.ts";
import {
  commentActions,
  type DecisionAction,
  memberActions,
  needsReason,
  threadActions,
  voteActions,
} from "#features/decision-history/rules.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { decideInBulk } from "./bulk-decision.ts";
import { type Decision, decide } from "./decide.ts";
import { decideOnHeldVotes } from "./decide-on-vote.ts";

const { db, clear } = testDatabase();
const people: Record<string, number> = {};
let articleId = 0;
let ids: number[] = [];
let voteId = 0;

beforeEach(async () => {
  await clear();
  for (const [handle, role] of [
    ["jeanne", "reader"],
    ["modo", "moderator"],
  ] as const) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    people[handle] = row?.id ?? 0;
  }
  articleId = await anArticle(db, "un", { title: "Un" });
  const one = (key: string) =>
    ({
      ...({ key, memberId: people.jeanne, status: "visible", bodySource: "x", bodyHtml: "<p>x</p>" } as const),
      createdAt: new Date(),
    }) satisfies NewComment;
  ids = [...(await addComments(db, articleId, ["a", "b", "c"].map(one))).values()];
  const [vote] = await db
    .insert(watchedVotes)
    .values({
      articleId,
      memberId: people.jeanne ?? 0,
      state: "held",
      isYoungAccount: true,
      reason: "young",
      heldAt: new Date(),
    })
    .returning({ id: watchedVotes.id });
  voteId = vote?.id ?? 0;
});

const modo = () => ({ id: people.modo ?? 0 });
/** The number of restrictive decisions by a person without a rule. */
const unreasoned = () => {
  const restricting = moderationDecisions.action.enumValues.filter(needsReason);
  return db.$count(
    moderationDecisions,
    and(
      isNotNull(moderationDecisions.actorId),
      isNull(moderationDecisions.reason),
      inArray(moderationDecisions.action, restricting),
    ),
  );
};
const reasonsOf = async () =>
  (await db.select({ reason: moderationDecisions.reason }).from(moderationDecisions)).map(({ reason }) => reason);
const ownRules = (text: string) => setSetting(db, "pages.rules", text);

const all: [Decision["subject"]["kind"], DecisionAction][] = [
  ...commentActions.map((action) => ["comment", action] as [Decision["subject"]["kind"], DecisionAction]),
  ...threadActions.map((action) => ["article", action] as [Decision["subject"]["kind"], DecisionAction]),
  ...memberActions.map((action) => ["member", action] as [Decision["subject"]["kind"], DecisionAction]),
  ...voteActions.map((action) => ["vote", action] as [Decision["subject"]["kind"], DecisionAction]),
];

describe("restrictions", () => {
  test.each(all)("on a %s: %s without a rule is refused or gets the implied rule", async (kind, action) => {
    const id = { comment: ids[0] ?? 0, article: articleId, member: people.jeanne ?? 0, vote: voteId }[kind];
    const more = { until: new Date(Date.now() + 1e7), comments: "spam", note: "Vue." };
    const decided = await decide(db, { actor: modo(), subject: { kind, id }, action, ...more } as Decision);
    if (needsReason(action) && action !== "spam")
      expect(decided).toMatchObject({ ok: false, fields: { reason: "moderation.reasonMissing" } });
    expect(await unreasoned()).toBe(0);
  });

  test.each(["approve", "reject", "spam", "remove", "restore"] as const)(
    "in bulk: %s without a rule is refused or gets the implied rule",
    async (action) => {
      const items = ids.map((id) => ({ id, version: 0 }));
      await decideInBulk(db, { actor: modo(), action, items });
      expect(await unreasoned()).toBe(0);
      if (action === "spam") expect(await reasonsOf()).toEqual(["spam", "spam", "spam"]);
    },
  );

  test("are refused without a rule on all held votes of an article", async () => {
    const held = { articleId, upTo: new Date(Date.now() + 1e6) };
    expect(await decideOnHeldVotes(db, { actor: modo(), action: "discard", ...held })).toMatchObject({
      fields: { reason: "moderation.reasonMissing" },
    });
  });

  test("require a rule for spam on a site without a spam rule, and accept another rule", async () => {
    await ownRules("# Règles\n\n## Respect {#respect}\n\n## Sujet {#sujet}\n");
    const spam = { actor: modo(), action: "spam" } as const;
    const missing = { ok: false, fields: { reason: "moderation.reasonMissing" } };
    expect(await decide(db, { ...spam, subject: { kind: "comment", id: ids[0] ?? 0 } })).toMatchObject(missing);
    expect(await decideInBulk(db, { ...spam, items: [{ id: ids[0] ?? 0, version: 0 }] })).toMatchObject(missing);
    const items = ids.map((id) => ({ id, version: 0 }));
    expect((await decideInBulk(db, { ...spam, reason: "sujet", items })).ok).toBe(true);
    expect(await reasonsOf()).toEqual(["sujet", "sujet", "sujet"]);
  });

  test("cannot be stored without a rule, by any caller", async () => {
    const row = { subject: "comment", subjectId: ids[0] ?? 0, actorId: people.modo, action: "remove" } as const;
    await expect(recordDecision(db, row)).rejects.toThrow(/without a rule/);
    await expect(recordDecisions(db, [{ ...row, reason: "respect" }, row])).rejects.toThrow(/without a rule/);
    expect(await db.$count(moderationDecisions)).toBe(0);
    // A decision by a rule needs no reason.
    expect(await recordDecision(db, { ...row, actorId: undefined, rule: "links" })).toBeGreaterThan(0);
    expect(await db.$count(comments)).toBe(3);
  });
});
