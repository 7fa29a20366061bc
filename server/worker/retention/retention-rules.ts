import { and, eq, isNotNull, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  changes,
  memberSessions,
  memberTokens,
  rateLimits,
  signInChallenges,
  watchedVotes,
  webNodes,
} from "#db/schema.ts";
import {
  deleteOldRegistrationNetworks,
  registrationNetworkDays,
} from "#features/auth/registration/registration-network.ts";
import { sessionDays } from "#features/auth/sessions/rules.ts";
import { backupRunDays, deleteOldBackupRuns } from "#features/backup/mutations.ts";
import { deleteOldSubmissions, eraseDeletedComments, submissionDays } from "#features/comments/jobs.ts";
import { eraseSenders } from "#features/dsa-notices/mutations.ts";
import { deleteOldSamples } from "#features/health/samples/mutations.ts";
import { sampleRetentionDays } from "#features/health/samples/rules.ts";
import { deleteExpiredSignups } from "#features/newsletter/signup/mutations.ts";
import { signupRetentionDays } from "#features/newsletter/signup/rules.ts";
import { eraseEndedSubscribers } from "#features/newsletter/subscribers/mutations.ts";
import { endedSubscriberDays } from "#features/newsletter/subscribers/rules.ts";
import { deleteExpiredPreviewLinks } from "#features/newsroom/preview/mutations.ts";
import { expiredLinkDays } from "#features/newsroom/preview/token.ts";
import { deleteLatePendingMails, deleteOldMails } from "#features/notifications/mails/mutations.ts";
import { ledgerDays, pendingDays } from "#features/notifications/mails/rules.ts";
import { deleteOldNotifications } from "#features/notifications/mutations.ts";
import { notificationDays } from "#features/notifications/rules.ts";
import { watchedVoteRetentionDays } from "#features/ratings/vote-brigading/watch.ts";
import { deleteOldFingerprints } from "#features/screening/mutations.ts";
import { presets } from "#features/settings/schema.ts";
import { deleteExpiredInvitations } from "#features/staff/invitations/mutations.ts";
import { invitationRetentionDays } from "#features/staff/roles/rules.ts";
import { deleteOldFeedData } from "#features/syndication/polling/retention.ts";
import { inboxDays } from "#features/syndication/rules.ts";
import { deleteOldClaims, mailClaimDays } from "#lib/mail/mail-claims.ts";

/** Data that the worker deletes when it has reached an age. */
export interface RetentionRule {
  table: string;
  /** What it is, for docs/data-retention.md. */
  about: string;
  /** The columns that are emptied; absent: the row is deleted. */
  clears?: readonly string[];
  /** The column from which its age counts. */
  since: string;
  /** Zero: the column is the time at which it ends. */
  days: number;
  /** The setting that changes the days. */
  setting?: keyof typeof presets;
  /** What the built-in privacy page says about it, word for word. */
  promise?: { fr: string; en: string };
  run(db: Executor): Promise<unknown>;
}

/** Every set time after which data is deleted. The worker runs them once an hour; docs/data-retention.md lists them. */
export const retentionRules = {
  rateLimits: {
    table: "rate_limits",
    about: "Counters of requests, named by network or address",
    since: "expires_at",
    days: 0,
    promise: {
      fr: "ces décomptes sont conservés une heure ou deux, puis effacés",
      en: "the counts are kept for an hour or two and then erased",
    },
    run: (db) => db.delete(rateLimits).where(lt(rateLimits.expire, sql`now()`)),
  },
  changes: {
    table: "changes",
    about: "The change log: which pages must be rendered again",
    since: "created_at",
    days: 1,
    run: (db) => db.delete(changes).where(lt(changes.createdAt, daysAgo(1))),
  },
  stoppedNodes: {
    table: "web_nodes",
    about: "Nodes of a cluster that ended without notice",
    since: "beat_at",
    days: 1,
    run: (db) => db.delete(webNodes).where(lt(webNodes.beatAt, daysAgo(1))),
  },
  endedSessions: {
    table: "member_sessions",
    about: "Sessions that ended",
    since: "revoked_at",
    days: 0,
    promise: { fr: "ils sont effacés dans l’heure", en: "the record is erased within an hour of that" },
    run: (db) => db.delete(memberSessions).where(isNotNull(memberSessions.revokedAt)),
  },
  oldSessions: {
    table: "member_sessions",
    about: "Sessions, ended or not",
    since: "created_at",
    days: sessionDays,
    promise: { fr: "ou trente jours après la connexion", en: "or 30 days after you signed in" },
    run: (db) => db.delete(memberSessions).where(lt(memberSessions.createdAt, daysAgo(sessionDays))),
  },
  mailedLinks: {
    table: "member_tokens",
    about: "Secrets of mailed links, with a new address",
    since: "expires_at",
    days: 0,
    run: (db) => db.delete(memberTokens).where(lt(memberTokens.expiresAt, sql`now()`)),
  },
  signInSteps: {
    table: "sign_in_challenges",
    about: "Pending steps of a sign-in",
    since: "expires_at",
    days: 0,
    run: (db) => db.delete(signInChallenges).where(lt(signInChallenges.expiresAt, sql`now()`)),
  },
  registrationNetworks: {
    table: "registration_networks",
    about: "Hashes of the networks of registrations",
    since: "created_at",
    days: registrationNetworkDays,
    promise: { fr: "pendant trente jours, une empreinte", en: "for 30 days, a hash" },
    run: deleteOldRegistrationNetworks,
  },
  registrationSalts: {
    table: "registration_network_salts",
    about: "The numbers with which these hashes are made",
    since: "day",
    days: 2,
    promise: { fr: "détruit deux jours plus tard", en: "destroyed two days later" },
    run: deleteOldRegistrationNetworks,
  },
  deletedComments: {
    table: "deleted_comment_texts",
    about: "Texts of deleted comments, while that can be undone",
    since: "erase_at",
    days: 0,
    promise: { fr: "conservé à part pendant cinq minutes", en: "kept separately for five minutes" },
    run: eraseDeletedComments,
  },
  postedKeys: {
    table: "comment_submissions",
    about: "Keys of posted comments, so that none is posted twice",
    since: "created_at",
    days: submissionDays,
    run: deleteOldSubmissions,
  },
  commentFingerprints: {
    table: "comment_fingerprints",
    about: "Fingerprints of comments, to find repeated texts",
    since: "created_at",
    days: presets["moderation.repeatHours"] / 24,
    setting: "moderation.repeatHours",
    run: deleteOldFingerprints,
  },
  watchedVotes: {
    table: "watched_votes",
    about: "Times of ratings that were counted",
    since: "cast_at",
    days: watchedVoteRetentionDays,
    promise: { fr: "pendant quatre-vingt-dix jours le moment", en: "the time of each rating for 90 days" },
    run: (db) =>
      db
        .delete(watchedVotes)
        .where(and(eq(watchedVotes.state, "counted"), lt(watchedVotes.castAt, daysAgo(watchedVoteRetentionDays)))),
  },
  notifications: {
    table: "notifications",
    about: "Notifications, read or not",
    since: "created_at",
    days: notificationDays,
    promise: { fr: "que le commentaire concerné, un an au plus", en: "and for a year at most" },
    run: deleteOldNotifications,
  },
  lateNotificationMails: {
    table: "pending_notification_mails",
    about: "Notifications that wait to be mailed",
    since: "created_at",
    days: pendingDays,
    run: deleteLatePendingMails,
  },
  notificationMails: {
    table: "notification_mails",
    about: "Date and subject of notification emails",
    since: "created_at",
    days: ledgerDays,
    promise: { fr: "pendant soixante jours la date et le sujet", en: "the date and subject of each one for 60 days" },
    run: deleteOldMails,
  },
  mailClaims: {
    table: "mail_claims",
    about: "Which other mails were sent, by number",
    since: "claimed_at",
    days: mailClaimDays,
    run: deleteOldClaims,
  },
  signups: {
    table: "newsletter_signups",
    about: "Sign-ups to the newsletter, after their link expired",
    since: "expires_at",
    days: signupRetentionDays,
    promise: {
      fr: "l’inscription est effacée trente jours plus tard",
      en: "the sign-up is erased 30 days later",
    },
    run: deleteExpiredSignups,
  },
  endedSubscribers: {
    table: "newsletter_subscribers",
    about: "Addresses of newsletter subscriptions that ended",
    clears: ["address"],
    since: "ended_at",
    days: endedSubscriberDays,
    promise: { fr: "l’adresse est conservée trois ans", en: "your address is kept for three years" },
    run: eraseEndedSubscribers,
  },
  noticeSenders: {
    table: "dsa_notices",
    about: "Names and addresses of senders of notices, after the decision",
    clears: ["name", "email"],
    since: "decided_at",
    days: presets["notices.forgetDays"],
    setting: "notices.forgetDays",
    promise: {
      fr: "effacés six mois après la décision",
      en: "erased six months after the decision",
    },
    run: eraseSenders,
  },
  invitations: {
    table: "staff_invitations",
    about: "Invitations to the staff, after they expired",
    since: "expires_at",
    days: invitationRetentionDays,
    run: deleteExpiredInvitations,
  },
  previewLinks: {
    table: "article_preview_links",
    about: "Preview links of articles, after they expired",
    since: "expires_at",
    days: expiredLinkDays,
    run: deleteExpiredPreviewLinks,
  },
  feedItems: {
    table: "feed_items",
    about: "Texts of other sites’ items that nobody used",
    clears: ["body_html", "raw", "pictures"],
    since: "fetched_at",
    days: inboxDays,
    run: deleteOldFeedData,
  },
  healthSamples: {
    table: "health_samples",
    about: "Measurements of the site’s health",
    since: "bucket_at",
    days: sampleRetentionDays,
    run: deleteOldSamples,
  },
  backupRuns: {
    table: "backup_runs",
    about: "Records of backups and trial restores",
    since: "started_at",
    days: backupRunDays,
    run: deleteOldBackupRuns,
  },
} satisfies Record<string, RetentionRule>;

export type RetentionName = keyof typeof retentionRules;

export const retentionNames = Object.keys(retentionRules).filter(
  (name): name is RetentionName => name in retentionRules,
);

export const getRetentionRule = (name: RetentionName): RetentionRule => retentionRules[name];

const daysAgo = (days: number) => sql`now() - make_interval(days => ${days})`;
