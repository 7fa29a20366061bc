import { createHmac, randomBytes } from "node:crypto";
import { inArray, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { registrationNetworkSalts, registrationNetworks } from "#db/schema.ts";

/** The day of a moment in UTC, 2026-11-24. */
const utcDay = (moment: Date) => moment.toISOString().slice(0, 10);

/**
 * Notes from which network an account was registered, so that a moderator sees which others came from it within a day. Only hashes are kept,
 * under the salt of the day and that of the day before: whoever registers at midnight still has one in common with whoever did at eleven.
 * Once a day's salt is gone nobody can tell which network a hash was, nor compare a new one. A network that our server does not know ("unknown") or of
 * this machine is none: behind a proxy that TRUST_PROXY does not count everybody would be linked.
 */
export async function recordRegistrationNetwork(
  tx: Executor,
  memberId: number,
  network: string,
  now: Date = new Date(),
): Promise<void> {
  if (network === "unknown" || isLoopback(network)) return;
  const days = [now, new Date(now.getTime() - 86_400_000)].map(utcDay);
  // Whoever comes first makes the day's salt.
  await tx
    .insert(registrationNetworkSalts)
    .values(days.map((day) => ({ day, salt: randomBytes(32) })))
    .onConflictDoNothing();
  const salts = await tx.select().from(registrationNetworkSalts).where(inArray(registrationNetworkSalts.day, days));
  await tx
    .insert(registrationNetworks)
    .values(
      salts.map(({ day, salt }) => ({
        memberId,
        day,
        createdAt: now,
        hash: createHmac("sha256", salt).update(network).digest(),
      })),
    )
    .onConflictDoNothing();
}

function isLoopback(network: string): boolean {
  return /^(127\.|::1$|0:0:0:0:)/.test(network) || network === "::/64";
}

/** Deletes the salts with which nothing is compared any longer, and the hashes after `registrationNetworkDays`. */
export async function deleteOldRegistrationNetworks(db: Executor): Promise<void> {
  await db
    .delete(registrationNetworkSalts)
    .where(lt(registrationNetworkSalts.day, sql`((now() at time zone 'utc')::date - 1)`));
  await db
    .delete(registrationNetworks)
    .where(lt(registrationNetworks.createdAt, sql`now() - make_interval(days => ${registrationNetworkDays})`));
}

/** Days after which the hashes that link registrations are deleted (the privacy page says so). */
const registrationNetworkDays = 30;
