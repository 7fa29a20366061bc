import { isSingleMailbox } from "../email-address.ts";
import { env } from "../env.ts";
import { log } from "../log/log.ts";
import { threadMetrics } from "../metrics/thread-metrics.ts";
import { trace } from "../tracing.ts";
import { composeMessage, type Mail } from "./compose-message.ts";
import { senderAddress } from "./mail-address.ts";
import { storeMailFile } from "./mail-files.ts";
import { type DeliveryOutcome, SmtpSession } from "./smtp-session.ts";

/** In all less than a job's timeout, after which another worker would run it. */
const deadlines = { open: 15_000, envelope: 20_000, transfer: 30_000, answer: 45_000 };

const commands = { sender: "MAIL FROM", recipient: "RCPT TO", data: "DATA", message: "DATA" };

type Failure = Exclude<DeliveryOutcome, { kind: "sent" | "uncertain" }>;

/** A mail that certainly was not sent. The log shows the numbers of the answer only (`serialiseError`). */
export class MailError extends Error {
  /** `deferred`, `refused`: the server said so about this mail; `unreachable`, `lost`: there was no connection. */
  readonly kind: Failure["kind"];
  readonly responseCode: number | undefined;
  readonly response: string | undefined;
  readonly command: string | undefined;

  constructor(failure: Failure) {
    const reply = "reply" in failure ? failure.reply : undefined;
    super("reason" in failure ? failure.reason : failure.reply.text);
    this.name = "MailError";
    this.kind = failure.kind;
    this.responseCode = reply?.code;
    this.response = reply?.text;
    this.command = "phase" in failure ? commands[failure.phase] : undefined;
  }
}

/**
 * Sends one mail to one mailbox by SMTP_URL, or writes it to DATA_DIR/mail/*.eml if it is unset. Resolves to "sent" when
 * the server has accepted it (or the file is complete on disk), and to "uncertain" if the server had all of it and did
 * not answer: it may have accepted it, so nobody may send it again. Throws a MailError if it was not sent: the calling
 * job retries. A mail to an address that is not one mailbox is not sent, since a retry would not help: the log reports
 * it, and `vigie check` names the row.
 */
export async function sendMail(mail: Mail): Promise<"sent" | "uncertain"> {
  const { address } = mail.to;
  if (!isSingleMailbox(address)) {
    log.warn("A mail was not sent: its address is not that of a single mailbox. `vigie check` lists it.");
    return "sent";
  }
  const { SMTP_URL } = env();
  const message = composeMessage(mail);
  if (!SMTP_URL) {
    await storeMailFile(message);
    threadMetrics.mails.add("sent");
    return "sent";
  }
  const session = new SmtpSession({ url: SMTP_URL, deadlines });
  const from = mail.returnPath ?? senderAddress();
  const outcome = await trace("mail", {}, () => session.deliver({ from, to: address }, message));
  session.close();
  threadMetrics.mails.add(outcome.kind);
  if (outcome.kind === "sent") return "sent";
  if (outcome.kind !== "uncertain") throw new MailError(outcome);
  log.warn(
    { reason: outcome.reason },
    "A mail may have been sent: the mail server did not answer. It is not sent again.",
  );
  return "uncertain";
}
