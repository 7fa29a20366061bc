import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { consumeRateLimit, type RateLimit, refundRateLimit, resetRateLimit } from "#lib/rate-limit.ts";
import { type Result, refused } from "#lib/result.ts";
import { findKnownDevice } from "./known-device.ts";
import { verifyPassword } from "./verify-password.ts";

/** Wrong attempts on one account from one network: enough for typing errors, not for guessing. */
const networkAccountLimit = { name: "signIn.pair", points: 8, seconds: 900 };
/** Wrong attempts on one account from all networks: limits a program with many networks. */
const accountLimit = { name: "signIn.account", points: 40, seconds: 900 };
/** Wrong attempts of one network on all accounts. */
const networkLimit = { name: "signIn.network", points: 40, seconds: 900 };
/** Wrong attempts on a device where the member signed in before. Only this device's attempts count, so nobody can lock an owner out. */
const deviceLimit = { name: "signIn.device", points: 8, seconds: 900 };

/**
 * A wrong attempt is answered no sooner than this. Checking a hash from WordPress takes longer or shorter than one of ours: without it the
 * time would show which addresses were members of the old site.
 */
const minRefusalMs = 500;

/**
 * Checks address and password within their rate limits; returns the member and whether the account asks for a code.
 * Refused with `signIn.wrong` or `signIn.tooMany`.
 * @param device the cookie of earlier sign-ins on this browser
 */
export async function attemptPassword(
  db: Database,
  input: { email: string; password: string; network: string; device?: string | undefined },
  { refusalMs = minRefusalMs } = {},
): Promise<Result<{ memberId: number; secondStep: boolean }>> {
  const { narrowest, inOrder } = await listLimits(db, input);
  // One after the other: an attempt that one limit refuses does not count towards the next, so that no single network
  // uses up the limit of an account.
  for (const [limit, key] of inOrder) {
    const wait = await consumeRateLimit(limit, key);
    if (wait > 0) return refused("signIn.tooMany", undefined, { minutes: Math.ceil(wait / 60) });
  }
  const earliest = pause(refusalMs, undefined, { ref: false });
  const checked = await verifyPassword(db, input.email, input.password);
  if (!checked.ok) await earliest;
  if (checked.ok) {
    // A right password resets the counter of this network and account (or device); of the wider ones it takes back only its own attempt.
    for (const limit of inOrder) await (limit === narrowest ? resetRateLimit(...limit) : refundRateLimit(...limit));
  }
  return checked;
}

type KeyedLimit = [RateLimit, string];

async function listLimits(
  db: Database,
  { email, network, device }: { email: string; network: string; device?: string | undefined },
): Promise<{ narrowest: KeyedLimit; inOrder: KeyedLimit[] }> {
  // As `verifyPassword` finds the member: several spellings of an address lead to one account, and count as one.
  const [member] = await db
    .select({ id: members.id, address: sql<string>`lower(${members.email})` })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${email})`);
  const known = device && member && findKnownDevice(device, member.id);
  if (known) {
    const ofDevice: KeyedLimit = [deviceLimit, `${member.id} ${known}`];
    return { narrowest: ofDevice, inOrder: [ofDevice] };
  }
  const account = member?.address ?? email.toLowerCase();
  const ofPair: KeyedLimit = [networkAccountLimit, `${network} ${account}`];
  return { narrowest: ofPair, inOrder: [[networkLimit, network], ofPair, [accountLimit, account]] };
}
