import { createHash } from "node:crypto";
/** The value by which a form says which one it showed: another one now means that somebody changed it meanwhile. */
export function hashVersion(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 16);
}
