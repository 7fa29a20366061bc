import { createHash } from "node:crypto";
/** Hashes what a form showed; a different hash on submission means that somebody changed it meanwhile. */
export function hashVersion(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);
}
