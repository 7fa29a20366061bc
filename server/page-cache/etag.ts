import { createHash } from "node:crypto";
import type { Encoding } from "./encoding.ts";

const suffix: Record<Encoding, string> = { identity: "", gzip: "-gz", br: "-br" };

/** A short fingerprint of the given parts: 96 bits of SHA-256, base64url (16 characters). */
export function hashContent(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("base64url").slice(0, 16);
}

/** The entity tag of one form of a body: each encoding is another representation and needs its own. */
export function etagOf(print: string, encoding: Encoding): string {
  return `"${print}${suffix[encoding]}"`;
}

/**
 * Whether an If-None-Match header matches this content: a list, weak comparison (RFC 9110, 13.1.2), `*` matches. The
 * tag of any encoding matches, because the content is the same and proxies re-encode.
 */
export function matchesEtag(header: string | undefined, print: string): boolean {
  if (!header) return false;
  if (header.trim() === "*") return true;
  for (const match of header.matchAll(/"([^"]{0,80})"/g)) {
    const tag = (match[1] ?? "").replace(/-(gz|br|gzip)$/, "");
    if (tag === print) return true;
  }
  return false;
}
