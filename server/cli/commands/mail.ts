import { isIP } from "node:net";
import type { Command } from "commander";
import type { Database } from "#db/client.ts";
import { maxReportBytes } from "#features/mail/bounces/read-report.ts";
import type { MailCheckOptions } from "#features/mail/check/check-mail.ts";
import type { MailFinding } from "#features/mail/check/finding.ts";
import { receiveMessage } from "#features/newsletter/bounces/mutations.ts";
import { completeMessage, composeIssueMessage } from "#features/newsletter/sending/issue-message.ts";
import {
  createSubscriberToken,
  subscriberTokenPlaceholder,
  unsubscribeUrl,
} from "#features/newsletter/subscribers/subscriber-token.ts";
import { isSingleMailbox } from "#lib/email-address.ts";
import { OperatorError, sayError } from "#lib/operator-error.ts";
import { loadSecrets } from "#server/process/secrets.ts";
import { printResult, withDatabase } from "../run-command.ts";

/** `EX_TEMPFAIL` of sysexits.h: the mail server keeps the message and tries again. */
const temporaryFailure = 75;

export function register(program: Command): void {
  const mail = program.command("mail").description("record returned mail, and check how mail servers see this site");

  mail
    .command("bounce")
    .description("record a returned mail or a complaint from standard input, as a mail server pipes it")
    .option("--json", "print the result as JSON")
    .action(async (options: { json?: boolean }) => {
      try {
        const message = await readStart(process.stdin);
        const outcome = await withDatabase(({ db, env }) => {
          // Loads the secret that signs the tokens.
          loadSecrets(env.DATA_DIR);
          return receiveMessage(db, message, "pipe");
        });
        // Other messages are accepted too: a refusal would make them bounce.
        printResult({ outcome }, options, () => outcome);
      } catch (error) {
        throw new OperatorError(sayError(error), { exitCode: temporaryFailure });
      }
    });

  mail
    .command("check")
    .description(
      "check the mail server, SPF, DKIM, DMARC, PTR, MX, TLS and one-click unsubscribing, and send a mail; exit code 1 if a check failed",
    )
    .option("--to <address>", "send the mail there instead of the mailbox for returned mails")
    .option(
      "--ip <addresses>",
      "addresses from which the mail server sends, separated by commas; default: those of its name",
    )
    .option("--resolver <address>", "ask this name server: IP, or IP:PORT")
    .option("--wait <seconds>", "how long to wait for the mail in the mailbox for returned mails", "60")
    .option("--json", "print the result as JSON")
    .action(async (options: CheckOptions) => {
      const checks = await readCheckOptions(options);
      const findings = await withDatabase(({ db, env, signal }) => {
        // Loads the secret that signs tokens and Message-IDs.
        loadSecrets(env.DATA_DIR);
        return check(db, { ...checks, signal }, options);
      });
      if (options.json) printResult({ findings }, options, () => "");
      const failures = findings.filter(({ status }) => status === "failed").length;
      if (failures > 0) throw new OperatorError(`${failures} of ${findings.length} checks failed.`);
    });
}

interface CheckOptions {
  to?: string;
  ip?: string;
  resolver?: string;
  wait: string;
  json?: boolean;
}

async function readCheckOptions({ to, resolver, wait, ...options }: CheckOptions) {
  if (to !== undefined && !isSingleMailbox(to)) throw new OperatorError("--to is an address, as in ada@example.org.");
  const ip = options.ip?.split(",").map((address) => address.trim());
  if (ip?.some((address) => isIP(address) === 0))
    throw new OperatorError("--ip is one or several IP addresses, separated by commas.");
  const seconds = Number(wait);
  if (!(seconds >= 0 && seconds <= 3_600)) throw new OperatorError("--wait is 0 to 3600 seconds.");
  const { openDns } = await import("#features/mail/check/dns.ts");
  return { dns: openDns(resolver), to, ip, waitMs: seconds * 1_000 };
}

/** Runs the checks, and prints each result at once, unless they are to be JSON. */
async function check(
  db: Database,
  options: Omit<MailCheckOptions, "newsletterMail">,
  { json }: { json?: boolean },
): Promise<MailFinding[]> {
  const { checkMail } = await import("#features/mail/check/check-mail.ts");
  const findings: MailFinding[] = [];
  for await (const finding of checkMail(db, { ...options, newsletterMail: sampleNewsletterMail() })) {
    findings.push(finding);
    if (!json) printResult(finding, {}, () => describeFinding(finding));
    options.signal?.throwIfAborted();
  }
  return findings;
}

const describeFinding = ({ check, status, message, record }: MailFinding) => [
  `${status.padEnd(6)} ${check}: ${message}`,
  ...(record === undefined ? [] : [`       ${record}`]),
];

/** A mail of the newsletter with all that a real one has, to nobody. */
function sampleNewsletterMail(): Buffer {
  const text = unsubscribeUrl(subscriberTokenPlaceholder);
  const message = composeIssueMessage({ subject: "Vigie", html: `<p>${text}</p>`, text });
  const token = createSubscriberToken({ id: 1, linkKey: new Uint8Array(32) });
  return completeMessage(message, { issueId: 1, subscriberId: 1, address: "reader@example.org", token });
}

/** Reads a stream to its end, and returns its first `maxReportBytes`. */
async function readStart(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (size < maxReportBytes) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, maxReportBytes);
}
