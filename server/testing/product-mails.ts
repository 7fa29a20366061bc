import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import {
  appeals,
  comments,
  dsaNoticeEvents,
  dsaNotices,
  healthIncidents,
  newsletterSignups,
  newsletterSubscribers,
  screeningVerdicts,
} from "#db/schema.ts";
import { anArticle } from "#features/articles/testing.ts";
import { sendAccountMail } from "#features/auth/mail/account-mail.ts";
import { accountMailTemplates } from "#features/auth/mail/account-mail-templates.ts";
import { sendSignInMail } from "#features/auth/mail/sign-in-mail.ts";
import { aComment, postCommentAs } from "#features/comments/testing.ts";
import { mailGraceSeconds } from "#features/decision-history/jobs.ts";
import { sendNoticeMail } from "#features/dsa-notices/mail.ts";
import { decideNotice, reviewNotice, sendNotice } from "#features/dsa-notices/mutations.ts";
import { mailIncidents } from "#features/health/incidents/mail.ts";
import { mailOutageAlert } from "#features/jobs/heartbeat/mail.ts";
import { neverMark } from "#features/jobs/heartbeat/rules.ts";
import { sendCheckMail } from "#features/mail/check/round-trip.ts";
import { aMember } from "#features/members/testing.ts";
import { sendAppealMail } from "#features/moderation/appeals/mail.ts";
import { appealDecision, decideAppeal } from "#features/moderation/appeals/mutations.ts";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { sendDecisionMails } from "#features/moderation/statements/mail.ts";
import { sendModerationDigests } from "#features/moderation-digest/mails/send.ts";
import { renderIssueVariant } from "#features/newsletter/issues/issue-mail.ts";
import { findIssue } from "#features/newsletter/issues/queries.ts";
import { draftSnapshot } from "#features/newsletter/issues/snapshot.ts";
import { sendTestMail } from "#features/newsletter/issues/test-mail.ts";
import { completeMessage, composeIssueMessage } from "#features/newsletter/sending/issue-message.ts";
import { anAlert, aTopic } from "#features/newsletter/sending/testing.ts";
import { sendPreferencesLink, sendSignupMail } from "#features/newsletter/signup/mail.ts";
import { requestSignup } from "#features/newsletter/signup/mutations.ts";
import { consentVersion } from "#features/newsletter/signup/rules.ts";
import { createSubscriberToken } from "#features/newsletter/subscribers/subscriber-token.ts";
import { lastDigest } from "#features/notifications/mails/rules.ts";
import { sendNotificationMails } from "#features/notifications/mails/send.ts";
import { readSettings } from "#features/settings/queries.ts";
import { sendInvitationMail } from "#features/staff/invitations/mail.ts";
import { createInvitation } from "#features/staff/invitations/mutations.ts";
import { type Locale, translator } from "#i18n/translator.ts";
import { storeMailFile } from "#lib/mail/mail-files.ts";
import type { Result } from "#lib/result.ts";

/** The files that send mails, each with the part of this scenario that causes its mails. A test compares the list. */
export const mailSenders = [
  "features/auth/mail/account-mail.ts",
  "features/auth/mail/sign-in-mail.ts",
  "features/dsa-notices/mail.ts",
  "features/health/incidents/mail.ts",
  "features/jobs/heartbeat/mail.ts",
  "features/mail/check/round-trip.ts",
  "features/moderation-digest/mails/send.ts",
  "features/moderation/appeals/mail.ts",
  "features/moderation/statements/mail.ts",
  "features/newsletter/issues/test-mail.ts",
  "features/newsletter/sending/issue-message.ts",
  "features/newsletter/signup/mail.ts",
  "features/notifications/mails/send.ts",
  "features/staff/invitations/mail.ts",
];

const afterGrace = () => new Date(Date.now() + (mailGraceSeconds + 1) * 1_000);

function expectOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code} ${JSON.stringify(result.fields)}`);
  return result.value;
}

/**
 * Writes every mail of the product to DATA_DIR/mail, in one language, by what causes it. The database is empty before;
 * SITE_LOCALE is the language.
 */
export async function writeEveryMail(db: Database, locale: Locale): Promise<void> {
  const member = (handle: string, role: "reader" | "moderator" | "admin", confirmed = true) =>
    aMember(db, handle, {
      name: `${handle} d’Été <b>&`,
      role,
      email: `${handle}@exemple.test`,
      mailLocale: locale,
      confirmedAt: confirmed ? new Date() : null,
    });
  const ada = await member("ada", "reader");
  const [moderator, other] = [await member("modo", "moderator"), await member("autre", "moderator")];
  const admin = await member("chef", "admin");
  await member("nouveau", "reader", false);
  const article = await anArticle(db, "un-phare", {
    title: "Une faille « critique » : que faire ?",
    lead: "Le début.",
  });

  await signInMails(db);
  await accountMails(db, ada, locale);
  await decisionMails(db, { ada, moderator, other, article });
  await noticeMails(db, { moderator, article });
  const invitation = expectOk(
    await createInvitation(db, admin, { email: "ines@exemple.test", name: "Inès", role: "editor" }),
  );
  await sendInvitationMail(db, { invitation: invitation.id });
  await notificationMails(db, { ada, other });
  await newsletterMails(db, admin, locale);
  await mailOutageAlert(db, neverMark);
  await healthMails(db);
  await digestMails(db, { ada, article });
  await sendCheckMail(db, { to: "chef@exemple.test", returnPath: undefined, key: "mail-check:1" });
}

/** What is bad, and what is well again, in one mail. */
async function healthMails(db: Database): Promise<void> {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const began = { state: "bad", startedAt: minutesAgo(300) } as const;
  const badAt = minutesAgo(240).getTime();
  await db.insert(healthIncidents).values([
    { ...began, name: "backups", code: "backupVeryOld", figures: { ageSeconds: 400_000, badAt } },
    {
      ...began,
      name: "mail",
      code: "mailStuck",
      figures: { count: 12, waitingSeconds: 14_400, badAt },
      endedAt: minutesAgo(120),
      mailedAt: minutesAgo(200),
    },
  ]);
  await mailIncidents(db);
}

/** The digest of the current week, as on the Monday after it, with something below each heading. */
async function digestMails(db: Database, { ada, article }: { ada: number; article: number }): Promise<void> {
  const text = { memberId: ada, bodyHtml: "<p>OK <b>&amp; 100%</b> &lt;ok&gt;</p>" };
  const best = await aComment(db, article, text);
  await db.update(comments).set({ reactionCount: 3 }).where(eq(comments.id, best));
  const waiting = await aComment(db, article, { ...text, status: "pending" });
  await db
    .insert(screeningVerdicts)
    .values({ commentId: waiting, position: 0, reason: "verdict.toneInsult", action: "hold" });
  const zone = (await readSettings(db))["site.zone"];
  const nextWeek = new Date(Date.now() + 7 * 86_400_000 + 7 * 3_600_000);
  await sendModerationDigests(db, new Date(lastDigest("weekly", nextWeek, zone).at.getTime() + 60_000));
}

async function signInMails(db: Database): Promise<void> {
  await sendSignInMail(db, { letter: "registration", email: "nouveau@exemple.test" });
  await sendSignInMail(db, { letter: "confirm", email: "nouveau@exemple.test" });
  // To a confirmed address: "known".
  await sendSignInMail(db, { letter: "registration", email: "ada@exemple.test" });
  for (const letter of ["magic", "reset"] as const) await sendSignInMail(db, { letter, email: "ada@exemple.test" });
}

async function accountMails(db: Database, memberId: number, locale: Locale): Promise<void> {
  for (const letter of accountMailTemplates)
    await sendAccountMail(db, {
      letter,
      memberId,
      to: letter.startsWith("address") ? "neuve@exemple.test" : "ada@exemple.test",
      name: "Ada d’Été <b>&",
      locale,
      address: "neuve@exemple.test",
      at: "2026-12-01T10:00:00Z",
      passkey: "Mon téléphone « à moi »",
      left: 2,
    });
}

async function decisionMails(
  db: Database,
  { ada, moderator, other, article }: { ada: number; moderator: number; other: number; article: number },
): Promise<void> {
  const comment = await aComment(db, article, { key: "a", memberId: ada });
  const actor = { id: moderator };
  const rejection = await decideOrThrow(db, {
    actor,
    subject: { kind: "comment", id: comment },
    action: "reject",
    reason: "respect",
  });
  await sendDecisionMails(db, ada, afterGrace());
  await decideOrThrow(db, {
    actor,
    subject: { kind: "member", id: ada },
    action: "message",
    note: "Bonjour,\n\nmerci de relire « les règles ».",
  });
  await sendDecisionMails(db, ada, afterGrace());
  const { appeal } = expectOk(
    await appealDecision(db, ada, { decision: rejection, body: "Je n’ai rien fait de tel, relisez." }),
  );
  expectOk(await decideAppeal(db, { id: other }, { appeal, verdict: "upheld", note: "Relu avec soin." }));
  const [row] = await db.select({ id: appeals.id }).from(appeals);
  await sendAppealMail(db, row?.id ?? appeal);
}

async function noticeMails(
  db: Database,
  { moderator, article }: { moderator: number; article: number },
): Promise<void> {
  expectOk(
    await sendNotice(
      db,
      {
        ground: "hate",
        address: "http://localhost:3000/articles/un-phare",
        explanation: "Ce passage appelle à la violence contre un groupe.",
        name: "Zoé",
        email: "zoe@exemple.test",
      },
      "http://localhost:3000",
    ),
  );
  const notice = async () => {
    const [row] = await db.select().from(dsaNotices).where(eq(dsaNotices.articleId, article));
    if (!row) throw new Error("The notice was not stored.");
    return row;
  };
  const lastEvent = async () =>
    Math.max(...(await db.select({ id: dsaNoticeEvents.id }).from(dsaNoticeEvents)).map(({ id }) => id));
  const { id } = await notice();
  await sendNoticeMail(db, { notice: id, letter: "receipt" });
  const actor = { id: moderator };
  const reasons = "Le passage est permis par la loi.";
  expectOk(
    await decideNotice(db, actor, {
      notice: id,
      version: (await notice()).version,
      measure: "none",
      reasons,
      note: () => "",
    }),
  );
  await sendNoticeMail(db, { notice: id, letter: "outcome", event: await lastEvent() });
  expectOk(await reviewNotice(db, actor, { notice: id, version: (await notice()).version }));
  await sendNoticeMail(db, { notice: id, letter: "again", event: await lastEvent() });
}

async function notificationMails(db: Database, { ada, other }: { ada: number; other: number }): Promise<void> {
  const say = async (id: number, body: string, parent?: number) =>
    expectOk(
      await postCommentAs(
        db,
        { id, role: "editor" },
        { article: "un-phare", key: `key-of-${body}`, body, ...(parent !== undefined && { parent }) },
      ),
    ).id;
  const question = await say(ada, "Quelqu’un a-t-il essayé ?");
  await say(other, "Oui, « hier » : ça marche.", question);
  await sendNotificationMails(db, new Date(Date.now() + 3_600_000));
}

async function newsletterMails(db: Database, admin: number, locale: Locale): Promise<void> {
  const topic = await aTopic(db, "failles");
  const signUp = async (email: string) => {
    expectOk(
      await requestSignup(db, {
        email,
        topics: [topic],
        rhythm: "monthly",
        alerts: true,
        page: "/",
        consent: consentVersion(translator()("subscription.consent", { site: "Vigie" })),
        website: "",
        network: "203.0.113.7",
      }),
    );
    const rows = await db.select({ id: newsletterSignups.id }).from(newsletterSignups);
    await sendSignupMail(db, { signup: Math.max(...rows.map(({ id }) => id)) });
  };
  const [subscriber] = await db
    .insert(newsletterSubscribers)
    .values({ address: "lea@exemple.test", rhythm: "monthly", alerts: true, linkKey: Buffer.alloc(32, 7), locale })
    .returning();
  if (!subscriber) throw new Error("The subscriber was not inserted.");
  await signUp("lu@exemple.test");
  // A subscriber's address: "known".
  await signUp("lea@exemple.test");
  await sendPreferencesLink(db, { subscriber: subscriber.id, request: `request ${locale}` });

  const { id } = await anAlert(db, { subject: "Alerte : une faille" });
  expectOk(await sendTestMail(db, admin, id));
  const issue = await findIssue(db, id);
  if (!issue) throw new Error("The issue was not found.");
  const variant = renderIssueVariant(await draftSnapshot(db, issue), await readSettings(db), {
    issue,
    topicIds: [topic],
    locale,
  });
  const recipient = { issueId: id, subscriberId: subscriber.id, address: "lea@exemple.test" };
  await storeMailFile(
    completeMessage(composeIssueMessage(variant), { ...recipient, token: createSubscriberToken(subscriber) }),
  );
}
