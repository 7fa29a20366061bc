import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

/**
 * The client's address: the peer, or the entry that the outermost of `trusted` proxies wrote into X-Forwarded-For. The
 * client controls the entries left of it. IPv6 addresses are cut to their /64, which one subscriber has.
 */
export function clientAddress(req: Pick<IncomingMessage, "headers" | "socket">, trusted: number): string {
  const forwarded = req.headers["x-forwarded-for"];
  const list = typeof forwarded === "string" ? forwarded.split(",").map((part) => part.trim()) : [];
  const claimed = trusted > 0 ? list[Math.max(0, list.length - trusted)] : undefined;
  return networkPrefix(claimed || req.socket.remoteAddress || "unknown");
}

function networkPrefix(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*/s, "");
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const [head = "", tail = ""] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = plain.includes("::") ? Array(Math.max(0, 8 - before.length - after.length)).fill("0") : [];
  const groups = [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""));
  return `${groups.join(":")}::/64`;
}
