import { and, desc, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions, noticeEvents, notices } from "#db/schema.ts";
import { isUndone } from "#features/moderation/decisions/history.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { absolute } from "#lib/address.ts";
import { formatDate } from "#lib/dates.ts";
import type { JobKind } from "#lib/jobs.ts";
import { sendMail } from "#lib/mail.ts";
import { reopenUndone } from "./deciding/open-again.ts";
import { noticePath } from "./links/secret.ts";
import { writeNoticeLetter } from "./mail.ts";

/** So long after a decision its mail leaves: a moderator who undoes it meanwhile has told nobody. */
export const graceSeconds = 30;

/** A mail to whoever sent a notice. `event`: the decision that it tells of. */
export interface NoticeMail {
  notice: number;
  letter: "receipt" | "outcome";
  event?: number;
}

export const noticeMail: JobKind<NoticeMail> = { name: "notice-mail", work: sendNoticeMail };

/**
 * Sends the receipt of a notice, or what was decided. Nothing where its sender left no address or was forgotten, nor of a decision that is
 * no longer the last word; where the decision on the content was undone meanwhile, the notice waits again.
 */
export async function sendNoticeMail(db: Executor, job: NoticeMail): Promise<void> {
  const [found] = await db
    .select({
      notice: notices,
      undone: sql<boolean>`${moderationDecisions.id} is not null and ${isUndone}`,
    })
    .from(notices)
    .leftJoin(moderationDecisions, eq(moderationDecisions.id, notices.decisionId))
    .where(eq(notices.id, job.notice));
  if (!found) return;
  const { notice, undone } = found;
  if (job.letter === "outcome") {
    const [last] = await db
      .select({ id: noticeEvents.id })
      .from(noticeEvents)
      .where(and(eq(noticeEvents.noticeId, notice.id), eq(noticeEvents.kind, "decided")))
      .orderBy(desc(noticeEvents.id))
      .limit(1);
    if (notice.state !== "decided" || last?.id !== job.event) return;
    if (undone) return reopenUndone(db, notice.id);
  }
  if (notice.email === null) return;
  const locale = siteLocale();
  const settings = await readSettings(db, locale);
  const letter = writeNoticeLetter(job.letter, {
    t: translator(locale),
    locale,
    site: settings["site.name"],
    home: absolute("/"),
    link: absolute(noticePath(notice.reference)),
    content: absolute(notice.address),
    reference: notice.reference,
    name: notice.name,
    ground: notice.ground,
    outcome: notice.outcome ?? "none",
    reasons: notice.reasons,
    day: formatDate(notice.createdAt, { locale, zone: settings["site.zone"], style: "long" }),
  });
  await sendMail({ to: notice.email, ...letter });
  if (job.letter === "outcome") await db.insert(noticeEvents).values({ noticeId: notice.id, kind: "told" });
}
