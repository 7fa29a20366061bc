"use server";

import { visitorAction } from "../gates/actions.ts";
import { safeDestination } from "./destination.ts";
import { signIn, signOut } from "./next-auth.ts";
import { checkPassword } from "./password.ts";
import { passwordSignIn } from "./schema.ts";
import { issueToken } from "./tokens.ts";

/** Signs in with address and password, and goes where one came from. */
export const signInWithPassword = visitorAction(
  { schema: passwordSignIn, limit: { name: "signIn.network", points: 30, seconds: 900 } },
  async ({ db, input }) => {
    const checked = await checkPassword(db, input.email, input.password);
    if (!checked.ok) return checked;
    const ticket = await issueToken(db, "signIn", checked.value.memberId, "password");
    return signIn("ticket", { ticket, redirectTo: safeDestination(input.next) });
  },
);

/** Signs out on this device and goes home. */
export async function signOutHere(): Promise<void> {
  await signOut({ redirectTo: "/" });
}

/** Off to GitHub, and back to where one came from. */
export async function signInWithGitHub(form: FormData): Promise<void> {
  await signIn("github", { redirectTo: safeDestination(form.get("next")) });
}

/** Off to Google, and back to where one came from. */
export async function signInWithGoogle(form: FormData): Promise<void> {
  await signIn("google", { redirectTo: safeDestination(form.get("next")) });
}
