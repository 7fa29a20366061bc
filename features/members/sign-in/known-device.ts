import { randomBytes } from "node:crypto";
import { isSameMark, mark } from "#lib/keys.ts";

/** For so long (ms) a device stays known after a sign-in. */
const longest = 180 * 86_400_000;
/** People who share a browser; with one more the oldest is forgotten. */
const most = 4;
const shape = /^(\d{1,16})\.([\w-]{16})\.([0-9a-z]{1,10})\.([\w-]{43})$/;

/** What a browser keeps so that it is known as this member's: entries that only this site can write, the latest last. */
export function withDevice(kept: string | undefined, memberId: number, now = Date.now()): string {
  const others = (kept ?? "").split("~").filter((entry) => {
    const read = readEntry(entry, now);
    return read && read.memberId !== memberId;
  });
  const own = `${memberId}.${randomBytes(12).toString("base64url")}.${now.toString(36)}`;
  return [...others.slice(1 - most), `${own}.${mark("known device", own)}`].join("~");
}

/** The device's own name if it is known as this member's: wrong tries on it are counted apart from everybody else's. */
export function knownDevice(kept: string | undefined, memberId: number, now = Date.now()): string | undefined {
  for (const entry of (kept ?? "").split("~").slice(0, most)) {
    const read = readEntry(entry, now);
    if (read?.memberId === memberId) return read.device;
  }
  return undefined;
}

function readEntry(entry: string, now: number): { memberId: number; device: string } | undefined {
  const [, member, device, issued, given = ""] = shape.exec(entry) ?? [];
  if (!member || !device || !issued) return undefined;
  if (!isSameMark(given, mark("known device", `${member}.${device}.${issued}`))) return undefined;
  const age = now - Number.parseInt(issued, 36);
  return age >= 0 && age <= longest ? { memberId: Number(member), device } : undefined;
}
