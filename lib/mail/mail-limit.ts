import { mailboxOf } from "../email-address.ts";
import { signText } from "../keyed-hash.ts";
import { consumeRateLimit, resetRateLimit } from "../rate-limit.ts";

/** Enough for somebody who mistypes and waits, too few to fill a mailbox. */
const perHour = { name: "mail.mailbox.hour", points: 5, seconds: 3_600 };
const perDay = { name: "mail.mailbox.day", points: 15, seconds: 86_400 };

/** The counters' key, from which the address cannot be recovered. */
const keyOf = (address: string) => signText("mailbox", mailboxOf(address));

/**
 * Counts one more mail to a mailbox that anybody can trigger (registration, mailed links, receipts, a new address, an
 * invitation); false above the limit, which all of them share. The response to the visitor must stay the same: a
 * visible limit would reveal that others had mails sent there.
 */
export async function consumeMailLimit(address: string): Promise<boolean> {
  const key = keyOf(address);
  const waits = await Promise.all([perHour, perDay].map((limit) => consumeRateLimit(limit, key)));
  return waits.every((wait) => wait === 0);
}

/** Deletes the count of a mailbox, with the account that had its address. */
export async function resetMailLimit(address: string): Promise<void> {
  const key = keyOf(address);
  await Promise.all([perHour, perDay].map((limit) => resetRateLimit(limit, key)));
}
