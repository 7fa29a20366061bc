import { and, eq, inArray, isNotNull, isNull, notInArray, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberStandings, members, moderationDecisions } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { lookupAddress } from "#lib/email-address.ts";
import { type Refusal, refused } from "#lib/result.ts";
import type { Role } from "../rules.ts";
import { mayParticipate, type Standing, toStanding, type UnreadWarning } from "./rules.ts";

/** The columns for a left join of `member_standings`: all null without a row. `toStanding` converts them. */
export const standingColumns = {
  // Never null in a row, and first: drizzle takes a joined object for absent if its first column is null.
  memberId: memberStandings.memberId,
  bannedAt: memberStandings.bannedAt,
  suspensionEndsAt: memberStandings.suspensionEndsAt,
  premoderated: memberStandings.premoderated,
  warnedAt: memberStandings.warnedAt,
  acknowledgedAt: memberStandings.acknowledgedAt,
};

/** Finds a member's current standing. */
export async function findStanding(db: Executor, memberId: number): Promise<Standing> {
  const [row] = await db
    .select(standingColumns)
    .from(memberStandings)
    .where(eq(memberStandings.memberId, memberId))
    .prepare("member_standing")
    .execute();
  return toStanding(row);
}

/** Finds the member with an address; undefined if nobody has it. */
export async function findMemberId(db: Executor, email: string): Promise<number | undefined> {
  const [member] = await db
    .select({ id: members.id })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${lookupAddress(email)})`);
  return member?.id;
}

/** SQL condition: whether the member is banned or suspended now. */
export function isSanctioned(memberId: SQLWrapper): SQL<boolean> {
  return sql<boolean>`exists (select 1 from ${memberStandings} as standing where standing.member_id = ${memberId}
    and (standing.banned_at is not null or standing.suspension_ends_at > now()))`;
}

/** Whether a member with one of these roles, other than these members, could decide: they must be able to sign in and take part. */
export async function hasUninvolvedModerator(
  db: Executor,
  involved: number[],
  roles: Role[] = ["moderator", "admin"],
): Promise<boolean> {
  const [candidate] = await db
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        inArray(members.role, roles),
        notInArray(members.id, involved),
        isNull(members.deletedAt),
        // Members without an address cannot sign in.
        isNotNull(members.email),
        sql`not ${isSanctioned(members.id)}`,
      ),
    )
    .limit(1);
  return candidate !== undefined;
}

/** Returns the refusal of a member who is banned or suspended, with the end of a suspension; undefined if they may take part. */
export async function refuseExcluded(
  db: Executor,
  standing: Pick<Standing, "banned" | "suspendedUntil">,
): Promise<Refusal | undefined> {
  if (mayParticipate(standing)) return undefined;
  if (standing.banned || !standing.suspendedUntil) return refused("member.banned");
  const locale = siteLocale();
  const { "site.zone": zone } = await readSettings(db);
  return refused("member.suspended", undefined, {
    until: formatDate(standing.suspendedUntil, { locale, zone, style: "long" }),
  });
}

/** Finds a member's first unread warning; undefined without one. */
export async function findUnreadWarning(db: Executor, memberId: number): Promise<UnreadWarning | undefined> {
  const [row] = await db
    .select({ id: moderationDecisions.id, reason: moderationDecisions.reason, note: moderationDecisions.note })
    .from(moderationDecisions)
    .leftJoin(memberStandings, eq(memberStandings.memberId, moderationDecisions.memberId))
    .where(
      and(
        eq(moderationDecisions.memberId, memberId),
        eq(moderationDecisions.action, "warn"),
        sql`not exists (select 1 from moderation_decisions as undo
          where undo.reverts in (${moderationDecisions.id}, ${moderationDecisions.partOf}))`,
        sql`coalesce((${moderationDecisions.after} ->> 'warnedAt')::timestamptz > ${memberStandings.acknowledgedAt}, true)`,
      ),
    )
    .orderBy(moderationDecisions.id)
    .limit(1);
  return row;
}
