import { eq, inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailSuppressions } from "#db/schema.ts";
import { lookupAddress } from "#lib/email-address.ts";
import { signText } from "#lib/keyed-hash.ts";

/**
 * The key under which an address is suppressed: a keyed hash of its canonical spelling in lower case, from which the address cannot be
 * recovered. A sub-address (`+news`) is an address of its own here: its server may refuse it and accept the main one.
 */
export function addressKey(address: string): string {
  return signText("mail suppression", lookupAddress(address).toLowerCase());
}

/** Whether a mailbox gets no newsletter and no notification by mail. */
export async function isSuppressed(db: Executor, address: string): Promise<boolean> {
  return (await findSuppression(db, address)) !== undefined;
}

/** Why and since when a mailbox is suppressed; undefined if it is not. */
export async function findSuppression(db: Executor, address: string) {
  const { reason, code, createdAt } = mailSuppressions;
  const [found] = await db
    .select({ reason, code, createdAt })
    .from(mailSuppressions)
    .where(eq(mailSuppressions.addressKey, addressKey(address)));
  return found;
}

/** Those of the addresses that are suppressed, as they were passed: one statement. */
export async function filterSuppressed(db: Executor, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const byKey = Map.groupBy(addresses, addressKey);
  const found = await db
    .select({ key: mailSuppressions.addressKey })
    .from(mailSuppressions)
    .where(inArray(mailSuppressions.addressKey, [...byKey.keys()]));
  return new Set(found.flatMap(({ key }) => byKey.get(key) ?? []));
}
