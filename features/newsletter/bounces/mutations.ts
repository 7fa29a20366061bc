import { createHash } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailReports, newsletterDeliveries } from "#db/schema.ts";
import { type MailReport, readReport } from "#features/mail/bounces/read-report.ts";
import { findStatusCode, weighBounce } from "#features/mail/bounces/rules.ts";
import { suppress } from "#features/mail/suppressions/mutations.ts";
import { redactText } from "#lib/log/redact.mjs";
import { endSubscription } from "../subscribers/mutations.ts";
import { findMailbox, findMailboxesOfAddress, hasTooManySoftBounces, type Mailbox } from "./queries.ts";

export type MailReportSource = typeof mailReports.$inferInsert.source;

/** `repeated`: it was recorded before. `foreign`: it is about no mail of this site, and changes nothing. */
export type MailReportOutcome = "recorded" | "repeated" | "foreign";

type StoredReport = Pick<MailReport, "kind" | "code" | "diagnostic">;

/**
 * Records a report about one of our mails and does what follows from it, once however often it is delivered. A hard bounce ends the
 * subscription and suppresses the mailbox, as do soft ones on several days, and a complaint. A delay is only recorded.
 */
export async function recordReport(
  db: Executor,
  report: MailReport,
  source: MailReportSource,
): Promise<MailReportOutcome> {
  return db.transaction(async (tx): Promise<MailReportOutcome> => {
    const mailbox = report.subject && (await findMailbox(tx, report.subject));
    if (!mailbox) return "foreign";
    // A delivery of the newsletter bounces once, whatever the report says; a member gets many mails with one token.
    const about = "memberId" in mailbox ? `member:${mailbox.memberId}:${report.id}` : describeDelivery(mailbox, report);
    return recordOnce(tx, report, source, mailbox, about);
  });
}

/** Reads a message to the bounce address and records it. `ignored`: it is no report, as an automatic reply. */
export async function receiveMessage(
  db: Executor,
  message: Uint8Array,
  source: MailReportSource,
): Promise<MailReportOutcome | "ignored"> {
  const report = await readReport(message);
  return report ? recordReport(db, report, source) : "ignored";
}

const describeDelivery = (
  { issueId, subscriberId }: { issueId: number | null; subscriberId: number },
  { id }: { id: string },
) => (issueId === null ? `subscriber:${subscriberId}:${id}` : `delivery:${issueId}:${subscriberId}`);

/**
 * Records that the mail server refused a delivery of the newsletter for good at the time of sending, in the sender's transaction. The sender
 * changes the delivery itself. `response`: the server's answer.
 */
export async function recordRefusal(
  tx: Executor,
  delivery: { issueId: number; subscriberId: number },
  response: string,
): Promise<void> {
  const mailbox = await findMailbox(tx, { kind: "issue", ...delivery });
  if (!mailbox) return;
  const report = {
    kind: "bounce",
    code: findStatusCode(response),
    diagnostic: redactText(response).slice(0, 200),
  } as const;
  await recordOnce(tx, report, "smtp", mailbox, describeDelivery(delivery, { id: "" }));
}

/** What a signed webhook may name instead of a token: the address itself. */
export async function recordAddressReport(
  db: Executor,
  address: string,
  report: StoredReport & { id: string },
): Promise<MailReportOutcome> {
  return db.transaction(async (tx): Promise<MailReportOutcome> => {
    const mailboxes = await findMailboxesOfAddress(tx, address);
    let outcome: MailReportOutcome = "foreign";
    for (const mailbox of mailboxes) {
      const about =
        "memberId" in mailbox ? `member:${mailbox.memberId}:${report.id}` : describeDelivery(mailbox, report);
      const recorded = await recordOnce(tx, report, "webhook", mailbox, about);
      if (outcome !== "recorded") outcome = recorded;
    }
    return outcome;
  });
}

async function recordOnce(
  tx: Executor,
  { kind, code, diagnostic }: StoredReport,
  source: MailReportSource,
  mailbox: Mailbox,
  about: string,
): Promise<MailReportOutcome> {
  const fingerprint = createHash("sha256").update(`${kind}\n${about}`).digest("hex");
  const { address, ...ids } = mailbox;
  const inserted = await tx
    .insert(mailReports)
    .values({ fingerprint, kind, source, code, diagnostic, ...ids })
    .onConflictDoNothing()
    .returning({ id: mailReports.id });
  if (inserted.length === 0) return "repeated";
  if (kind === "delay") return "recorded";
  if (kind === "bounce" && "issueId" in ids && ids.issueId !== null) await markBounced(tx, ids, code, diagnostic);
  const isFinal = kind === "complaint" || weighBounce(code) === "hard" || (await hasTooManySoftBounces(tx, ids));
  if (!isFinal) return "recorded";
  const reason = kind === "complaint" ? "complaint" : "bounce";
  if ("subscriberId" in ids) await endSubscription(tx, ids.subscriberId, reason);
  if (address !== null) await suppress(tx, address, reason, code);
  return "recorded";
}

/** Marks a delivery as bounced unless it already ended otherwise. A sender that has it in hand decides itself. */
async function markBounced(
  tx: Executor,
  { issueId, subscriberId }: { issueId: number | null; subscriberId: number },
  code: string,
  diagnostic: string,
): Promise<void> {
  if (issueId === null) return;
  await tx
    .update(newsletterDeliveries)
    .set({ state: "bounced", response: `${code} ${diagnostic}`.trim() })
    .where(
      and(
        eq(newsletterDeliveries.issueId, issueId),
        eq(newsletterDeliveries.subscriberId, subscriberId),
        inArray(newsletterDeliveries.state, ["sent", "failed", "uncertain"]),
      ),
    );
}
