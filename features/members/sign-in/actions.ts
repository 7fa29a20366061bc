"use server";

import { visitorAction } from "../gates/actions.ts";
import { keptDevice } from "./cookies.ts";
import { destinationIn, safeDestination } from "./destination.ts";
import { finishSignIn } from "./finish.ts";
import { signIn, signOut } from "./next-auth.ts";
import { noFields, passwordSignIn } from "./schema.ts";
import { signInMember } from "./with-password.ts";

/** Signs in with address and password, and goes where one came from. */
export const signInWithPassword = visitorAction({ schema: passwordSignIn }, async ({ db, input, network }) => {
  const checked = await signInMember(db, { ...input, network, device: await keptDevice() });
  if (!checked.ok) return checked;
  const { memberId } = checked.value;
  return finishSignIn(db, { memberId, method: "password", next: safeDestination(input.next) });
});

/** Signs out on this device and goes home. */
export const signOutHere = visitorAction({ schema: noFields }, () => signOut({ redirectTo: "/" }));

/** Off to GitHub, and back to where one came from. */
export const signInWithGitHub = visitorAction({ schema: noFields }, ({ form }) =>
  signIn("github", { redirectTo: destinationIn(form) }),
);

/** Off to Google, and back to where one came from. */
export const signInWithGoogle = visitorAction({ schema: noFields }, ({ form }) =>
  signIn("google", { redirectTo: destinationIn(form) }),
);
