import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import type { Executor } from "#db/client.ts";
import { comments, memberStandings, members } from "#db/schema.ts";
import { type Locale, locales, siteLocale } from "#i18n/translator.ts";

/** Lists the names and handles of staff members except one, for checking that nobody imitates them. */
export async function listStaffNames(tx: Executor, except?: number): Promise<string[]> {
  const staff = await tx
    .select({ name: members.name, handle: members.handle })
    .from(members)
    .where(and(ne(members.role, "reader"), except === undefined ? sql`true` : ne(members.id, except)))
    .limit(1_000);
  return staff.flatMap((member) => [member.name, member.handle]);
}

/** The most discussions that are invalidated one by one; beyond it `invalidateTags` invalidates everything anyway. */
const maxDiscussions = 60;

/** Lists the cache tags of a member's profile and of the discussions in which they have visible comments. */
export async function listMemberCacheTags(tx: Executor, memberId: number): Promise<string[]> {
  const [member] = await tx.select({ handle: members.handle }).from(members).where(eq(members.id, memberId));
  const discussions = await tx
    .selectDistinct({ id: comments.articleId })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), sql`${comments.status} = 'visible'`))
    .limit(maxDiscussions);
  return [
    ...(member?.handle ? [memberCacheTags.handle(member.handle)] : []),
    ...discussions.map(({ id }) => commentCacheTags.article(id)),
  ];
}

/** The member to whom a mail goes. */
export interface MailRecipient {
  id: number;
  email: string;
  name: string;
  locale: Locale;
  /** Decisions are mailed to banned members too, notifications are not. */
  banned: boolean;
}

/**
 * Finds the recipient of mails to a member; undefined for a deleted member, and without a confirmed address: an
 * unconfirmed one may be somebody else's.
 */
export async function findMailRecipient(db: Executor, memberId: number): Promise<MailRecipient | undefined> {
  const [member] = await db
    .select({
      email: members.email,
      name: members.name,
      locale: members.mailLocale,
      bannedAt: memberStandings.bannedAt,
    })
    .from(members)
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(and(eq(members.id, memberId), isNull(members.deletedAt), isNotNull(members.confirmedAt)));
  if (!member?.email) return undefined;
  const { email, name, locale, bannedAt } = member;
  return {
    id: memberId,
    email,
    name,
    locale: locales.find((known) => known === locale) ?? siteLocale(),
    banned: bannedAt !== null,
  };
}
