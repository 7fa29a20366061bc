import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * IANA's special-purpose IPv4 blocks: loopback, private networks, link-local, provider-internal, documentation, tests,
 * multicast, reserved.
 */
const specialIPv4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/**
 * Special blocks of the global unicast space: IETF protocols (including Teredo and benchmarking), documentation, 6to4.
 */
const specialIPv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const special = listOf(specialIPv4, specialIPv6);
const globalUnicast = listOf([], ["2000::/3"]);
const mapped = listOf([], ["::ffff:0:0/96"]);
/** The well-known prefix of NAT64: on a network without IPv4, the addresses of all IPv4-only sites. */
const translated = listOf([], ["64:ff9b::/96"]);

function listOf(ipv4: string[], ipv6: string[]): BlockList {
  const list = new BlockList();
  for (const [family, ranges] of [["ipv4", ipv4] as const, ["ipv6", ipv6] as const])
    for (const range of ranges) {
      const [net = "", prefix] = range.split("/");
      list.addSubnet(net, Number(prefix), family);
    }
  return list;
}

/**
 * Whether an IP address belongs to the public internet. An IPv4 address inside an IPv6 one (mapped, NAT64) is checked
 * as itself; anything that is no IP address is not public. Sources: IANA's IPv4 and IPv6 special-purpose address
 * registries.
 */
export function isPublicAddress(ip: string): boolean {
  if (isIPv4(ip)) return !special.check(ip, "ipv4");
  if (isIP(ip) !== 6 || ip.includes("%")) return false;
  if (mapped.check(ip, "ipv6") || translated.check(ip, "ipv6")) return isPublicAddress(lastFourBytes(ip));
  return globalUnicast.check(ip, "ipv6") && !special.check(ip, "ipv6");
}

/** The IPv4 address in the last 32 bits of an IPv6 one. */
function lastFourBytes(ip: string): string {
  // The URL parser writes every form of an address the same way, with the last groups in hexadecimal.
  const groups = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split(":");
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || "0", 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 9476). */
const localNames = /^[^.]+$|\.(?:localhost|test|example|invalid|local|internal|home\.arpa)$/;

/** Whether a host of an address (without brackets) leads to this machine or network only, as far as its name tells. */
export function isLocalHost(host: string): boolean {
  return isIP(host) ? !isPublicAddress(host) : localNames.test(host);
}
