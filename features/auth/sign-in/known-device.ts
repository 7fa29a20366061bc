import { randomBytes } from "node:crypto";
import { isSameSignature, signText } from "#lib/keyed-hash.ts";
import { readTokenAge } from "#lib/token-age.ts";

/** The time for which a device stays known after a sign-in (ms). */
const maxAgeMs = 180 * 86_400_000;
/** The most members remembered per browser; a further one replaces the oldest. */
const maxMembersPerBrowser = 4;
const entryPattern = /^(\d{1,16})\.([\w-]{16})\.([0-9a-z]{1,10})\.([\w-]{43})$/;

/** Returns the cookie value with this member added: entries that only this site can write, the latest last. */
export function addKnownDevice(cookie: string | undefined, memberId: number, now = Date.now()): string {
  const otherEntries = (cookie ?? "").split("~").filter((entry) => {
    const read = parseEntry(entry, now);
    return read && read.memberId !== memberId;
  });
  const newEntry = `${memberId}.${randomBytes(12).toString("base64url")}.${now.toString(36)}`;
  return [...otherEntries.slice(1 - maxMembersPerBrowser), `${newEntry}.${signText("known device", newEntry)}`].join(
    "~",
  );
}

/** Returns the device's id if it is known as this member's: its failed attempts are counted apart from everyone else's. */
export function findKnownDevice(cookie: string | undefined, memberId: number, now = Date.now()): string | undefined {
  for (const entry of (cookie ?? "").split("~").slice(0, maxMembersPerBrowser)) {
    const read = parseEntry(entry, now);
    if (read?.memberId === memberId) return read.device;
  }
  return undefined;
}

function parseEntry(entry: string, now: number): { memberId: number; device: string } | undefined {
  const [, member, device, issuedAt, signature = ""] = entryPattern.exec(entry) ?? [];
  if (!member || !device || !issuedAt) return undefined;
  if (!isSameSignature(signature, signText("known device", `${member}.${device}.${issuedAt}`))) return undefined;
  return readTokenAge(issuedAt, maxAgeMs, now) === undefined ? undefined : { memberId: Number(member), device };
}
