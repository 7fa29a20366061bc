import { inArray } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { mailClaims } from "#db/schema.ts";
import { listAlertRecipients } from "#features/jobs/heartbeat/mail.ts";
import { greeting } from "#features/mail/greeting.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import type { MailRecipient } from "#features/members/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { translator } from "#i18n/translator.ts";
import { log } from "#lib/log/log.ts";
import { claimMail, sendClaimed } from "#lib/mail/mail-claims.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { describeIncident, describeSafety } from "../wording/describe-finding.ts";
import { markIncidents } from "./mutations.ts";
import { countHealthMails, type HealthIncident, listDueAlerts, listDueRecoveries } from "./queries.ts";
import { maxMailsPerDay } from "./rules.ts";

/**
 * Mails the administrators what turned bad and stayed so, and what is well again: one mail for all of it, at most
 * `maxMailsPerDay`. A mail that the server refuses is tried again by the next call. Returns how many were sent.
 */
export async function mailIncidents(db: Database): Promise<number> {
  const settings = await readSettings(db);
  const isOff = settings["health.mails"] === 0;
  const begun = await listDueAlerts(db, settings["health.alertMinutes"]);
  const ended = await listDueRecoveries(db);
  if (begun.length + ended.length === 0) return 0;
  const ids = (incidents: readonly HealthIncident[]) => incidents.map(({ id }) => id);
  if (isOff || (await countHealthMails(db)) >= maxMailsPerDay) {
    await markIncidents(db, ids([...begun, ...ended]), "silent");
    return 0;
  }
  const { sent, failed } = await mailEach(db, begun, ended);
  if (failed === 0) {
    await markIncidents(db, ids(begun), "mailed");
    await markIncidents(db, ids(ended), "endMailed");
  }
  return sent;
}

async function mailEach(db: Database, begun: readonly HealthIncident[], ended: readonly HealthIncident[]) {
  const count = { sent: 0, failed: 0 };
  for await (const { memberId, to } of listAlertRecipients(db)) {
    const news = {
      begun: await claimEach(db, begun, (id) => `health:${id}:${memberId}`),
      ended: await claimEach(db, ended, (id) => `health:${id}:end:${memberId}`),
    };
    const keys = [...news.begun, ...news.ended].map(({ key }) => key);
    const [key] = keys;
    if (key === undefined) continue;
    try {
      const letter = await writeIncidentMail(db, to, {
        begun: news.begun.map(({ incident }) => incident),
        ended: news.ended.map(({ incident }) => incident),
      });
      await sendClaimed(db, key, { to: { name: "", address: to.email }, key, ...letter });
      count.sent += 1;
    } catch (error) {
      await db.delete(mailClaims).where(inArray(mailClaims.key, keys));
      count.failed += 1;
      log.error({ err: error }, "The mail about the site's health could not be sent, and is tried again.");
    }
  }
  return count;
}

/** The incidents of which this administrator was not mailed by an earlier, partly failed attempt. */
async function claimEach(db: Database, incidents: readonly HealthIncident[], keyOf: (id: number) => string) {
  const claimed = [];
  for (const incident of incidents) {
    const key = keyOf(incident.id);
    if (await claimMail(db, key)) claimed.push({ incident, key });
  }
  return claimed;
}

interface IncidentChanges {
  begun: readonly HealthIncident[];
  ended: readonly HealthIncident[];
}

async function writeIncidentMail(db: Database, { name, locale }: MailRecipient, { begun, ended }: IncidentChanges) {
  const t = translator(locale);
  const settings = await readSettings(db, locale);
  const site = settings["site.name"];
  const shown = { locale, zone: settings["site.zone"] };
  const [first] = begun;
  const subject = first
    ? t.typeset("health.mail.subjectBad", { site, says: describeIncident(first, shown) })
    : t.typeset("health.mail.subjectWell", { site });
  return renderLetter(
    {
      subject,
      greeting: greeting(t, name),
      blocks: [
        ...begun.flatMap((incident) => [
          { kind: "text" as const, text: [{ text: describeIncident(incident, shown), strong: true }] },
          { kind: "text" as const, text: describeSafety(incident.code, shown) },
        ]),
        ...(ended.length > 0 ? [{ kind: "text" as const, text: t.typeset("health.mail.ended") }] : []),
        ...ended.map((incident) => ({ kind: "text" as const, text: describeIncident(incident, shown), soft: true })),
      ],
      button: { label: t("health.mail.button"), href: absoluteUrl("/admin/health") },
      reason: t.typeset("health.mail.reason", { site }),
      stop: [{ label: t.typeset("jobs.mail.stop"), href: absoluteUrl("/account/notifications") }],
    },
    createLetterSite(settings, locale),
  );
}
