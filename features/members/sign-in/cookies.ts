import { cookies } from "next/headers";
import { env } from "#lib/env.ts";
import { withDevice } from "./known-device.ts";

const deviceCookie = "vigie_device";
const stepCookie = "vigie_step";
const invitationCookie = "vigie_invitation";
const secure = () => env().SITE_URL.startsWith("https:");

/** What this browser keeps about the members who signed in on it; undefined for a stranger's. */
export async function keptDevice(): Promise<string | undefined> {
  return (await cookies()).get(deviceCookie)?.value;
}

/** From now on this browser is known as this member's. */
export async function rememberDevice(memberId: number): Promise<void> {
  const jar = await cookies();
  const value = withDevice(jar.get(deviceCookie)?.value, memberId);
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: secure(), maxAge: 180 * 86_400 } as const;
  jar.set(deviceCookie, value, options);
}

/** The secret of the second step that this browser is at. */
export async function keptStep(): Promise<string | undefined> {
  return (await cookies()).get(stepCookie)?.value;
}

/** Keeps, or with undefined forgets, the secret of a second step; only the sign-in pages are sent it. */
export async function keepStep(secret: string | undefined): Promise<void> {
  const options = { httpOnly: true, sameSite: "lax", path: "/login", secure: secure() } as const;
  (await cookies()).set(stepCookie, secret ?? "", { ...options, maxAge: secret ? 600 : 0 });
}

/** The secret of the invitation that this browser's owner signs in to accept. */
export async function keptInvitation(): Promise<string | undefined> {
  return (await cookies()).get(invitationCookie)?.value || undefined;
}

/**
 * Keeps, or with undefined forgets, the secret of an invitation while somebody signs in: an address would stand in histories and logs. For
 * the whole site, because Next draws the page that a sign-in leads to with the cookies that the sign-in's own page was sent.
 */
export async function keepInvitation(secret: string | undefined): Promise<void> {
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: secure() } as const;
  (await cookies()).set(invitationCookie, secret ?? "", { ...options, maxAge: secret ? 3_600 : 0 });
}
