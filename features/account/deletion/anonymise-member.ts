import { and, eq, inArray, ne, or, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import {
  articles,
  authors,
  commentReactions,
  commentReports,
  commentSubmissions,
  comments,
  deletedCommentTexts,
  expertiseGrants,
  follows,
  memberFeeds,
  memberIdentities,
  memberSessions,
  members,
  memberTokens,
  memberTotp,
  moderationDigests,
  mutedDiscussions,
  mutes,
  notificationMails,
  notificationSettings,
  notifications,
  passkeys,
  ratings,
  recoveryCodes,
  registrationNetworks,
  signInChallenges,
  staffInvitations,
} from "#db/schema.ts";
import { forgetGuest } from "#features/comments/guests/mutations.ts";
import { rerankThreads } from "#features/comments/jobs.ts";
import { recountComments } from "#features/comments/mutations.ts";
import { deletePendingMails } from "#features/decision-history/notifications.ts";
import { deletedHandle } from "#features/members/rules.ts";
import { eraseMemberAppeals } from "#features/moderation/appeals/close-appeals.ts";
import { eraseAddress } from "#features/newsletter/subscribers/mutations.ts";
import { withdrawVotes } from "#features/ratings/mutations.ts";
import { deleteRedirectsTo } from "#features/redirects/mutations.ts";
import { hasModerated } from "#features/transparency/log/queries.ts";
import { translator } from "#i18n/translator.ts";
import { resetMailLimit } from "#lib/mail/mail-limit.ts";
import { removeAvatar } from "../avatar.ts";

/**
 * Deletes a member's data and keeps the emptied row with its id, so that threads and decisions stay consistent. Visible comments stay under
 * "Membre supprimé" or are removed, as the member chose. Comments that readers do not see, votes, reactions and credentials are always
 * removed. Reports keep their reason, without the text. Updates all counts in the caller's transaction.
 */
export async function anonymiseMember(
  tx: Executor,
  memberId: number,
  { keepsComments }: { keepsComments: boolean },
): Promise<void> {
  const [member] = await tx
    .select({ handle: members.handle, email: members.email, confirmedAt: members.confirmedAt })
    .from(members)
    .where(eq(members.id, memberId))
    .for("update");
  if (!member) return;
  const affectedArticles = await lockArticles(tx, memberId);
  await removeAvatar(tx, memberId);
  await forgetGuest(tx, memberId);
  await deleteVotes(tx, memberId);
  await tx.execute(
    sql`delete from ${deletedCommentTexts} where comment_id in (select id from ${comments} where member_id = ${memberId})`,
  );
  await tx
    .update(comments)
    .set({ status: "removed", bodySource: "", bodyHtml: "", deletedAt: sql`coalesce(${comments.deletedAt}, now())` })
    .where(and(eq(comments.memberId, memberId), keepsComments ? ne(comments.status, "visible") : sql`true`));
  if (!keepsComments)
    await recountComments(
      tx,
      affectedArticles.map(({ id }) => id),
    );
  await rerankThreads(
    tx,
    affectedArticles.map(({ id }) => id),
  );
  await tx.delete(commentSubmissions).where(eq(commentSubmissions.memberId, memberId));
  await tx.update(commentReports).set({ note: "" }).where(eq(commentReports.memberId, memberId));
  await tx.delete(notifications).where(eq(notifications.memberId, memberId));
  await eraseMemberAppeals(tx, memberId);
  await deletePendingMails(tx, memberId);
  await tx.delete(mutes).where(or(eq(mutes.memberId, memberId), eq(mutes.mutedId, memberId)));
  for (const table of [
    memberSessions,
    memberTokens,
    memberIdentities,
    passkeys,
    recoveryCodes,
    memberTotp,
    signInChallenges,
    registrationNetworks,
    follows,
    notificationSettings,
    mutedDiscussions,
    memberFeeds,
    notificationMails,
    moderationDigests,
    expertiseGrants,
  ])
    await tx.delete(table).where(eq(table.memberId, memberId));
  await tx.update(authors).set({ memberId: null }).where(eq(authors.memberId, memberId));
  await deleteRedirectsTo(tx, `/members/${member.handle}`);
  await tx
    .update(members)
    .set({
      name: translator()("account.deleted"),
      handle: deletedHandle(memberId),
      email: null,
      role: "reader",
      passwordHash: null,
      biography: "",
      fediverse: "",
      expertise: "",
      profileHiddenAt: null,
      mailLocale: null,
      confirmedAt: null,
      sessionVersion: sql`${members.sessionVersion} + 1`,
      deletedAt: sql`coalesce(${members.deletedAt}, now())`,
    })
    .where(eq(members.id, memberId));
  // The names of rate-limit counters contain addresses, those of mails their hash.
  if (member.email) {
    await tx.execute(sql`delete from rate_limits where position(lower(${member.email}) in lower(key)) > 0`);
    await resetMailLimit(member.email);
    await tx.delete(staffInvitations).where(sql`lower(${staffInvitations.email}) = lower(${member.email})`);
    // An unconfirmed address may be somebody else's, who stays subscribed.
    if (member.confirmedAt) await eraseAddress(tx, member.email, "account");
  }
  await invalidateTags(tx, [
    memberCacheTags.handle(member.handle),
    ...affectedArticles.flatMap((article) => commentCacheTags.allViews(article)),
    ...(affectedArticles.length > 0 ? [articleCacheTags.votes] : []),
    ...((await hasModerated(tx, memberId)) ? [moderationLogCacheTag] : []),
  ]);
}

/** Locks the articles on which the member commented, voted or reacted, in the common order. */
async function lockArticles(tx: Executor, memberId: number) {
  const ids = sql`
    select article_id from ${comments} where member_id = ${memberId}
    union select article_id from ${ratings} where member_id = ${memberId}
    union select c.article_id from ${commentReactions} as r join ${comments} as c on c.id = r.comment_id where r.member_id = ${memberId}`;
  return tx
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(sql`${articles.id} in (${ids})`)
    .orderBy(articles.id)
    .for("update");
}

/** Deletes votes and reactions and updates the counts: a person who returns with another account votes once. */
async function deleteVotes(tx: Executor, memberId: number): Promise<void> {
  await withdrawVotes(tx, memberId);
  const reacted = await tx
    .delete(commentReactions)
    .where(eq(commentReactions.memberId, memberId))
    .returning({ commentId: commentReactions.commentId });
  for (let start = 0; start < reacted.length; start += 1_000) {
    const ids = reacted.slice(start, start + 1_000).map(({ commentId }) => commentId);
    await tx
      .update(comments)
      .set({ reactionCount: sql`${comments.reactionCount} - 1` })
      .where(inArray(comments.id, ids));
  }
}
