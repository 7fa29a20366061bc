import { createHash } from "node:crypto";
import { boundedMemo } from "#lib/bounded-memo.ts";

/** Tags whose keys are remembered. */
const maxTags = 20_000;

const known = boundedMemo<string>(maxTags);

/**
 * The key of a cache tag at the edge: 8 characters of its SHA-256. Two tags
 * rarely share one; a purge then purges a page too many.
 */
export function surrogateKey(tag: string): string {
  return known(tag, () => createHash("sha256").update(tag).digest("base64url").slice(0, 8));
}
