import { maxAddressLength } from "./limits.ts";

/**
 * Resolves an address of a feed against a base. Returns "" for what is no http or https address, or a very long one.
 * Names and passwords in it are left out.
 */
export function resolveAddress(address: string, base: string): string {
  const trimmed = address
    .slice(0, 2 * maxAddressLength)
    .replace(/[\t\n\r]/g, "")
    .trim();
  if (trimmed === "") return "";
  const whole = /^www\.[^/]/i.test(trimmed) ? `http://${trimmed}` : trimmed;
  const url = URL.parse(whole, URL.canParse(base) ? base : undefined);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:") || url.hostname === "") return "";
  url.username = "";
  url.password = "";
  return url.href.length > maxAddressLength ? "" : url.href;
}
