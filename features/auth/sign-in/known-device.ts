import { randomBytes } from "node:crypto";
import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/** For so long (ms) a device stays known after a sign-in. */
const maxAgeMs = 180 * 86_400_000;
/** People who share a browser; with one more the oldest is forgotten. */
const maxMembersPerBrowser = 4;
const entryPattern = /^(\d{1,16})\.([\w-]{16})\.([0-9a-z]{1,10})\.([\w-]{43})$/;

/** What a browser keeps so that it is known as this member's: entries that only this site can write, the latest last. */
export function addKnownDevice(kept: string | undefined, memberId: number, now = Date.now()): string {
  const others = (kept ?? "").split("~").filter((entry) => {
    const read = parseEntry(entry, now);
    return read && read.memberId !== memberId;
  });
  const own = `${memberId}.${randomBytes(12).toString("base64url")}.${now.toString(36)}`;
  return [...others.slice(1 - maxMembersPerBrowser), `${own}.${signText("known device", own)}`].join("~");
}

/** The device's own name if it is known as this member's: wrong tries on it are counted apart from everybody else's. */
export function findKnownDevice(kept: string | undefined, memberId: number, now = Date.now()): string | undefined {
  for (const entry of (kept ?? "").split("~").slice(0, maxMembersPerBrowser)) {
    const read = parseEntry(entry, now);
    if (read?.memberId === memberId) return read.device;
  }
  return undefined;
}

function parseEntry(entry: string, now: number): { memberId: number; device: string } | undefined {
  const [, member, device, issued, given = ""] = entryPattern.exec(entry) ?? [];
  if (!member || !device || !issued) return undefined;
  if (!isSameSignature(given, signText("known device", `${member}.${device}.${issued}`))) return undefined;
  const age = now - Number.parseInt(issued, 36);
  return age >= 0 && age <= maxAgeMs ? { memberId: Number(member), device } : undefined;
}
