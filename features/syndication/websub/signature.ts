import { createHmac, timingSafeEqual } from "node:crypto";

const methods = ["sha1", "sha256", "sha384", "sha512"];

const form = /^([a-z0-9]{4,6})=([0-9a-f]{40,128})$/i;

/** Whether a header has the form of a signature. */
export const isSignature = (header: string): boolean => form.test(header.trim());

/** Whether a hub has signed these bytes with the subscription's secret: `X-Hub-Signature: METHOD=HEX` (W3C WebSub, section 7.1). */
export function isSignedByHub(secret: string, body: Uint8Array, signature: string | undefined): boolean {
  const [, method = "", hex = ""] = form.exec(signature?.trim() ?? "") ?? [];
  if (!methods.includes(method.toLowerCase())) return false;
  const expected = createHmac(method.toLowerCase(), secret).update(body).digest();
  const given = Buffer.from(hex, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
