import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { renderMail } from "#features/auth/mail/layout.ts";
import { decisionMailJob } from "#features/decision-history/jobs.ts";
import { claimMails, finishMails, releaseMails } from "#features/decision-history/notifications.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type Locale, locales, siteLocale, translator } from "#i18n/translator.ts";
import { enqueue } from "#lib/jobs.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { appealEndsAt } from "../appeals/rules.ts";
import { listStatementsById, lockWaitingMails, type Statement, wasMailedRestriction } from "./queries.ts";
import { hasMemberNote, isAppealable, isRestriction } from "./rules.ts";
import { signStatementLink } from "./signed-link.ts";
import { deciderKind, findCitedRule, formatLastDay, statementTitle } from "./statement-text.ts";

/** Decisions that one mail names; the rest is counted, and stands behind its link. */
const maxNamedDecisions = 10;
/** However often somebody decides again meanwhile, a decision waits no longer than this (ms). */
const maxMailDelayMs = 300_000;

/**
 * Sends one mail about all decisions on a member whose grace is over and that are still in force; nothing while another one is in its grace.
 * At most once for each: they are claimed before, given back if the mail server refuses. Nothing leaves without a confirmed address.
 */
export async function sendDecisionMails(db: Executor, memberId: number, now = new Date()): Promise<void> {
  const statements = await db.transaction(async (tx) => {
    // Twice: what somebody stored while holding a row that the first waited for is seen by the second alone, and has no job of its own.
    await lockWaitingMails(tx, memberId);
    const waiting = await lockWaitingMails(tx, memberId);
    const newest = Math.max(...waiting.map(({ dueAt }) => dueAt.getTime()));
    const oldest = Math.min(...waiting.map(({ dueAt }) => dueAt.getTime()));
    if (newest > now.getTime() && oldest > now.getTime() - maxMailDelayMs) {
      if (waiting.length > 0) await enqueue(tx, decisionMailJob, { memberId }, { at: new Date(newest) });
      return [];
    }
    const due = waiting.filter(({ dueAt }) => dueAt <= now).map(({ decision }) => decision);
    if (due.length < waiting.length) await enqueue(tx, decisionMailJob, { memberId }, { at: new Date(newest) });
    const all = due.length > 0 ? await listStatementsById(tx, due) : [];
    const live: Statement[] = [];
    for (const one of all) if (await isStillRelevant(tx, memberId, one)) live.push(one);
    const kept = new Set(live.map(({ id }) => id));
    const dropped = due.filter((id) => !kept.has(id));
    await finishMails(tx, memberId, dropped, { sent: false, now });
    await claimMails(tx, memberId, [...kept], now);
    return live;
  });
  if (statements.length === 0) return;
  const ids = statements.map(({ id }) => id);
  try {
    const to = await findRecipient(db, memberId);
    if (!to) return await finishMails(db, memberId, ids, { sent: false, now });
    const settings = await readSettings(db, to.locale);
    await sendMail({ to: { name: "", address: to.email }, ...writeDecisionMail(statements, to, settings, now) });
  } catch (error) {
    await releaseMails(db, memberId, ids);
    throw error;
  }
  await finishMails(db, memberId, ids, { sent: true, now });
}

/** Still in force; of the end of something only to who was told of it. */
async function isStillRelevant(tx: Executor, memberId: number, one: Statement): Promise<boolean> {
  if (one.action === "undo") return true;
  if (one.undone || one.superseded) return false;
  return one.action !== "lift" || wasMailedRestriction(tx, memberId, one.id);
}

export interface StatementRecipient {
  id: number;
  email: string;
  name: string;
  locale: Locale;
}

/** Who is written to: an address that nobody confirmed may be a stranger's. */
export async function findRecipient(db: Executor, memberId: number): Promise<StatementRecipient | undefined> {
  const [member] = await db
    .select({ id: members.id, email: members.email, name: members.name, locale: members.mailLocale })
    .from(members)
    .where(
      and(
        eq(members.id, memberId),
        isNull(members.deletedAt),
        isNotNull(members.confirmedAt),
        isNotNull(members.email),
      ),
    );
  if (!member?.email) return undefined;
  const { id, email, name, locale } = member;
  return { id, email, name, locale: locales.find((known) => known === locale) ?? siteLocale() };
}

/** The address of the decisions about somebody, or of one of them, for whoever has this mail. */
export function statementUrl(to: StatementRecipient, until: Date, decision?: number): string {
  const path = decision === undefined ? "/account/decisions" : `/account/decisions/${decision}`;
  return absoluteUrl(`${path}?link=${signStatementLink(to, until)}`);
}

/** The mail's text: what was decided, which rule, by a person or a rule, how to appeal; never the comment, which stands on its author's page alone. */
function writeDecisionMail(statements: Statement[], to: StatementRecipient, settings: Settings, now: Date) {
  const { locale, name } = to;
  const t = translator(locale);
  const zone = settings["site.zone"];
  const site = settings["site.name"];
  const count = statements.length;
  const [first] = statements;
  const ends = appealEndsAt(now, zone);
  const day = formatLastDay(ends, locale, zone);
  const contested = statements.filter(isAppealable).length;
  const only = count === 1 ? first : undefined;
  const named = statements.slice(0, maxNamedDecisions);
  const paragraphs = [
    t("mails.account.hello", { name }),
    ...(only && !isAppealable(only) ? [] : [t("statements.mail.intro", { site, count })]),
    ...named.flatMap((one) => statementParagraphs(one, settings, locale)),
    ...(count > named.length ? [t("statements.mail.more", { count: count - named.length })] : []),
    ...(contested > 0 ? [t("statements.mail.appeal", { count: contested, day })] : []),
  ];
  return renderMail(
    {
      subject: t(`statements.mail.subject.${subjectKey(only)}`, { site, count }),
      paragraphs,
      button: {
        label: t(contested > 0 ? "statements.mail.button" : "statements.mail.buttonRead"),
        href: statementUrl(to, ends, only && isRestriction(only.action) ? only.id : undefined),
      },
      notes: [t("statements.mail.note", { day })],
    },
    { name: site, home: absoluteUrl("/"), locale },
  );
}

function subjectKey(only: Statement | undefined): "one" | "many" | "message" | "lifted" {
  if (!only) return "many";
  if (only.action === "message") return "message";
  return isRestriction(only.action) || only.undoes === "lift" ? "one" : "lifted";
}

function statementParagraphs(one: Statement, settings: Settings, locale: Locale): string[] {
  const t = translator(locale);
  const rule = findCitedRule(one.reason, settings, locale);
  return [
    `${statementTitle(one, locale, settings["site.zone"])}.`,
    ...(hasMemberNote(one.action) ? one.note.split(/\n+/).filter((line) => line.trim() !== "") : []),
    ...(rule ? [t("statements.mail.rule", { title: rule.title, address: absoluteUrl(`/rules#${rule.anchor}`) })] : []),
    // A restriction says so wherever it is told (article 17 of the regulation), not only behind the link.
    ...(isRestriction(one.action) && one.action !== "message" ? [t(`statements.mail.by.${deciderKind(one)}`)] : []),
  ];
}
