import { and, desc, eq, ne } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { dsaNoticeEvents, dsaNotices } from "#db/schema.ts";
import { isSenderInformed, type NoticeMailPayload, noticeMailKey } from "#features/decision-history/jobs.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { claimMail, sendClaimed } from "#lib/mail/mail-claims.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { writeNoticeMail } from "./mail-template.ts";
import { noticePath } from "./notice-secret.ts";

/**
 * Sends the receipt of a notice, its decision, or its reopening (only to a sender who was notified of the decision),
 * each at most once. Sends nothing if the sender left no address or was erased, nor if the event is no longer the
 * latest: an undo reopens the notice (`reopenAfterUndo`).
 */
export async function sendNoticeMail(db: Executor, job: NoticeMailPayload): Promise<void> {
  const key = noticeMailKey(job);
  const found = await db.transaction((tx) => claimNoticeMail(tx, job, key));
  if (!found) return;
  const { notice, email } = found;
  const locale = siteLocale();
  const settings = await readSettings(db, locale);
  const letter = writeNoticeMail(job.letter === "again" ? "reopened" : job.letter, {
    t: translator(locale),
    site: createLetterSite(settings, locale),
    link: absoluteUrl(noticePath(notice.reference)),
    content: absoluteUrl(notice.address),
    reference: notice.reference,
    ground: notice.ground,
    outcome: notice.outcome ?? "none",
    reasons: notice.reasons,
    day: formatDate(notice.createdAt, { locale, zone: settings["site.zone"], style: "long" }),
  });
  await sendClaimed(db, key, { to: { name: "", address: email }, key, ...letter });
  if (job.letter !== "receipt") await db.insert(dsaNoticeEvents).values({ noticeId: notice.id, kind: "answered" });
}

/**
 * Claims the mail of a notice and locks the notice: an undo of the decision runs either before, and nothing is sent, or
 * after.
 */
async function claimNoticeMail(tx: Executor, job: NoticeMailPayload, key: string) {
  const [notice] = await tx.select().from(dsaNotices).where(eq(dsaNotices.id, job.notice)).for("update");
  if (!notice || notice.email === null) return undefined;
  if (job.letter === "outcome" && !(await isLatestDecision(tx, notice, job.event))) return undefined;
  if (job.letter === "again" && !(await isUnreportedReopening(tx, notice, job.event))) return undefined;
  return (await claimMail(tx, key)) ? { notice, email: notice.email } : undefined;
}

async function isLatestDecision(tx: Executor, notice: typeof dsaNotices.$inferSelect, event: number | undefined) {
  const [last] = await tx
    .select({ id: dsaNoticeEvents.id })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, notice.id), eq(dsaNoticeEvents.kind, "decided")))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  return notice.state === "decided" && last?.id === event;
}

/** Whether this event, which reopened the notice, is the latest, and the sender was notified of the decision before. */
async function isUnreportedReopening(tx: Executor, notice: typeof dsaNotices.$inferSelect, event: number | undefined) {
  const [last] = await tx
    .select({ id: dsaNoticeEvents.id })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, notice.id), ne(dsaNoticeEvents.kind, "answered")))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  if (notice.state === "decided" || last?.id !== event) return false;
  const [answer] = await tx
    .select({ informed: isSenderInformed })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, notice.id), eq(dsaNoticeEvents.kind, "decided")))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  return answer?.informed ?? false;
}
