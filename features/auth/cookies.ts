import { clientCookies } from "#lib/cache/client-request.ts";
import { env } from "#lib/env.ts";
import { cookieName } from "./cookie-name.ts";
import { addKnownDevice } from "./sign-in/known-device.ts";

const isSecureSite = () => env().SITE_URL.startsWith("https:");
const fullCookieName = (name: string, path = "/") => cookieName(name, { secure: isSecureSite(), path });
const cookieOptions = (path = "/") => ({ httpOnly: true, sameSite: "lax", path, secure: isSecureSite() }) as const;

const unprefixedDeviceCookie = "vigie_device";

/** Reads the cookie with the members who signed in on this browser; undefined for an unknown device. */
export async function readDeviceCookie(): Promise<string | undefined> {
  const jar = await clientCookies();
  // Also accepts the name without the prefix, so that known browsers stay known.
  return (jar.get(fullCookieName("vigie_device")) ?? jar.get(unprefixedDeviceCookie))?.value;
}

/** Remembers this browser as a known device of the member. */
export async function rememberDevice(memberId: number): Promise<void> {
  const value = addKnownDevice(await readDeviceCookie(), memberId);
  (await clientCookies()).set(fullCookieName("vigie_device"), value, { ...cookieOptions(), maxAge: 180 * 86_400 });
}

/** Reads the secret of this browser's pending second step. */
export async function readChallengeCookie(): Promise<string | undefined> {
  return (await clientCookies()).get(fullCookieName("vigie_step", "/login"))?.value;
}

/** Sets the secret of a second step, or deletes it if undefined; browsers send it only to the sign-in pages. */
export async function setChallengeCookie(secret: string | undefined): Promise<void> {
  const name = fullCookieName("vigie_step", "/login");
  (await clientCookies()).set(name, secret ?? "", { ...cookieOptions("/login"), maxAge: secret ? 600 : 0 });
}

/** Reads the secret of the invitation that will be accepted after this sign-in. */
export async function readInvitationCookie(): Promise<string | undefined> {
  return (await clientCookies()).get(fullCookieName("vigie_invitation"))?.value || undefined;
}

/**
 * Sets the secret of an invitation during a sign-in, or deletes it if undefined: a URL would end up in histories and logs. Valid for the
 * whole site, because Next renders the destination of a sign-in with the cookies that were sent to the sign-in page.
 */
export async function setInvitationCookie(secret: string | undefined): Promise<void> {
  (await clientCookies()).set(fullCookieName("vigie_invitation"), secret ?? "", {
    ...cookieOptions(),
    maxAge: secret ? 3_600 : 0,
  });
}

/**
 * Tells the page's loader for this many seconds (0: no longer) that someone is signed in, so that it fetches the viewer data; it does not
 * say who. Read in the browser by `server/page-cache/next/late-hydration.ts` and `use-viewer.client.tsx` (`hasSessionHint`).
 */
export async function setSessionHintCookie(seconds: number): Promise<void> {
  (await clientCookies()).set(fullCookieName("vigie_hint"), "1", {
    ...cookieOptions(),
    httpOnly: false,
    maxAge: seconds,
  });
}

/** The message that the page after a sign-in shows once: signed in, or address confirmed. */
export type Greeting = "signedIn" | "confirmed";

/**
 * Sets the cookie by which the page after a sign-in greets the member. `greeting.client.tsx` reads and deletes it; it does not identify the
 * member.
 */
export async function setGreetingCookie(greeting: Greeting): Promise<void> {
  (await clientCookies()).set(fullCookieName("vigie_greeting"), greeting, {
    ...cookieOptions(),
    httpOnly: false,
    maxAge: 120,
  });
}
