import { database } from "#db/client.ts";
import { screenTrial, tryStoredComments } from "#features/moderation/try-out/queries.ts";
import { readStoredSettings } from "#features/settings/queries.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { isPartOn, partKeys, protectionParts } from "./rules.ts";

/** Loads which parts of the screening are on, with the versions of their settings, and what they would have held or flagged. */
export async function loadProtection() {
  const db = database();
  const stored = await readStoredSettings(db);
  return {
    parts: protectionParts.map((part) => ({
      name: part.name,
      isOn: isPartOn(part, stored),
      versions: partKeys(part).map((key) => ({ key, version: hashVersion(stored[key]) })),
    })),
    // The stored settings lack the built-in texts, which screening does not need.
    trial: await tryStoredComments(db, { settings: stored, ...screenTrial }),
  };
}

export type ProtectionPartView = Awaited<ReturnType<typeof loadProtection>>["parts"][number];
