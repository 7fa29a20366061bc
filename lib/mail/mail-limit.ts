import { mailboxOf } from "../email-address.ts";
import { signText } from "../keyed-hash.ts";
import { consumeRateLimit, resetRateLimit } from "../rate-limit.ts";

/**
 * Enough for somebody who mistypes and waits, too few to fill a mailbox: 5 mails an hour and 15 a day, of which 2 and 6 are reserved for
 * the owner's way into the account. Each part has a limit by the hour and one by the day.
 */
const shared = [
  { name: "mail.mailbox.hour", points: 3, seconds: 3_600 },
  { name: "mail.mailbox.day", points: 9, seconds: 86_400 },
];
const reserve = [
  { name: "mail.reserve.hour", points: 2, seconds: 3_600 },
  { name: "mail.reserve.day", points: 6, seconds: 86_400 },
];

/** The counters' key, from which the address cannot be recovered. */
const keyOf = (address: string) => signText("mailbox", mailboxOf(address));

/** Consumes in order: what the hour refuses does not count for the day. */
async function consumeAll(limits: typeof shared, key: string): Promise<boolean> {
  for (const limit of limits) if ((await consumeRateLimit(limit, key)) > 0) return false;
  return true;
}

/**
 * Counts one more mail to a mailbox that anybody can trigger (newsletter, receipts, a new address); false above the limit, which all of
 * them share. The response to the visitor must stay the same: a visible limit would reveal that others had mails sent there.
 */
export function consumeMailLimit(address: string): Promise<boolean> {
  return consumeAll(shared, keyOf(address));
}

/**
 * The same for a mail that leads into an account (registration, mailed links, an invitation). It draws on the reserve first, so that nobody
 * can keep the owner from a new password by signing the address up for other mails.
 */
export async function consumeSignInMailLimit(address: string): Promise<boolean> {
  const key = keyOf(address);
  return (await consumeAll(reserve, key)) || consumeAll(shared, key);
}

/** Deletes the count of a mailbox, with the account that had its address. */
export async function resetMailLimit(address: string): Promise<void> {
  const key = keyOf(address);
  await Promise.all([...shared, ...reserve].map((limit) => resetRateLimit(limit, key)));
}
