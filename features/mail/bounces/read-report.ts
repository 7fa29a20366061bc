import { createHash } from "node:crypto";
import PostalMime, { type Attachment, type Email } from "postal-mime";
import { describeFailure } from "#lib/log/describe-failure.ts";
import { log } from "#lib/log/log.ts";
import { redactText } from "#lib/log/redact.mjs";
import { type BounceSubject, maxBounceTokenLength, readBounceToken } from "./bounce-token.ts";
import { findStatusCode, findUnknownMailboxPhrase, isDelayPhrase } from "./rules.ts";

/** What came back about one mail that we sent. */
export interface MailReport {
  /** From the signed token; undefined: the report is about no mail of ours, and changes nothing. */
  subject: BounceSubject | undefined;
  kind: "bounce" | "delay" | "complaint";
  /** The enhanced status code (RFC 3463) as in 5.1.1; empty if there is none, and for a complaint. */
  code: string;
  /** The remote server's text, shortened, without addresses. */
  diagnostic: string;
  /** Identifies the mail that came back, or the report itself: the same one may be delivered several times. */
  id: string;
}

/** Only this many bytes of a message are read: the parts that matter come first, the returned mail last. */
export const maxReportBytes = 256 * 1024;
/** Only this many lines of a message are parsed: each takes 30 µs, even an empty one, so a message of line breaks took four seconds. */
const maxReportLines = 8_000;
const maxNesting = 12;
const maxHeaderBytes = 64 * 1024;
const maxDiagnosticLength = 200;
/** How many texts that look like a token are checked: each costs a hash. */
const maxTokenChecks = 50;

/**
 * Reads a message that came to the bounce address: a delivery status notification (RFC 3464), a delay, a complaint (RFC 5965), or the plain
 * texts of qmail and older servers. Undefined for everything else: automatic replies, successful deliveries, spam, unreadable messages.
 */
export async function readReport(message: Uint8Array): Promise<MailReport | undefined> {
  const source = readStart(message);
  let email: Email;
  try {
    email = await PostalMime.parse(source, {
      forceRfc822Attachments: true,
      maxNestingDepth: maxNesting,
      maxHeadersSize: maxHeaderBytes,
    });
  } catch (error) {
    log.info({ cause: describeFailure(error) }, "A message to the bounce address could not be read, and was ignored.");
    return undefined;
  }
  const finding = readComplaint(email) ?? readDeliveryStatus(email) ?? readPlainBounce(email);
  if (!finding) return undefined;
  return {
    ...finding,
    diagnostic: redactText(finding.diagnostic).slice(0, maxDiagnosticLength),
    subject: findSubject(email, source),
    id: findReportId(email, source),
  };
}

function readStart(message: Uint8Array): Buffer {
  const source = Buffer.from(message.subarray(0, maxReportBytes));
  let end = -1;
  for (let line = 0; line < maxReportLines; line += 1) {
    end = source.indexOf(0x0a, end + 1);
    if (end < 0) return source;
  }
  return source.subarray(0, end + 1);
}

type Finding = Pick<MailReport, "kind" | "code" | "diagnostic">;

const textOf = ({ content }: Attachment): string =>
  typeof content === "string" ? content : Buffer.from(content as Uint8Array).toString("utf8");

const partOf = (email: Email, ...types: string[]) => email.attachments.find(({ mimeType }) => types.includes(mimeType));

const headerOf = (email: Email, name: string) => email.headers.find(({ key }) => key === name)?.value ?? "";

/** Feedback types (RFC 5965, section 7.3) that are complaints of the recipient. `not-spam`, `virus` and `auth-failure` are not. */
const complaintTypes = new Set(["abuse", "fraud", "opt-out", "opt-out-list", "miscategorized", "other"]);

function readComplaint(email: Email): Finding | undefined {
  const part = partOf(email, "message/feedback-report");
  if (!part) return undefined;
  const [fields = new Map()] = readFields(textOf(part));
  const type = (fields.get("feedback-type") ?? "").toLowerCase();
  return complaintTypes.has(type) ? { kind: "complaint", code: "", diagnostic: type } : undefined;
}

function readDeliveryStatus(email: Email): Finding | undefined {
  const part = partOf(email, "message/delivery-status", "message/global-delivery-status");
  if (!part) return undefined;
  const groups = readFields(textOf(part));
  const recipients = groups.filter((fields) => fields.has("action") || fields.has("status"));
  // One recipient a mail; a report about several names the worst of them.
  const failed = recipients.find((fields) => actionOf(fields) === "failed");
  const fields = failed ?? recipients.find((one) => actionOf(one) === "delayed");
  if (!fields) return undefined;
  const diagnostic = (fields.get("diagnostic-code") ?? "").replace(/^[\w-]+ ?; ?/, "");
  const kind = failed ? "bounce" : "delay";
  return { kind, code: chooseCode(fields.get("status") ?? "", diagnostic), diagnostic };
}

/** The action of a recipient's fields; some servers leave it out and give a status only. */
function actionOf(fields: ReadonlyMap<string, string>): string {
  const action = (fields.get("action") ?? "").toLowerCase().split(/[\s;(]/, 1)[0] ?? "";
  if (action) return action;
  const status = fields.get("status") ?? "";
  return status.startsWith("5.") ? "failed" : status.startsWith("4.") ? "delayed" : "";
}

/** The more exact of a status and the code in the diagnostic: many servers give the status 5.0.0, and the exact code in the text. */
function chooseCode(status: string, diagnostic: string): string {
  const stated = findStatusCode(status);
  if (stated && !/\.0\.0$/.test(stated)) return stated;
  return findStatusCode(diagnostic) || (findUnknownMailboxPhrase(diagnostic) ? "5.1.1" : stated);
}

/** The first words of qmail's own reports, whatever their language (qmail-send.9: "the first paragraph starts with Hi."). */
const qmailGreeting = /^Hi\. This is the /;
const daemon = /^(?:mailer-daemon|postmaster|mail-daemon|maildaemon)(?:@|$)/i;

/** Reports in plain text: qmail, older Exim, appliances. Only from a mail system, never an automatic reply of a person. */
function readPlainBounce(email: Email): Finding | undefined {
  const text = (email.text ?? email.html ?? "").slice(0, 20_000);
  const failedRecipients = headerOf(email, "x-failed-recipients");
  const isQmail = qmailGreeting.test(text.trimStart());
  const sender = email.from && "address" in email.from ? (email.from.address ?? "") : "";
  if (!isQmail && !failedRecipients && !daemon.test(sender)) return undefined;
  if (/^auto-replied/i.test(headerOf(email, "auto-submitted"))) return undefined;
  const own = text.split(/^-{2,} ?(?:Below this line|This is a copy|Original message)/im, 1)[0] ?? "";
  const code = findStatusCode(own);
  // qmail reports nothing but mails that it gave up.
  const isDelay = isDelayPhrase(`${email.subject ?? ""}\n${own}`) || (code.startsWith("4.") && !failedRecipients);
  if (isDelay && !isQmail) return { kind: "delay", code, diagnostic: lineWith(own, code) };
  const phrase = findUnknownMailboxPhrase(own);
  if (!code && !phrase && !isQmail && !failedRecipients) return undefined;
  return { kind: "bounce", code: code || (phrase ? "5.1.1" : "5.0.0"), diagnostic: lineWith(own, code || phrase) };
}

const lineWith = (text: string, part: string): string =>
  (part &&
    text
      .split("\n")
      .find((line) => line.toLowerCase().includes(part.toLowerCase()))
      ?.trim()) ||
  "";

/** Groups of `Name: value` fields, separated by empty lines, as in a delivery status. The first field of a name counts. */
function readFields(text: string): Map<string, string>[] {
  const unfolded = text
    .slice(0, 50_000)
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]/g, " ");
  return unfolded
    .split("\n\n")
    .slice(0, 100)
    .map((group) => {
      const fields = new Map<string, string>();
      for (const line of group.split("\n")) {
        const colon = line.indexOf(":");
        const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
        if (name && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
      }
      return fields;
    });
}

/** Headers of a report that repeat the envelope's recipient, which is our signed return path. */
const recipientHeaders = ["x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to"];

/**
 * The subject that a signed token names: in the recipients of the report, else anywhere in it, because the returned mail has it in its
 * Return-Path. Its place proves nothing, its signature does.
 */
function findSubject(email: Email, source: Buffer): BounceSubject | undefined {
  const recipients = recipientHeaders.map((name) => headerOf(email, name)).join("\n");
  const decoded = email.attachments.filter(({ mimeType }) => /^(?:message|text)\//.test(mimeType)).map(textOf);
  const texts = [recipients, source.toString("latin1"), ...decoded, email.text ?? "", email.html ?? ""];
  const tried = new Set<string>();
  for (const text of texts) {
    for (const [, token = ""] of text.matchAll(/[+=]([0-9a-z]{18,64})(?=[@=])/gi)) {
      if (token.length > maxBounceTokenLength || tried.has(token)) continue;
      if (tried.size >= maxTokenChecks) return undefined;
      tried.add(token);
      const subject = readBounceToken(token);
      if (subject) return subject;
    }
  }
  return undefined;
}

/** The Message-ID of the mail that came back, else of the report, else a hash of the report. */
function findReportId(email: Email, source: Buffer): string {
  const returned = partOf(email, "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global");
  const [head = ""] = returned
    ? textOf(returned)
        .slice(0, maxHeaderBytes)
        .split(/\r?\n\r?\n/, 1)
    : [];
  const ofMail = /^message-id:\s{0,10}(<[^<>\s]{1,250}>)/im.exec(head)?.[1];
  return ofMail ?? (email.messageId || createHash("sha256").update(source).digest("hex"));
}
