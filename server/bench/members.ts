import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { encode } from "next-auth/jwt";
import type { Database } from "#db/client.ts";
import { memberSessions, members } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";

/** A member with an open session and a client network of their own (the site runs with TRUST_PROXY=1). */
export interface BenchMember {
  id: number;
  headers: Record<string, string>;
}

/** The session cookie's name without TLS, which is also the salt of its token. */
const sessionCookie = "vigie_session";
const rowsAtOnce = 1_000;
/** The age of their accounts: new members' votes are watched, and many at once would be held. */
const accountAgeMs = 365 * 86_400_000;

let networks = 0;

/** Returns the header of another client network: one of 130,000, in turn. */
export function nextNetwork(): { "X-Forwarded-For": string } {
  const n = networks++ % 130_000;
  return { "X-Forwarded-For": `198.${18 + Math.floor(n / 65_000)}.${Math.floor((n % 65_000) / 250)}.${1 + (n % 250)}` };
}

/** Signs in members of a site whose secret is in its data folder. */
export function signInMembers(db: Database, dataDir: string, count: number, role?: Role): Promise<BenchMember[]> {
  return signInMembersWith(db, readAuthSecret(dataDir), count, role);
}

/** Reads the secret with which a site without AUTH_SECRET signs its sessions. */
export function readAuthSecret(dataDir: string): string {
  return readFileSync(path.join(dataDir, "auth-secret"), "utf8").trim();
}

/**
 * Creates confirmed members whose accounts are a year old, and opens a session for each, as signing in does but without
 * hashing a password. `secret`: the site's AUTH_SECRET.
 */
export async function signInMembersWith(
  db: Database,
  secret: string,
  count: number,
  role: Role = "reader",
): Promise<BenchMember[]> {
  const run = randomUUID().slice(0, 8);
  const created: BenchMember[] = [];
  for (let from = 0; from < count; from += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, at) => {
      const handle = `banc-${run}-${from + at}`;
      return {
        name: `Banc ${run} ${from + at}`,
        handle,
        email: `${handle}@example.org`,
        role,
        confirmedAt: new Date(),
        createdAt: new Date(Date.now() - accountAgeMs),
      };
    });
    const inserted = await db
      .insert(members)
      .values(rows)
      .returning({ id: members.id, version: members.sessionVersion });
    const sessions = inserted.map(({ id, version }) => ({
      id: randomBytes(24).toString("base64url"),
      memberId: id,
      method: "password",
      userAgent: "bench",
      version,
    }));
    await db.insert(memberSessions).values(sessions.map(({ version: _, ...session }) => session));
    for (const { id: sid, memberId, version } of sessions) {
      const token = { sub: String(memberId), sid, v: version };
      const cookie = await encode({ token, secret, salt: sessionCookie });
      const headers = { ...nextNetwork(), Cookie: `${sessionCookie}=${cookie}; vigie_hint=1` };
      created.push({ id: memberId, headers });
    }
  }
  return created;
}
