import type { Executor } from "#db/client.ts";
import { decisionMailJob } from "#features/decision-history/jobs.ts";
import { claimMails, finishMails, releaseMails } from "#features/decision-history/notifications.ts";
import { greeting } from "#features/mail/greeting.ts";
import { createLetterSite, type LetterBlock } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { findMailRecipient, type MailRecipient } from "#features/members/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type Locale, type Translator, translator } from "#i18n/translator.ts";
import { enqueue } from "#lib/jobs.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { appealEndsAt } from "../appeals/rules.ts";
import { listStatementsById, lockWaitingMails, type Statement, wasMailedRestriction } from "./queries.ts";
import { hasMemberNote, isAppealable, isRestriction } from "./rules.ts";
import { signStatementLink } from "./signed-link.ts";
import { deciderKind, findCitedRule, formatLastDay, statementTitle } from "./statement-text.ts";

/** Decisions listed in one mail. The mail counts the others and links to them. */
const maxNamedDecisions = 10;
/** The longest time (ms) that later decisions can delay the mail about an earlier one. */
const maxMailDelayMs = 300_000;

/**
 * Sends one mail about all decisions on a member that are still in force and whose grace period is over. Sends nothing
 * while another decision on the member is in its grace period. Each decision is mailed at most once: it is claimed
 * before, and released if the mail server refuses. Requires a confirmed address.
 */
export async function sendDecisionMails(db: Executor, memberId: number, now = new Date()): Promise<void> {
  const statements = await db.transaction(async (tx) => {
    // Read twice: the first statement may wait for a transaction that stored another mail without a new job, and only the second sees that mail.
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
    const dueStatements = due.length > 0 ? await listStatementsById(tx, due) : [];
    const relevant: Statement[] = [];
    for (const statement of dueStatements) if (await isStillRelevant(tx, memberId, statement)) relevant.push(statement);
    const relevantIds = new Set(relevant.map(({ id }) => id));
    const dropped = due.filter((id) => !relevantIds.has(id));
    await finishMails(tx, memberId, dropped, { sent: false, now });
    await claimMails(tx, memberId, [...relevantIds], now);
    return relevant;
  });
  if (statements.length === 0) return;
  const ids = statements.map(({ id }) => id);
  try {
    const to = await findMailRecipient(db, memberId);
    if (!to) return await finishMails(db, memberId, ids, { sent: false, now });
    const settings = await readSettings(db, to.locale);
    await sendMail({ to: { name: "", address: to.email }, ...writeDecisionMail(statements, to, settings, now) });
  } catch (error) {
    await releaseMails(db, memberId, ids);
    throw error;
  }
  await finishMails(db, memberId, ids, { sent: true, now });
}

/**
 * Whether a decision is still worth a mail: it is in force, and, if it ends a restriction, the member was mailed about
 * that one.
 */
async function isStillRelevant(tx: Executor, memberId: number, statement: Statement): Promise<boolean> {
  if (statement.action === "undo") return true;
  if (statement.undone || statement.superseded) return false;
  return statement.action !== "lift" || wasMailedRestriction(tx, memberId, statement.id);
}

/** The URL of one decision about a member, or of all of them, with a signed link that works without signing in. */
export function statementUrl(to: MailRecipient, until: Date, decision?: number): string {
  const path = decision === undefined ? "/account/decisions" : `/account/decisions/${decision}`;
  return absoluteUrl(`${path}?link=${signStatementLink(to, until)}`);
}

/**
 * Writes the mail: the decision, the rule, whether a person or a rule decided, and how to appeal. The comment's text is
 * only on its author's page, never in the mail.
 */
function writeDecisionMail(statements: Statement[], to: MailRecipient, settings: Settings, now: Date) {
  const { locale, name } = to;
  const t = translator(locale);
  const zone = settings["site.zone"];
  const site = settings["site.name"];
  const count = statements.length;
  const [first] = statements;
  const appealEnd = appealEndsAt(now, zone);
  const day = formatLastDay(appealEnd, locale, zone);
  const appealableCount = statements.filter(isAppealable).length;
  const only = count === 1 ? first : undefined;
  const named = statements.slice(0, maxNamedDecisions);
  const blocks = [
    ...(only && !isAppealable(only) ? [] : [textBlock(t("statements.mail.intro", { site, count }))]),
    ...named.flatMap((statement, n) => {
      // The text of a bulk decision belongs to several statements, and is quoted once.
      const { messageToAuthor: message } = statement;
      const isQuoted = message !== null && named.slice(0, n).some((earlier) => earlier.messageToAuthor === message);
      return statementBlocks(isQuoted ? { ...statement, messageToAuthor: null } : statement, settings, locale);
    }),
    ...(count > named.length ? [textBlock(t("statements.mail.more", { count: count - named.length }))] : []),
    ...(appealableCount > 0 ? [textBlock(t("statements.mail.appeal", { count: appealableCount, day }))] : []),
  ];
  return renderLetter(
    {
      subject: t(`statements.mail.subject.${subjectKey(only)}`, { site, count }),
      greeting: greeting(t, name),
      blocks,
      button: {
        label: t(appealableCount > 0 ? "statements.mail.button" : "statements.mail.buttonRead"),
        href: statementUrl(to, appealEnd, only && isRestriction(only.action) ? only.id : undefined),
      },
      notes: [t("statements.mail.note", { day })],
      ...decisionReasonAndStop(t, site),
    },
    createLetterSite(settings, locale),
  );
}

const textBlock = (text: string): LetterBlock => ({ kind: "text", text });
/** One block for each line of a moderator's text. */
const textBlocks = (text: string): LetterBlock[] =>
  text
    .split(/\n+/)
    .filter((line) => line.trim() !== "")
    .map(textBlock);

/** Why a member gets mails about decisions, and where to choose which mails one gets. */
export function decisionReasonAndStop(t: Translator, site: string) {
  return {
    reason: t("mails.reasons.decisions", { site }),
    stop: [{ label: t("mails.stops.notifications"), href: absoluteUrl("/account/notifications") }],
  };
}

function subjectKey(only: Statement | undefined): "one" | "many" | "message" | "lifted" {
  if (!only) return "many";
  if (only.action === "message") return "message";
  return isRestriction(only.action) || only.undoes === "lift" ? "one" : "lifted";
}

function statementBlocks(statement: Statement, settings: Settings, locale: Locale): LetterBlock[] {
  const t = translator(locale);
  const rule = findCitedRule(statement.reason, settings, locale);
  return [
    textBlock(`${statementTitle(statement, locale, settings["site.zone"])}.`),
    ...(hasMemberNote(statement.action) ? textBlocks(statement.note) : []),
    ...(statement.messageToAuthor
      ? [textBlock(t("statements.messageToAuthor")), ...textBlocks(statement.messageToAuthor)]
      : []),
    ...(rule ? [ruleLink(t("statements.mail.rule", { title: rule.title }), rule.anchor)] : []),
    // Article 17 of the DSA requires this in the notification itself, not only behind the link.
    ...(isRestriction(statement.action) && statement.action !== "message"
      ? [textBlock(t(`statements.mail.by.${deciderKind(statement)}`))]
      : []),
  ];
}

const ruleLink = (label: string, anchor: string): LetterBlock => ({
  kind: "links",
  links: [{ label, href: absoluteUrl(`/rules#${anchor}`) }],
});
