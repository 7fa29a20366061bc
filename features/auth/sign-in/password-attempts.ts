import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { consumeRateLimit, type RateLimit, refundRateLimit, resetRateLimit } from "#lib/rate-limit.ts";
import { type Result, refused } from "#lib/result.ts";
import { hasImportedHashes, isPasswordQueueFull } from "../credentials/password-hash.ts";
import { type AttemptLimit, beginAttempt } from "./concurrent-attempts.ts";
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
 * Attempts that may be under way at once on one account, known or not, and from one network. Four checks of an imported
 * hash, one after the other, end before `refusalMs` on an idle machine.
 */
const maxPerAccount = 2;
const maxPerNetwork = 4;

/**
 * While members have imported hashes, every refused attempt is answered this long after it began. Checking such a hash
 * takes longer or shorter than one of ours: without it the time would show which addresses were members of the old site.
 */
const refusalMs = 2_500;

/**
 * Checks address and password within their limits; returns the member and whether the account asks for a code.
 * Refused with `signIn.wrong`, `signIn.tooMany`, or `signIn.busy` if too many attempts are under way.
 * @param device the cookie of earlier sign-ins on this browser
 * @param startDeadline returns when a refusal that starts now may be answered
 */
export async function attemptPassword(
  db: Database,
  input: { email: string; password: string; network: string; device?: string | undefined },
  { startDeadline = () => pause<unknown>(refusalMs, undefined, { ref: false }) } = {},
): Promise<Result<{ memberId: number; secondStep: boolean }>> {
  const { narrowest, inOrder, concurrent } = await listLimits(db, input);
  const end = beginAttempt(concurrent);
  if (!end) return refused("signIn.busy");
  try {
    // One after the other: an attempt that one limit refuses does not count towards the next, so that no single network
    // uses up the limit of an account.
    for (const [limit, key] of inOrder) {
      const wait = await consumeRateLimit(limit, key);
      if (wait > 0) return refused("signIn.tooMany", undefined, { minutes: Math.ceil(wait / 60) });
    }
    const deadline = startDeadline();
    // Decided before it is known whether this account's hash would wait.
    const isFull = isPasswordQueueFull();
    const checked = await verifyPassword(db, input.email, input.password, { mayWait: !isFull });
    if (!checked.ok) {
      if (await hasImportedHashes(db)) await deadline;
      return isFull ? refused("signIn.busy") : checked;
    }
    // A right password resets the counter of this network and account (or device); of the wider ones it takes back only its own attempt.
    for (const limit of inOrder) await (limit === narrowest ? resetRateLimit(...limit) : refundRateLimit(...limit));
    return checked;
  } finally {
    end();
  }
}

type KeyedLimit = [RateLimit, string];

async function listLimits(
  db: Database,
  { email, network, device }: { email: string; network: string; device?: string | undefined },
): Promise<{ narrowest: KeyedLimit; inOrder: KeyedLimit[]; concurrent: AttemptLimit[] }> {
  // As `verifyPassword` finds the member: several spellings of an address lead to one account, and count as one.
  const [member] = await db
    .select({ id: members.id, address: sql<string>`lower(${members.email})` })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${email})`);
  const known = device && member && findKnownDevice(device, member.id);
  if (known) {
    const ofDevice: KeyedLimit = [deviceLimit, `${member.id} ${known}`];
    const concurrent = [{ key: `device ${ofDevice[1]}`, max: maxPerAccount }];
    return { narrowest: ofDevice, inOrder: [ofDevice], concurrent };
  }
  const account = member?.address ?? email.toLowerCase();
  const ofPair: KeyedLimit = [networkAccountLimit, `${network} ${account}`];
  return {
    narrowest: ofPair,
    inOrder: [[networkLimit, network], ofPair, [accountLimit, account]],
    concurrent: [
      { key: `account ${account}`, max: maxPerAccount },
      { key: `network ${network}`, max: maxPerNetwork },
    ],
  };
}
