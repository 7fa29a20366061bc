import type { Database } from "#db/client.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { settleSendFailure } from "#features/mail/suppressions/mutations.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { findMailRecipient, type MailRecipient } from "#features/members/queries.ts";
import { maxFailuresInRow } from "#features/notifications/mails/rules.ts";
import { memberReturnPath } from "#features/notifications/mails/send.ts";
import { lockMailSettings } from "#features/notifications/settings/mutations.ts";
import { stopUrl } from "#features/notifications/stop/stop-link.ts";
import { readSettings } from "#features/settings/queries.ts";
import { log } from "#lib/log/log.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { claimDigest, finishDigest, releaseDigest } from "../mutations.ts";
import { listDigestRecipients, readDigestFigures } from "../queries.ts";
import { type DigestFigures, type DigestWeek, findDueWeek, isEmptyWeek } from "../rules.ts";
import { writeDigest } from "./letter.ts";

type Outcome = "sent" | "refused" | "uncertain" | "released" | "skipped";

/**
 * Mails the digest of the last week to the moderators and administrators who want it and have not got it. Each is claimed
 * before it is sent, so that it is sent at most once, wherever a process ends and however many run. A week without
 * anything to tell is claimed and not sent. Returns how many were sent.
 */
export async function sendModerationDigests(db: Database, now = new Date(), signal?: AbortSignal): Promise<number> {
  const settings = await readSettings(db);
  if (settings["moderation.digest"] === 0) return 0;
  const week = findDueWeek(now, settings["site.zone"]);
  if (!week) return 0;
  let figures: DigestFigures | undefined;
  let sent = 0;
  let failuresInRow = 0;
  for (const memberId of await listDigestRecipients(db, week.monday)) {
    if (signal?.aborted || failuresInRow >= maxFailuresInRow) break;
    if (!(await claimDigest(db, week.monday, memberId))) continue;
    try {
      figures ??= await readDigestFigures(db, week);
      const outcome = isEmptyWeek(figures) ? "skipped" : await sendTo(db, memberId, figures, week, now);
      if (outcome === "sent") sent += 1;
      if (outcome === "released") await releaseDigest(db, week.monday, memberId);
      failuresInRow = outcome === "released" || outcome === "uncertain" ? failuresInRow + 1 : 0;
    } catch (error) {
      // Nothing was sent yet: `sendTo` answers for every failure of the sending itself.
      await releaseDigest(db, week.monday, memberId);
      throw error;
    }
  }
  return sent;
}

async function sendTo(
  db: Database,
  memberId: number,
  figures: DigestFigures,
  week: DigestWeek,
  now: Date,
): Promise<Outcome> {
  const to = await findMailRecipient(db, memberId);
  if (!to || to.banned || (await isSuppressed(db, to.email))) return "skipped";
  const mail = await composeDigest(db, to, figures, week, now);
  try {
    const outcome = await sendMail(mail);
    if (outcome === "sent") await finishDigest(db, week.monday, memberId);
    return outcome;
  } catch (error) {
    log.warn({ err: error, member: memberId }, "A moderator's weekly digest was not sent.");
    return settleSendFailure(db, error, to.email);
  }
}

async function composeDigest(db: Database, to: MailRecipient, figures: DigestFigures, week: DigestWeek, now: Date) {
  const settings = await readSettings(db, to.locale);
  const { linkKey } = await db.transaction((tx) => lockMailSettings(tx, to.id));
  const stop = stopUrl({ id: to.id, linkKey }, { kind: "topic", topic: "moderationDigest" });
  const site = createLetterSite(settings, to.locale);
  const writing = { to, site: site.name, zone: settings["site.zone"], now, stop };
  const returnPath = memberReturnPath(to);
  return {
    to: { name: "", address: to.email },
    ...renderLetter(writeDigest(figures, week, writing), site),
    key: `moderation-digest:${week.monday}:${to.id}`,
    list: { name: "moderation-digest", unsubscribeUrl: stop },
    ...(returnPath && { returnPath }),
  };
}
