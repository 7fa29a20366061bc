import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/**
 * Ports above 1023 of plain-text services that might act on a request line (the fetch standard's bad ports, and
 * databases).
 */
const refusedPorts = new Set([
  ...[1719, 1720, 1723, 2049, 2375, 2376, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666],
  ...[6667, 6668, 6669, 6679, 6697, 9200, 9300, 10080, 11211, 27017],
]);

/** Why an address is refused before any connection; undefined if it may be requested. */
export type AddressRefusal = "scheme" | "credentials" | "port" | "private";

/**
 * Checks an untrusted address. A name is checked again when it is resolved; an IP address is here in its canonical
 * form, because the URL parser reads decimal, octal and hexadecimal ones. `allowPrivate`: any host and port.
 */
export function checkFetchAddress(url: URL, allowPrivate: boolean): AddressRefusal | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:") return "scheme";
  if (url.username !== "" || url.password !== "") return "credentials";
  if (allowPrivate) return undefined;
  const port = url.port === "" ? 0 : Number(url.port);
  if (port !== 0 && port !== 80 && port !== 443 && (port < 1024 || refusedPorts.has(port))) return "port";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // RFC 6761, whatever a resolver says.
  if (/(^|\.)localhost\.?$/.test(host)) return "private";
  return isIP(host) !== 0 && !isPublicAddress(host) ? "private" : undefined;
}
