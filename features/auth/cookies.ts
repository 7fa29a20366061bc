import { cookies } from "next/headers";
import { env } from "#lib/env.ts";
import { cookieName } from "./cookie-name.ts";
import { addKnownDevice } from "./sign-in/known-device.ts";

const isSecureSite = () => env().SITE_URL.startsWith("https:");
const fullCookieName = (name: string, path = "/") => cookieName(name, { secure: isSecureSite(), path });
const cookieOptions = (path = "/") => ({ httpOnly: true, sameSite: "lax", path, secure: isSecureSite() }) as const;

const unprefixedDeviceCookie = "vigie_device";

/** What this browser keeps about the members who signed in on it; undefined for a stranger's. */
export async function readDeviceCookie(): Promise<string | undefined> {
  const jar = await cookies();
  // Also accepts the cookie's name without the prefix, so that known browsers stay known.
  return (jar.get(fullCookieName("vigie_device")) ?? jar.get(unprefixedDeviceCookie))?.value;
}

/** From now on this browser is known as this member's. */
export async function rememberDevice(memberId: number): Promise<void> {
  const value = addKnownDevice(await readDeviceCookie(), memberId);
  (await cookies()).set(fullCookieName("vigie_device"), value, { ...cookieOptions(), maxAge: 180 * 86_400 });
}

/** The secret of the second step that this browser is at. */
export async function readChallengeCookie(): Promise<string | undefined> {
  return (await cookies()).get(fullCookieName("vigie_step", "/login"))?.value;
}

/** Keeps, or with undefined forgets, the secret of a second step; only the sign-in pages are sent it. */
export async function setChallengeCookie(secret: string | undefined): Promise<void> {
  const name = fullCookieName("vigie_step", "/login");
  (await cookies()).set(name, secret ?? "", { ...cookieOptions("/login"), maxAge: secret ? 600 : 0 });
}

/** The secret of the invitation that this browser's owner signs in to accept. */
export async function readInvitationCookie(): Promise<string | undefined> {
  return (await cookies()).get(fullCookieName("vigie_invitation"))?.value || undefined;
}

/**
 * Keeps, or with undefined forgets, the secret of an invitation while somebody signs in: an address would stand in histories and logs. For
 * the whole site, because Next draws the page that a sign-in leads to with the cookies that the sign-in's own page was sent.
 */
export async function setInvitationCookie(secret: string | undefined): Promise<void> {
  (await cookies()).set(fullCookieName("vigie_invitation"), secret ?? "", {
    ...cookieOptions(),
    maxAge: secret ? 3_600 : 0,
  });
}

/**
 * Tells the page's loader for this many seconds (0: no longer) that somebody is signed in, so that it fetches their data; it does not say
 * who. Read in the browser by `server/page-cache/next/late-hydration.ts` and `own.client.tsx` (`hasSessionHint`).
 */
export async function setSessionHintCookie(seconds: number): Promise<void> {
  (await cookies()).set(fullCookieName("vigie_hint"), "1", { ...cookieOptions(), httpOnly: false, maxAge: seconds });
}

/** The message that the page after a sign-in shows once: signed in, or address confirmed. */
export type Greeting = "signedIn" | "confirmed";

/** Sets the cookie by which the page after a sign-in greets the member. `greeting.client.tsx` reads and deletes it; it does not identify the member. */
export async function setGreetingCookie(greeting: Greeting): Promise<void> {
  (await cookies()).set(fullCookieName("vigie_greeting"), greeting, {
    ...cookieOptions(),
    httpOnly: false,
    maxAge: 120,
  });
}

/** The header that deletes the hint cookie if the request carries it; otherwise undefined. */
export function clearedHintCookie(cookie: string | null): string | undefined {
  const name = /(?:^|; )((?:__Host-)?vigie_hint)=/.exec(cookie ?? "")?.[1];
  return name && `${name}=; Path=/; Max-Age=0; SameSite=Lax${name.startsWith("__") ? "; Secure" : ""}`;
}
