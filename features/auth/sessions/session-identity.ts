import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { decode } from "next-auth/jwt";
import { siteSecret } from "#lib/keyed-hash.ts";
import { log } from "#lib/log/log.ts";
import { readSessionToken, sessionCookieName } from "./session-cookies.ts";

/** The content of a session's token. The site issued it, but the session may have been revoked since. */
export interface SessionIdentity {
  /** The session's id. */
  id: string;
  memberId: number;
  /** The member's session version when they signed in. */
  version: number;
}

interface DecodedToken {
  identity: SessionIdentity;
  /** Milliseconds. */
  expiresAt: number;
}

/**
 * Deriving the key and decrypting a token takes 0.35 ms, more than everything else about a session. Only valid tokens
 * are kept, under their hash, so forged tokens cannot evict them.
 */
const decodedTokens = new LRUCache<string, DecodedToken>({ max: 5_000 });

/** The difference between the clocks of two machines that Auth.js tolerates. */
const clockToleranceMs = 15_000;

/**
 * Reads the session's identity from a request's Cookie header; undefined without a session token, or if it is expired,
 * damaged, or of another secret. Only PostgreSQL tells whether the session is still open (`findViewer`).
 */
export async function readSessionIdentity(cookies: string | null | undefined): Promise<SessionIdentity | undefined> {
  const token = readSessionToken(cookies);
  if (token === undefined) return undefined;
  const secret = siteSecret();
  const key = hash("sha256", `${secret}\n${token}`, "base64url");
  const known = decodedTokens.get(key);
  if (known && Date.now() < known.expiresAt) return known.identity;
  const decoded = await decodeToken(token, secret);
  if (decoded) decodedTokens.set(key, decoded);
  return decoded?.identity;
}

async function decodeToken(token: string, secret: string): Promise<DecodedToken | undefined> {
  try {
    const payload = await decode({ token, secret, salt: sessionCookieName() });
    const { sub, sid, v, exp = 0 } = payload ?? {};
    const memberId = Number(sub);
    if (typeof sid !== "string" || !Number.isSafeInteger(memberId)) return undefined;
    if (typeof v !== "number" || !Number.isSafeInteger(v)) return undefined;
    return { identity: { id: sid, memberId, version: v }, expiresAt: exp * 1_000 + clockToleranceMs };
  } catch (error) {
    // Anyone can cause this at will, so only the kind is logged.
    log.warn({ type: error instanceof Error ? error.name : "unknown" }, "A session cookie could not be read.");
    return undefined;
  }
}
