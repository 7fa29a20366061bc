import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { beforeEach } from "vitest";
import { comments, notifications } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import type { Role } from "#features/members/rules.ts";
import { someMembers } from "#features/members/testing.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import type { Decision } from "../decisions/decide.ts";
import { decideOrThrow } from "../decisions/testing.ts";
import { listOutcomes } from "./decision-outcomes-testing.ts";
import { appealDecision, decideAppeal } from "./mutations.ts";

export const body = "Je n’ai rien fait de tel, relisez.";

const roles: Record<string, Role> = {
  jeanne: "reader",
  malik: "reader",
  modo: "moderator",
  autre: "moderator",
  chef: "admin",
};

/**
 * Sets up a database with members and an article, and helpers for tests of appeals. Call it at the top of a test file.
 */
export function appealFixtures() {
  const { db, sql: raw, clear, queries } = testDatabase();
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-appeals-"));
  process.env.AUTH_SECRET = "a secret of this test";
  let people: Record<string, number> = {};
  let articleId = 0;

  beforeEach(async () => {
    await clear();
    articleId = await anArticle(db, "fil", { title: "Fil" });
    people = await someMembers(db, roles, (handle) => ({ email: `${handle}@example.org`, confirmedAt: new Date() }));
  });

  const memberIdOf = (handle: string) => people[handle] ?? 0;
  const by = (handle: string) => ({ id: memberIdOf(handle) });
  const member = (handle: string) => ({ kind: "member" as const, id: memberIdOf(handle) });

  function write(handle = "jeanne", status: "visible" | "pending" = "visible"): Promise<number> {
    return aComment(db, articleId, { memberId: memberIdOf(handle), status, bodySource: "x", bodyHtml: "<p>x</p>" });
  }
  const decided = (decision: Decision) => decideOrThrow(db, decision);
  const reject = (id: number, handle = "modo") =>
    decided({ actor: by(handle), subject: { kind: "comment", id }, action: "reject", reason: "respect" });
  /** Rejects comments as one selection; the other decisions are parts of the first. */
  async function rejectAll(...ids: number[]): Promise<number[]> {
    const items = ids.map((id) => ({ id, version: 0 }));
    const many = await decideInBulk(db, { actor: by("modo"), action: "reject", reason: "respect", items });
    if (!many.ok) throw new Error(many.code);
    return many.value.items.map((one) => (one.decided ? one.decision : 0));
  }
  const ban = (comments?: "remove", handle = "jeanne", actor = "modo") =>
    decided({ actor: by(actor), subject: member(handle), action: "ban", reason: "spam", comments });
  async function appealed(decision: number, handle = "jeanne"): Promise<number> {
    const result = await appealDecision(db, memberIdOf(handle), { decision, body });
    if (!result.ok) throw new Error(result.code);
    return result.value.appeal;
  }
  const settle = (handle: string, appeal: number, verdict: "upheld" | "overturned" = "upheld") =>
    decideAppeal(db, by(handle), { appeal, verdict, note: "Relu avec soin." });
  async function statuses(): Promise<string[]> {
    const rows = await db.select({ status: comments.status }).from(comments).orderBy(comments.id);
    return rows.map(({ status }) => status);
  }
  const outcomeOf = async (decision: number) => (await listOutcomes(db, [decision])).get(decision);
  const listNotified = (handle = "jeanne") =>
    db
      .select({ kind: notifications.kind, decisionId: notifications.decisionId })
      .from(notifications)
      .where(eq(notifications.memberId, memberIdOf(handle)))
      .orderBy(notifications.id);
  return {
    articleId: () => articleId,
    db,
    raw,
    queries,
    memberIdOf,
    by,
    member,
    write,
    decided,
    reject,
    rejectAll,
    ban,
    appealed,
    settle,
    statuses,
    outcomeOf,
    listNotified,
  };
}
