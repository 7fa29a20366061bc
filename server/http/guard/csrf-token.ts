import { randomBytes } from "node:crypto";
import { isSameSignature, signText } from "#lib/keyed-hash.ts";
import { readTokenAge } from "#lib/token-age.ts";

/** How long a token is valid (ms): from the rendering of the confirmation page to the click on its button. */
const maxAge = 30 * 60_000;

/** The form field with the token. */
export const csrfTokenField = "vigie_form_token";

const cookieName = (secure: boolean) => `${secure ? "__Host-" : ""}vigie_form`;
const sign = (browser: string, path: string, moment: string) =>
  signText("form token", JSON.stringify([browser, path, moment]));

/**
 * Issues a token for one form's address and one browser, identified by a cookie that only this site can set: another
 * site can neither read the page with the token nor set a matching cookie.
 */
export function issueCsrfToken(path: string, secure: boolean, now = Date.now()): { token: string; cookie: string } {
  const browser = randomBytes(16).toString("base64url");
  const moment = now.toString(36);
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge / 1_000}${secure ? "; Secure" : ""}`;
  return {
    token: `${moment}.${sign(browser, path, moment)}`,
    cookie: `${cookieName(secure)}=${browser}; ${attributes}`,
  };
}

/** Whether a token was recently issued for this address to the browser with these cookies. */
export function isCsrfToken(
  token: string | undefined,
  { path, cookies = "", secure }: { path: string; cookies: string | undefined; secure: boolean },
  now = Date.now(),
): boolean {
  const name = `${cookieName(secure)}=`;
  const browser = cookies
    .split(/; ?/)
    .find((one) => one.startsWith(name))
    ?.slice(name.length);
  const [moment = "", signature = ""] = (token ?? "").split(".");
  if (!browser || browser.length > 100 || moment.length > 20) return false;
  if (!isSameSignature(signature, sign(browser, path, moment))) return false;
  return readTokenAge(moment, maxAge, now) !== undefined;
}
