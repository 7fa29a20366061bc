import { and, asc, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  appealOutcomes,
  appeals,
  appealTexts,
  articles,
  authors,
  categories,
  commentReactions,
  commentReports,
  comments,
  expertiseGrants,
  follows,
  memberDeletions,
  memberFeeds,
  memberIdentities,
  memberSessions,
  members,
  moderationDecisions,
  mutedDiscussions,
  mutes,
  notificationMails,
  notifications,
  passkeys,
  ratings,
  registrationNetworks,
  tags,
} from "#db/schema.ts";
import { discussionPath } from "#features/articles/rules.ts";
import { listGuestComments } from "#features/members/guest-comments/queries.ts";
import { restrictionActions } from "#features/moderation/statements/rules.ts";
import { findSubscriberByAddress, listConsents } from "#features/newsletter/subscribers/queries.ts";
import { readMailSettings } from "#features/notifications/settings/queries.ts";
import { mailTopics } from "#features/notifications/settings/rules.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { findAccount } from "../queries.ts";

/** Comments per batch: an export of fifty thousand takes no more memory than one of a thousand. */
const batchSize = 1_000;

const articleUrl = sql<string>`${articles.slug}`.mapWith((slug: string) => absoluteUrl(discussionPath(slug)));

/**
 * Reads everything stored about a member except their comments, part by part. Columns are named one by one: no hash, no secret, nothing
 * that others wrote or own. Undefined for a deleted member.
 */
export async function readMemberData(db: Executor, memberId: number) {
  const account = await findAccount(db, memberId);
  if (!account) return undefined;
  const { id: _id, hasPassword, avatarMediaId, ...profile } = account;
  return {
    profile: { ...profile, hasPassword, hasPicture: avatarMediaId !== null },
    ratings: await db
      .select({
        article: articles.title,
        address: articleUrl,
        stars: ratings.stars,
        counted: ratings.counted,
        createdAt: ratings.createdAt,
        updatedAt: ratings.updatedAt,
      })
      .from(ratings)
      .innerJoin(articles, eq(articles.id, ratings.articleId))
      .where(eq(ratings.memberId, memberId))
      .orderBy(desc(ratings.createdAt)),
    reactions: await db
      .select({ comment: commentReactions.commentId, createdAt: commentReactions.createdAt })
      .from(commentReactions)
      .where(eq(commentReactions.memberId, memberId))
      .orderBy(desc(commentReactions.createdAt)),
    reports: await db
      .select({
        comment: commentReports.commentId,
        reason: commentReports.reason,
        note: commentReports.note,
        createdAt: commentReports.createdAt,
      })
      .from(commentReports)
      .where(eq(commentReports.memberId, memberId))
      .orderBy(desc(commentReports.createdAt)),
    decisions: await db
      .select({
        decision: moderationDecisions.id,
        measure: sql<string>`${moderationDecisions.subject} || '-' || ${moderationDecisions.action}`,
        comment: sql<
          number | null
        >`case when ${moderationDecisions.subject} = 'comment' then ${moderationDecisions.subjectId}::float8 end`,
        reason: moderationDecisions.reason,
        // Other notes are internal to moderators (`hasMemberNote`).
        note: sql<string>`case when ${inArray(moderationDecisions.action, ["warn", "message"])} then ${moderationDecisions.note} else '' end`,
        createdAt: moderationDecisions.createdAt,
      })
      .from(moderationDecisions)
      .where(
        and(eq(moderationDecisions.memberId, memberId), inArray(moderationDecisions.action, [...restrictionActions])),
      )
      .orderBy(desc(moderationDecisions.id)),
    expertise: await db
      .select({ expertise: expertiseGrants.expertise, createdAt: expertiseGrants.createdAt })
      .from(expertiseGrants)
      .where(eq(expertiseGrants.memberId, memberId))
      .orderBy(desc(expertiseGrants.id)),
    appeals: await db
      .select({
        decision: appeals.decisionId,
        body: appealTexts.body,
        outcome: appealOutcomes.outcome,
        note: appealOutcomes.note,
        createdAt: appeals.createdAt,
      })
      .from(appeals)
      .leftJoin(appealTexts, eq(appealTexts.appealId, appeals.id))
      .leftJoin(appealOutcomes, eq(appealOutcomes.appealId, appeals.id))
      .where(eq(appeals.memberId, memberId))
      .orderBy(desc(appeals.id)),
    notifications: await db
      .select({
        kind: notifications.kind,
        comment: notifications.commentId,
        status: notifications.status,
        article: notifications.articleId,
        createdAt: notifications.createdAt,
        readAt: notifications.readAt,
      })
      .from(notifications)
      .where(eq(notifications.memberId, memberId))
      .orderBy(desc(notifications.id)),
    // Names are public; the choice of whom to mute is this member's.
    muted: await db
      .select({ handle: members.handle, name: members.name, createdAt: mutes.createdAt })
      .from(mutes)
      .innerJoin(members, eq(members.id, mutes.mutedId))
      .where(eq(mutes.memberId, memberId))
      .orderBy(asc(members.handle)),
    follows: await db
      .select({
        name: sql<string>`coalesce(${tags.name}, ${categories.name}, ${authors.name}, ${articles.title})`,
        address: sql<string>`case when ${follows.tagId} is not null then '/tags/' || ${tags.slug}
          when ${follows.categoryId} is not null then '/categories/' || ${categories.slug}
          when ${follows.authorId} is not null then '/authors/' || ${authors.handle}
          else ${articles.slug} end`.mapWith((path: string) =>
          absoluteUrl(path.startsWith("/") ? path : discussionPath(path)),
        ),
        mailed: follows.mailed,
        createdAt: follows.createdAt,
      })
      .from(follows)
      .leftJoin(tags, eq(tags.id, follows.tagId))
      .leftJoin(categories, eq(categories.id, follows.categoryId))
      .leftJoin(authors, eq(authors.id, follows.authorId))
      .leftJoin(articles, eq(articles.id, follows.articleId))
      .where(eq(follows.memberId, memberId))
      .orderBy(desc(follows.id)),
    mailSettings: await listMailSettings(db, memberId),
    mutedDiscussions: await db
      .select({ article: articles.title, address: articleUrl, createdAt: mutedDiscussions.createdAt })
      .from(mutedDiscussions)
      .innerJoin(articles, eq(articles.id, mutedDiscussions.articleId))
      .where(eq(mutedDiscussions.memberId, memberId)),
    // The address is a secret, which the account shows.
    privateFeeds: await db
      .select({ createdAt: memberFeeds.createdAt })
      .from(memberFeeds)
      .where(eq(memberFeeds.memberId, memberId)),
    notificationMails: await db
      .select({ createdAt: notificationMails.createdAt, sentAt: notificationMails.sentAt })
      .from(notificationMails)
      .where(eq(notificationMails.memberId, memberId))
      .orderBy(desc(notificationMails.id)),
    sessions: await db
      .select({
        device: memberSessions.userAgent,
        method: memberSessions.method,
        createdAt: memberSessions.createdAt,
        lastSeenAt: memberSessions.lastSeenAt,
        revokedAt: memberSessions.revokedAt,
      })
      .from(memberSessions)
      .where(eq(memberSessions.memberId, memberId))
      .orderBy(desc(memberSessions.lastSeenAt)),
    identities: await db
      .select({
        provider: memberIdentities.provider,
        subject: memberIdentities.subject,
        createdAt: memberIdentities.createdAt,
      })
      .from(memberIdentities)
      .where(eq(memberIdentities.memberId, memberId)),
    passkeys: await db
      .select({ name: passkeys.name, createdAt: passkeys.createdAt, lastUsedAt: passkeys.lastUsedAt })
      .from(passkeys)
      .where(eq(passkeys.memberId, memberId)),
    // The hash itself has no meaning to anyone, including its owner.
    registrations: await db
      .selectDistinct({ createdAt: registrationNetworks.createdAt })
      .from(registrationNetworks)
      .where(eq(registrationNetworks.memberId, memberId)),
    oldComments: await listGuestComments(db, account),
    ...(await readNewsletterData(db, account.confirmedAt && account.email)),
    deletions: await db
      .select({
        requestedAt: memberDeletions.requestedAt,
        dueAt: memberDeletions.dueAt,
        keepsComments: memberDeletions.keepsComments,
        cancelledAt: memberDeletions.cancelledAt,
      })
      .from(memberDeletions)
      .where(eq(memberDeletions.memberId, memberId)),
  };
}

/** The subscription to the newsletter of the member's confirmed address, and its consents. */
async function readNewsletterData(db: Executor, address: string | null) {
  const subscriber = address ? await findSubscriberByAddress(db, address) : undefined;
  const consents = subscriber ? await listConsents(db, subscriber.id) : [];
  return {
    subscriptions: subscriber
      ? [
          {
            subscription: subscriber.state,
            rhythm: subscriber.rhythm,
            alerts: subscriber.alerts,
            mailLocale: subscriber.locale,
          },
        ]
      : [],
    consents: consents.map(({ event, via, topics, consentText, ...consent }) => ({
      event,
      via,
      topics: topics.join(", "),
      consentText,
      ...consent,
    })),
  };
}

async function listMailSettings(db: Executor, memberId: number) {
  const chosen = await readMailSettings(db, memberId);
  return [
    ...mailTopics.map((topic) => ({ topic, frequency: chosen[topic] })),
    // Only moderators can have turned it off.
    ...(chosen.moderationDigest ? [] : [{ topic: "moderationDigest", frequency: "never" }]),
  ];
}

export type MemberData = NonNullable<Awaited<ReturnType<typeof readMemberData>>>;

/** Streams a member's comments, oldest first, in batches: the source and the HTML. */
export async function* streamComments(db: Executor, memberId: number) {
  for (let after = 0; ; ) {
    const rows = await db
      .select({
        id: comments.id,
        article: articles.title,
        address: articleUrl,
        parent: comments.parentId,
        status: comments.status,
        text: comments.bodySource,
        html: comments.bodyHtml,
        reactions: comments.reactionCount,
        createdAt: comments.createdAt,
        editedAt: comments.editedAt,
        deletedAt: comments.deletedAt,
      })
      .from(comments)
      .innerJoin(articles, eq(articles.id, comments.articleId))
      .where(and(eq(comments.memberId, memberId), gt(comments.id, after)))
      .orderBy(comments.id)
      .limit(batchSize);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) return;
    after = last.id;
  }
}

export type ExportedComment = ReturnType<typeof streamComments> extends AsyncGenerator<infer Row> ? Row : never;
