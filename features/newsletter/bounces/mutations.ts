import { createHash } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailReports, newsletterDeliveries } from "#db/schema.ts";
import { type MailReport, readReport } from "#features/mail/bounces/read-report.ts";
import { findStatusCode, weighBounce } from "#features/mail/bounces/rules.ts";
import { suppress } from "#features/mail/suppressions/mutations.ts";
import { redactText } from "#lib/log/redact.mjs";
import { endSubscription } from "../subscribers/mutations.ts";
import {
  findMailbox,
  findMailboxesOfAddress,
  hasTooManyReports,
  hasTooManySoftBounces,
  type Mailbox,
} from "./queries.ts";

export type MailReportSource = typeof mailReports.$inferInsert.source;

/**
 * `repeated`: it was recorded before, or as many about the mailbox as one day can have. `foreign`: it is about no mail of this site, and
 * changes nothing.
 */
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
    // A delivery of the newsletter bounces once, and once more if the mailbox turns out to be gone; a member gets many mails with one token.
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
 * changes the delivery itself. `response`: the server's answer. `isDoubtful`: it refused other recipients with the same code,
 * which may not be about the mailbox.
 */
export async function recordRefusal(
  tx: Executor,
  delivery: { issueId: number; subscriberId: number },
  response: string,
  { isDoubtful = false }: { isDoubtful?: boolean } = {},
): Promise<void> {
  const mailbox = await findMailbox(tx, { kind: "issue", ...delivery });
  if (!mailbox) return;
  const report = {
    kind: "bounce",
    code: isDoubtful ? "" : findStatusCode(response),
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
  const { address, ...ids } = mailbox;
  const isHard = kind === "bounce" && weighBounce(code) === "hard";
  // A hard bounce may follow a soft one of the same mail, and is what counts then.
  const fingerprint = createHash("sha256")
    .update(`${kind}${isHard ? " hard" : ""}\n${about}`)
    .digest("hex");
  const isOfDelivery = "issueId" in ids && ids.issueId !== null;
  if (!isOfDelivery && (await hasTooManyReports(tx, ids, kind, isHard))) return "repeated";
  const inserted = await tx
    .insert(mailReports)
    .values({ fingerprint, kind, source, code, diagnostic, ...ids })
    .onConflictDoNothing()
    .returning({ id: mailReports.id });
  if (inserted.length === 0) return "repeated";
  if (kind === "delay") return "recorded";
  if (kind === "bounce" && "issueId" in ids && ids.issueId !== null && source !== "smtp")
    await markBounced(tx, { issueId: ids.issueId, subscriberId: ids.subscriberId }, code, diagnostic);
  const isFinal = kind === "complaint" || isHard || (await hasTooManySoftBounces(tx, ids));
  if (!isFinal) return "recorded";
  const reason = kind === "complaint" ? "complaint" : "bounce";
  if ("subscriberId" in ids) await endSubscription(tx, ids.subscriberId, reason);
  if (address !== null) await suppress(tx, address, reason, code);
  return "recorded";
}

/**
 * Marks a delivery as bounced that a mail server accepted, as the report proves: also one whose answer the sender still waits for, or did not
 * get. One that waits for its turn again ends with its subscription.
 */
async function markBounced(
  tx: Executor,
  { issueId, subscriberId }: { issueId: number; subscriberId: number },
  code: string,
  diagnostic: string,
): Promise<void> {
  const d = newsletterDeliveries;
  await tx
    .update(d)
    .set({
      state: "bounced",
      response: `${code} ${diagnostic}`.trim(),
      sentAt: sql`coalesce(${d.sentAt}, ${d.claimedAt}, now())`,
    })
    .where(
      and(
        eq(d.issueId, issueId),
        eq(d.subscriberId, subscriberId),
        inArray(d.state, ["sent", "failed", "uncertain", "sending"]),
      ),
    );
}
