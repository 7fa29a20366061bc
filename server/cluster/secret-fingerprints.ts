import { createHmac, hkdfSync } from "node:crypto";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Executor } from "#db/client.ts";
import { settings } from "#db/schema/settings.ts";
import type { Env } from "#lib/env.ts";
import { isSameSignature } from "#lib/keyed-hash.ts";

/** The secrets that every node must share. */
const sharedSecrets = ["AUTH_SECRET", "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"] as const;

export type SharedSecrets = { [Name in (typeof sharedSecrets)[number]]: NonNullable<Env[Name]> };

/** The setting that holds the fingerprints of the nodes' secrets, from which the secrets cannot be computed. */
const fingerprintsKey = "cluster.secrets";

const fingerprintsSchema = z.object({ AUTH_SECRET: z.string(), NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z.string() });

/** A hash with a key that is derived from the secret itself. */
function fingerprint(name: string, secret: string): string {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "vigie cluster fingerprint", 32));
  return createHmac("sha256", key).update(name).digest("base64url");
}

const fingerprintsOf = (secrets: SharedSecrets) => ({
  AUTH_SECRET: fingerprint("AUTH_SECRET", secrets.AUTH_SECRET),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: fingerprint(
    "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
    secrets.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
  ),
});

/** Returns the names of the secrets that differ from those of the other nodes; none for the first node. */
export async function findOtherSecrets(db: Executor, secrets: SharedSecrets): Promise<string[]> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, fingerprintsKey));
  const stored = fingerprintsSchema.safeParse(row?.value);
  if (!stored.success) return [];
  const own = fingerprintsOf(secrets);
  return sharedSecrets.filter((name) => !isSameSignature(own[name], stored.data[name]));
}

/**
 * Stores the fingerprints of a cluster's first node. Of two that start at once, one is the first. `replace`: overwrites
 * those of the cluster, because an operator has changed a secret on purpose.
 */
export async function storeSecrets(db: Executor, secrets: SharedSecrets, { replace = false } = {}): Promise<void> {
  const value = fingerprintsOf(secrets);
  const insert = db.insert(settings).values({ key: fingerprintsKey, value });
  if (replace) await insert.onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: new Date() } });
  else await insert.onConflictDoNothing();
}
