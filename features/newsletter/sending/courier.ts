import { createReturnPath } from "#features/mail/bounces/bounce-token.ts";
import { env } from "#lib/env.ts";
import { senderAddress } from "#lib/mail/mail-address.ts";
import { storeMailFile } from "#lib/mail/mail-files.ts";
import { type DeliveryOutcome, SmtpSession } from "#lib/mail/smtp-session.ts";
import type { Claim } from "./ledger.ts";

/** A connection to the mail server, for one message at a time. `open` returns the failure if there is none. */
export interface Courier {
  open(): Promise<Extract<DeliveryOutcome, { kind: "unreachable" }> | undefined>;
  deliver(envelope: { from: string; to: string }, message: Buffer): Promise<DeliveryOutcome>;
  close(): void;
}

/** Without SMTP_URL each mail becomes a file in DATA_DIR/mail. */
const fileCourier: Courier = {
  open: async () => undefined,
  async deliver(_envelope, message) {
    try {
      await storeMailFile(message);
      return { kind: "sent", response: "" };
    } catch (error) {
      return { kind: "unreachable", reason: error instanceof Error ? error.message : "", reply: undefined };
    }
  },
  close() {},
};

/** Opens no connection yet: `open` does. */
export function openCourier(): Courier {
  const { SMTP_URL } = env();
  return SMTP_URL ? new SmtpSession({ url: SMTP_URL }) : fileCourier;
}

/** The envelope's sender: bounces name the delivery. Without an address for bounces, MAIL_FROM gets them. */
export function returnPath({ issueId, subscriberId }: Pick<Claim, "issueId" | "subscriberId">): string {
  const { MAIL_BOUNCE_ADDRESS } = env();
  return MAIL_BOUNCE_ADDRESS
    ? createReturnPath(MAIL_BOUNCE_ADDRESS, { kind: "issue", issueId, subscriberId })
    : senderAddress();
}
