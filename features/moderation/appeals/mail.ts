import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { appeals } from "#db/schema.ts";
import { greeting } from "#features/mail/greeting.ts";
import { createLetterSite, type LetterBlock } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { findMailRecipient } from "#features/members/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { translator } from "#i18n/translator.ts";
import { claimMail, sendClaimed } from "#lib/mail/mail-claims.ts";
import { decisionReasonAndStop, statementUrl } from "../statements/mail.ts";
import { findStatement } from "../statements/queries.ts";
import { formatLastDay, statementTitle } from "../statements/statement-text.ts";
import { appealEndsAt } from "./rules.ts";

/** Mails a member the outcome of their appeal and its reason, at most once. */
export async function sendAppealMail(db: Executor, id: number, now = new Date()): Promise<void> {
  const [appeal] = await db.select().from(appeals).where(eq(appeals.id, id));
  if (!appeal) return;
  const to = await findMailRecipient(db, appeal.memberId);
  const statement = await findStatement(db, appeal.memberId, appeal.decisionId);
  const outcome = statement?.outcome;
  if (!to || !outcome) return;
  const { locale, name } = to;
  const t = translator(locale);
  const settings = await readSettings(db, locale);
  const zone = settings["site.zone"];
  const until = appealEndsAt(now, zone);
  const site = createLetterSite(settings, locale);
  const letter = renderLetter(
    {
      subject: t("appeals.mail.subject", { site: site.name }),
      greeting: greeting(t, name),
      blocks: [
        t(`appeals.outcome.${outcome.outcome}`),
        ...outcome.note.split(/\n+/).filter((line) => line.trim() !== ""),
        ...(outcome.sole ? [t("appeals.sole")] : []),
        t("appeals.mail.about", { what: statementTitle(statement, locale, zone) }),
        ...(outcome.outcome === "upheld" ? [t("appeals.otherWays")] : []),
      ].map((text): LetterBlock => ({ kind: "text", text })),
      button: { label: t("appeals.mail.button"), href: statementUrl(to, until, statement.id) },
      notes: [t("statements.mail.note", { day: formatLastDay(until, locale, zone) })],
      ...decisionReasonAndStop(t, site.name),
    },
    site,
  );
  const key = `appeal:${id}`;
  if (await claimMail(db, key)) await sendClaimed(db, key, { to: { name: "", address: to.email }, key, ...letter });
}
