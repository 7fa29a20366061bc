import { env } from "#lib/env.ts";
import { cookieName } from "../cookie-name.ts";

/** Maximum length of a session's token. The site's own have about 450 characters, and one cookie holds 4,096. */
const maxTokenLength = 4_096;

/** Returns the name of the cookie with the session's token; it is also the salt of the token's key. */
export function sessionCookieName(): string {
  return cookieName("vigie_session", { secure: env().SITE_URL.startsWith("https:") });
}

/**
 * Reads the session's token from a request's Cookie header; undefined without one. Auth.js divides a token that is too
 * long for one cookie among NAME.0, NAME.1 …
 */
export function readSessionToken(cookies: string | null | undefined): string | undefined {
  if (!cookies) return undefined;
  const name = sessionCookieName();
  if (!cookies.includes(name)) return undefined;
  const parts: (string | undefined)[] = [];
  for (const [, found, part, value = ""] of cookies.matchAll(sessionCookies)) {
    // Of two cookies with one name the first counts, as elsewhere.
    if (found === name) parts[part === undefined ? 0 : Number(part) + 1] ??= value.trim();
  }
  const token = parts.join("");
  return token === "" || token.length > maxTokenLength ? undefined : token;
}

/** Reads up to four parts: a token within `maxTokenLength` has fewer. */
const sessionCookies = /(?:^|;)[ \t]*((?:__Host-)?vigie_session)(?:\.([0-3]))?=([^;]*)/g;

/** Returns the header that deletes the hint cookie if the request carries it; otherwise undefined. */
export function clearedHintCookie(cookies: string | null | undefined): string | undefined {
  const name = /(?:^|; )((?:__Host-)?vigie_hint)=/.exec(cookies ?? "")?.[1];
  return name && `${name}=; Path=/; Max-Age=0; SameSite=Lax${name.startsWith("__") ? "; Secure" : ""}`;
}
