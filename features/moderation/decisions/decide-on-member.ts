import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { type DecisionState, memberStandings, members } from "#db/schema.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import { notifyOfDecision } from "#features/decision-history/notifications.ts";
import { type MemberAction, mayIncludeMessage } from "#features/decision-history/rules.ts";
import { listMemberCacheTags } from "#features/members/queries.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { hasAdminLeft, isSelf, mayModerateMember } from "#features/members/standing/policy.ts";
import { isSanctioned } from "#features/members/standing/queries.ts";
import { recountMemberVotes } from "#features/ratings/vote-brigading/recount.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isRestriction } from "../statements/rules.ts";
import { cascadeBan } from "./ban-cascade.ts";
import { findConflict } from "./conflicts.ts";
import type { DecisionDetails } from "./decision-details.ts";
import { recordMessage } from "./message-to-author.ts";

export interface Sanction {
  /** The end of a suspension. */
  until?: Date | undefined;
  /** The action on all comments of a banned member. */
  comments?: "remove" | "spam" | undefined;
}

/**
 * Decides on a member. Refused with `moderation.gone`, `.oneself`, `.rank` (only administrators decide on members who
 * moderate), `.lastAdmin`, `.conflict`, `.already`, or `form.invalid` (fields `until`, `note`).
 * @param details `toAuthor`: the note of a ban or suspension is also a message to the member
 */
export async function decideOnMember(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  action: MemberAction,
  details: DecisionDetails & Sanction & { toAuthor?: boolean | undefined },
): Promise<Result<{ decision: number; version: number }>> {
  const isMessage = details.toAuthor === true && mayIncludeMessage(action);
  if (isMessage && details.note === "") return refused("form.invalid", { note: "moderation.messageMissing" });
  const allowed = await lockMember(tx, actor, id, action === "ban" || action === "suspend");
  if (!allowed.ok) return allowed;
  const current = allowed.value;
  if (details.expectedVersion !== undefined && details.expectedVersion !== current.version)
    return findConflict(tx, "member", id);
  const change = memberStateChange(action, current, details);
  if (!change.ok) return change;
  const after = change.value;
  const decision = await recordDecision(tx, {
    subject: "member",
    subjectId: id,
    memberId: id,
    actorId: actor.id,
    rule: actor.rule,
    action,
    reason: details.reason,
    note: details.note,
    before: pickFields(toDecidedState(current), after),
    after,
  });
  if (isMessage) await recordMessage(tx, decision);
  await applyToMember(tx, id, after);
  if (action === "ban" && details.comments) await cascadeBan(tx, decision, details.comments);
  if (isRestriction(action) || action === "lift")
    await notifyOfDecision(tx, { decision, memberId: id }, { mails: true });
  return ok({ decision, version: current.version + 1 });
}

function memberStateChange(
  action: MemberAction,
  current: StoredStanding,
  { until, comments, note }: DecisionDetails & Sanction,
): Result<DecisionState> {
  const now = new Date();
  switch (action) {
    case "warn":
      return ok({ warnedAt: now.toISOString() });
    case "premoderate":
      return current.premoderated ? refused("moderation.already") : ok({ premoderated: true });
    case "suspend":
      // An invalid date is refused too: it never compares as greater.
      return until && until > now
        ? ok({ suspensionEndsAt: until.toISOString() })
        : refused("form.invalid", { until: "moderation.untilPast" });
    case "ban":
      if (current.bannedAt && !comments) return refused("moderation.already");
      return ok({ bannedAt: (current.bannedAt ?? now).toISOString() });
    case "lift": {
      const lifted: DecisionState = {
        ...(current.bannedAt ? { bannedAt: null } : {}),
        ...(current.suspensionEndsAt ? { suspensionEndsAt: null } : {}),
        ...(current.premoderated ? { premoderated: false } : {}),
      };
      return Object.keys(lifted).length > 0 ? ok(lifted) : refused("moderation.already");
    }
    // The note is the text that the member receives.
    case "message":
      return note ? ok({}) : refused("form.invalid", { note: "moderation.messageMissing" });
    case "note":
      return note ? ok({}) : refused("form.invalid", { note: "moderation.noteMissing" });
  }
}

type StoredStanding = Pick<
  typeof memberStandings.$inferSelect,
  "bannedAt" | "suspensionEndsAt" | "premoderated" | "warnedAt" | "version"
>;
const noStanding: StoredStanding = {
  bannedAt: null,
  suspensionEndsAt: null,
  premoderated: false,
  warnedAt: null,
  version: 0,
};

function toDecidedState({ bannedAt, suspensionEndsAt, premoderated, warnedAt }: StoredStanding) {
  const iso = (moment: Date | null) => moment?.toISOString() ?? null;
  return {
    bannedAt: iso(bannedAt),
    suspensionEndsAt: iso(suspensionEndsAt),
    premoderated,
    warnedAt: iso(warnedAt),
  };
}

function pickFields(state: DecisionState, fields: DecisionState): DecisionState {
  return Object.fromEntries(Object.entries(state).filter(([field]) => field in fields));
}

/**
 * Locks the rows of the actor and the member, in the order of their ids, and returns the member's standing. Of two
 * members who ban each other, or of the last two administrators, the second then sees what the first did. Refused as
 * `decideOnMember` is.
 * @param excludes whether the action excludes the member, so that the administrators must be locked and counted
 */
export async function lockMember(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  excludes: boolean,
): Promise<Result<StoredStanding>> {
  const lockedIds = [id, ...(actor.id === null ? [] : [actor.id])];
  const rows = await tx
    .select({ id: members.id, role: members.role, deletedAt: members.deletedAt })
    .from(members)
    .where(or(inArray(members.id, lockedIds), excludes ? eq(members.role, "admin") : undefined))
    .orderBy(members.id)
    .for("no key update");
  const target = rows.find((row) => row.id === id);
  if (!target || target.deletedAt) return refused("moderation.gone");
  if (actor.id !== null) {
    if (isSelf({ id: actor.id }, id)) return refused("moderation.oneself");
    const current = rows.find((row) => row.id === actor.id);
    const [sanctioned] = await tx
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.id, actor.id), isSanctioned(members.id)));
    if (!current || current.deletedAt || sanctioned) return refused("member.forbidden");
    if (!mayModerateMember(current, target)) return refused("moderation.rank");
  }
  if (excludes && !hasAdminLeft(target, await countOtherAdmins(tx, id))) return refused("moderation.lastAdmin");
  const [standing] = await tx.select().from(memberStandings).where(eq(memberStandings.memberId, id));
  return ok(standing ?? noStanding);
}

async function countOtherAdmins(tx: Executor, id: number): Promise<number> {
  const others = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.role, "admin"),
        isNull(members.deletedAt),
        ne(members.id, id),
        sql`not ${isSanctioned(members.id)}`,
      ),
    );
  return others.length;
}

/** Writes the state that a decision, or its undo, gives the member's standing. */
export async function applyToMember(tx: Executor, memberId: number, to: DecisionState): Promise<void> {
  const date = (text: string | null | undefined) => (text ? new Date(text) : null);
  const set = {
    ...("bannedAt" in to ? { bannedAt: date(to.bannedAt) } : {}),
    ...("suspensionEndsAt" in to ? { suspensionEndsAt: date(to.suspensionEndsAt) } : {}),
    ...("warnedAt" in to ? { warnedAt: date(to.warnedAt) } : {}),
    ...("premoderated" in to ? { premoderated: to.premoderated === true } : {}),
  };
  await tx
    .insert(memberStandings)
    .values({ memberId, ...set, version: 1 })
    .onConflictDoUpdate({
      target: memberStandings.memberId,
      set: { ...set, version: sql`${memberStandings.version} + 1`, updatedAt: sql`now()` },
    });
  if (!("bannedAt" in to)) return;
  // A banned member's votes do not count.
  await recountMemberVotes(tx, memberId);
  await invalidateBadge(tx, memberId);
}

/** Invalidates the pages with the expert badge of a member who is banned or no longer banned: readers see it or not. */
async function invalidateBadge(tx: Executor, memberId: number): Promise<void> {
  const [expert] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, memberId), ne(members.expertise, "")));
  if (expert) await invalidateTags(tx, await listMemberCacheTags(tx, memberId));
}
