"use server";

import { visitorAction } from "../gates/actions.ts";
import { keptDevice } from "./cookies.ts";
import { safeDestination } from "./destination.ts";
import { finishSignIn } from "./finish.ts";
import { signIn, signOut } from "./next-auth.ts";
import { passwordSignIn } from "./schema.ts";
import { signInMember } from "./with-password.ts";

/** Signs in with address and password, and goes where one came from. */
export const signInWithPassword = visitorAction({ schema: passwordSignIn }, async ({ db, input, network }) => {
  const checked = await signInMember(db, { ...input, network, device: await keptDevice() });
  if (!checked.ok) return checked;
  const { memberId } = checked.value;
  return finishSignIn(db, { memberId, method: "password", next: safeDestination(input.next) });
});

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
