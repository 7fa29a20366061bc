import { encode } from "next-auth/jwt";
import { siteSecret } from "#lib/keyed-hash.ts";

/** The cookie of a valid session token, whose session is in no database. */
export async function memberCookie(): Promise<string> {
  const token = { sub: "7", sid: "s", v: 1 };
  return `vigie_session=${await encode({ token, secret: siteSecret(), salt: "vigie_session" })}`;
}
