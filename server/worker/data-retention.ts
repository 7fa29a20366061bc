import { and, eq, isNotNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { memberSessions, memberTokens, rateLimits, signInChallenges, watchedVotes } from "#db/schema.ts";
import { deleteOldRegistrationNetworks } from "#features/auth/registration/registration-network.ts";
import { sessionDays } from "#features/auth/sessions/rules.ts";
import { eraseDeletedComments } from "#features/comments/jobs.ts";
import { eraseSenders } from "#features/dsa-notices/mutations.ts";
import { compactSamples, deleteOldSamples } from "#features/health/samples/mutations.ts";
import { deleteExpiredSignups } from "#features/newsletter/signup/mutations.ts";
import { deleteExpiredPreviewLinks } from "#features/newsroom/preview/mutations.ts";
import { deleteOldMails } from "#features/notifications/mails/mutations.ts";
import { watchedVoteRetentionDays } from "#features/ratings/vote-brigading/watch.ts";
import { deleteExpiredInvitations } from "#features/staff/invitations/mutations.ts";
import { deleteOldFeedData } from "#features/syndication/polling/retention.ts";
import { deleteMailFilesBefore, mailFileDays } from "#lib/mail/mail-files.ts";

/**
 * Deletes data past its retention, as the privacy page promises: expired rate-limit counters (they name networks),
 * ended sessions (they name devices), expired sign-in links and steps, senders of DSA notices decided long ago, vote
 * marks that no burst measure uses any more, links between registrations, texts of deleted comments, unanswered
 * invitations, preview links that expired long ago, sign-ups to the newsletter, records of mails about notifications,
 * texts of other sites' items that nobody used, measurements of the site's health, and files of mails that were written
 * instead of sent.
 */
export async function deleteExpiredData(db: Database): Promise<void> {
  const now = sql`now()`;
  await db.delete(rateLimits).where(lt(rateLimits.expire, now));
  await db
    .delete(memberSessions)
    .where(
      or(
        isNotNull(memberSessions.revokedAt),
        lt(memberSessions.createdAt, sql`now() - make_interval(days => ${sessionDays})`),
      ),
    );
  await db.delete(memberTokens).where(lt(memberTokens.expiresAt, now));
  await db.delete(signInChallenges).where(lt(signInChallenges.expiresAt, now));
  await eraseSenders(db);
  await eraseDeletedComments(db);
  await db
    .delete(watchedVotes)
    .where(
      and(
        eq(watchedVotes.state, "counted"),
        lt(watchedVotes.castAt, sql`now() - make_interval(days => ${watchedVoteRetentionDays})`),
      ),
    );
  await deleteOldRegistrationNetworks(db);
  await deleteExpiredInvitations(db);
  await deleteExpiredPreviewLinks(db);
  await deleteExpiredSignups(db);
  await deleteOldMails(db);
  await deleteOldFeedData(db);
  await deleteOldSamples(db);
  await compactSamples(db);
  await deleteMailFilesBefore(new Date(Date.now() - mailFileDays * 86_400_000));
}
