import { encode } from "next-auth/jwt";
import { siteSecret } from "#lib/keyed-hash.ts";

/** Returns a cookie with a valid session token. The database does not have its session. */
export async function memberCookie(): Promise<string> {
  const token = { sub: "7", sid: "s", v: 1 };
  return `vigie_session=${await encode({ token, secret: siteSecret(), salt: "vigie_session" })}`;
}
