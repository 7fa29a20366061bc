import { createSocket } from "node:dgram";
import { isIPv4 } from "node:net";
import { answerName, publicAddress } from "./addresses.ts";

const typeA = 1;
const typeAAAA = 28;

/** Starts a name server for `answerName`. Nothing may be cached. */
export async function startNameServer(): Promise<void> {
  const counts = new Map<string, number>();
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { name, type, end } = readQuestion(query);
    const key = `${type} ${name}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const { ipv4, ipv6 } = answerName(name, count);
    const records = (type === typeA ? ipv4 : type === typeAAAA ? ipv6 : []).map((ip) => toRecord(ip, type));
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8580, 2);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(53, publicAddress, () => resolve()));
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** An answer about the name of the question, without a time to live. */
function toRecord(ip: string, type: number): Buffer {
  const bytes = toBytes(ip);
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length]);
  return Buffer.concat([head, bytes]);
}

function toBytes(ip: string): Buffer {
  if (isIPv4(ip)) return Buffer.from(ip.split(".").map(Number));
  // The URL parser writes an IPv4 address at its end as two groups.
  const [before = "", after] = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => part.split(":").filter(Boolean);
  const last = groups(after ?? "");
  const first = groups(before);
  const all = [...first, ...Array(8 - first.length - last.length).fill("0"), ...last];
  return Buffer.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
}
