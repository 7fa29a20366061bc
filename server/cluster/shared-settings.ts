import { createHmac, hkdfSync } from "node:crypto";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Executor } from "#db/client.ts";
import { settings } from "#db/schema/settings.ts";
import type { Env } from "#lib/env.ts";
import { isSameSignature } from "#lib/keyed-hash.ts";

/** Variables that have one value on every node. The database keeps a fingerprint of the secrets, and the others as they are. */
const sharedNames = [
  "AUTH_SECRET",
  "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
  "SITE_URL",
  "SITE_LOCALE",
  "S3_BUCKET",
] as const;

const secretNames: ReadonlySet<string> = new Set(["AUTH_SECRET", "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"]);

type SharedName = (typeof sharedNames)[number];

export type SharedSettings = { [Name in SharedName]: NonNullable<Env[Name]> };

/** The setting that holds what the nodes share. */
export const sharedSettingsKey = "cluster.shared";

const storedSchema = z.object({
  AUTH_SECRET: z.string(),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z.string(),
  SITE_URL: z.string(),
  /** Absent from what nodes stored before it was compared. */
  SITE_LOCALE: z.string().optional(),
  S3_BUCKET: z.string(),
});

/** A hash with a key that is derived from the secret itself: the secret cannot be computed from it. */
function fingerprint(name: string, secret: string): string {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "vigie cluster fingerprint", 32));
  return createHmac("sha256", key).update(name).digest("base64url");
}

const storedForm = ({
  AUTH_SECRET,
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
  SITE_URL,
  SITE_LOCALE,
  S3_BUCKET,
}: SharedSettings) => ({
  AUTH_SECRET: fingerprint("AUTH_SECRET", AUTH_SECRET),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: fingerprint(
    "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY,
  ),
  SITE_URL,
  SITE_LOCALE,
  S3_BUCKET,
});

/** Returns the variables that nodes share, or undefined if one is not set. */
export function readSharedSettings(env: Env): SharedSettings | undefined {
  const { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, SITE_URL, SITE_LOCALE, S3_BUCKET } = env;
  if (!AUTH_SECRET || !NEXT_SERVER_ACTIONS_ENCRYPTION_KEY || !S3_BUCKET) return undefined;
  return { AUTH_SECRET, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY, SITE_URL, SITE_LOCALE, S3_BUCKET };
}

export interface DifferentSetting {
  name: SharedName;
  /** The value here and that of the other nodes; undefined for a secret. */
  values: { here: string; others: string } | undefined;
}

/** Returns the variables that differ from those of the other nodes; none for the first node. */
export async function findDifferentSettings(db: Executor, shared: SharedSettings): Promise<DifferentSetting[]> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, sharedSettingsKey));
  const stored = storedSchema.safeParse(row?.value);
  if (!stored.success) return [];
  const own = storedForm(shared);
  return sharedNames.flatMap((name) => {
    const here = own[name];
    const others = stored.data[name];
    if (others === undefined || isSameSignature(here, others)) return [];
    return [{ name, values: secretNames.has(name) ? undefined : { here, others } }];
  });
}

/**
 * Stores the values of the cluster's first node. Of two that start at once, one is the first. `replace`: overwrites what is
 * stored, because an operator has changed it on purpose.
 */
export async function storeSharedSettings(
  db: Executor,
  shared: SharedSettings,
  { replace = false } = {},
): Promise<void> {
  const value = storedForm(shared);
  const insert = db.insert(settings).values({ key: sharedSettingsKey, value });
  if (replace) await insert.onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: new Date() } });
  else await insert.onConflictDoNothing();
}
