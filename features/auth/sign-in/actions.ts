"use server";

import { emptySchema } from "#lib/form-fields.ts";
import { visitorAction } from "../action-wrappers.ts";
import { readDeviceCookie } from "../cookies.ts";
import { readDestination } from "../loaders.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { signIn, signOut } from "./next-auth.ts";
import { attemptPassword } from "./password-attempts.ts";
import { passwordSignInSchema } from "./schema.ts";

/** Signs in with address and password, and returns to the destination. */
export const signInWithPassword = visitorAction({ schema: passwordSignInSchema }, async ({ db, input, network }) => {
  const checked = await attemptPassword(db, { ...input, network, device: await readDeviceCookie() });
  if (!checked.ok) return checked;
  const { memberId } = checked.value;
  return completeSignIn(db, { memberId, method: "password", next: await readDestination(input.next) });
});

/** Signs out on this device and goes to the home page. */
export const signOutHere = visitorAction({ schema: emptySchema }, () => signOut({ redirectTo: "/" }));

/** Redirects to GitHub, and from there to the destination. */
export const signInWithGitHub = visitorAction({ schema: emptySchema }, async ({ form }) =>
  signIn("github", { redirectTo: await readDestination(form.get("next")) }),
);

/** Redirects to Google, and from there to the destination. */
export const signInWithGoogle = visitorAction({ schema: emptySchema }, async ({ form }) =>
  signIn("google", { redirectTo: await readDestination(form.get("next")) }),
);
