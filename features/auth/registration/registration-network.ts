import { createHmac, randomBytes } from "node:crypto";
import { inArray, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { registrationNetworkSalts, registrationNetworks } from "#db/schema.ts";

/** Returns the UTC day of a moment: 2026-11-24. */
const utcDay = (moment: Date) => moment.toISOString().slice(0, 10);

/**
 * Records the network of a registration, so that moderators see other accounts registered from it within a day. Stores only hashes, salted
 * with the day's salt and the previous day's: registrations shortly before and after midnight still have one in common. Once a day's salt
 * is deleted, its hashes can be neither reversed nor compared with new ones. An unknown network ("unknown") or a loopback one is skipped:
 * behind a proxy that TRUST_PROXY does not count, it would link everyone.
 */
export async function recordRegistrationNetwork(
  tx: Executor,
  memberId: number,
  network: string,
  now: Date = new Date(),
): Promise<void> {
  if (network === "unknown" || isLoopback(network)) return;
  const days = [now, new Date(now.getTime() - 86_400_000)].map(utcDay);
  // The first registration of a day makes its salt.
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

/** Deletes salts that are no longer compared, and hashes after `registrationNetworkDays`. */
export async function deleteOldRegistrationNetworks(db: Executor): Promise<void> {
  await db
    .delete(registrationNetworkSalts)
    .where(lt(registrationNetworkSalts.day, sql`((now() at time zone 'utc')::date - 1)`));
  await db
    .delete(registrationNetworks)
    .where(lt(registrationNetworks.createdAt, sql`now() - make_interval(days => ${registrationNetworkDays})`));
}

/** Days after which the hashes that link registrations are deleted (the privacy page states it). */
export const registrationNetworkDays = 30;
