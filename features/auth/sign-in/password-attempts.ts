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
 * Checks address and password within their rate limits; returns the member and whether the account asks for a code.
 * Refused with `signIn.wrong` or `signIn.tooMany`.
 * @param device the cookie of earlier sign-ins on this browser
 */
export async function attemptPassword(
  db: Database,
  input: { email: string; password: string; network: string; device?: string | undefined },
): Promise<Result<{ memberId: number; secondStep: boolean }>> {
  const limits = await listLimits(db, input);
  const wait = Math.max(...(await Promise.all(limits.map(([limit, key]) => consumeRateLimit(limit, key)))));
  if (wait > 0) return refused("signIn.tooMany", undefined, { minutes: Math.ceil(wait / 60) });
  const checked = await verifyPassword(db, input.email, input.password);
  if (checked.ok) {
    // A right password resets the counter of this network and account (or device); of the wider ones it takes back only its own attempt.
    const [narrowest, ...wider] = limits;
    if (narrowest) await resetRateLimit(...narrowest);
    for (const limit of wider) await refundRateLimit(...limit);
  }
  return checked;
}

async function listLimits(
  db: Database,
  { email, network, device }: { email: string; network: string; device?: string | undefined },
): Promise<[RateLimit, string][]> {
  const account = email.toLowerCase();
  if (device) {
    const [member] = await db.select({ id: members.id }).from(members).where(sql`lower(${members.email}) = ${account}`);
    const known = member && findKnownDevice(device, member.id);
    if (known) return [[deviceLimit, `${member.id} ${known}`]];
  }
  return [
    [networkAccountLimit, `${network} ${account}`],
    [accountLimit, account],
    [networkLimit, network],
  ];
}
