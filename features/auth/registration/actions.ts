"use server";

import { redirect } from "next/navigation";
import type { Executor } from "#db/client.ts";
import { hasClaimableComments } from "#features/members/guest-comments/queries.ts";
import { passwordLengths } from "#features/members/schema.ts";
import { readFormAge } from "#lib/form-age-token.ts";
import { ok, refused } from "#lib/result.ts";
import { visitorAction } from "../action-wrappers.ts";
import { readDestination, readOpeningToken } from "../loaders.ts";
import { completeSignIn } from "../sign-in/complete-sign-in.ts";
import { safeDestination } from "../sign-in/destination.ts";
import { confirmEmail, consumeMagicLink, queueSignInMail, registerMember, resetPassword } from "./mutations.ts";
import { emailSchema, linkSchema, newPasswordSchema, registrationSchema } from "./schema.ts";

/** The shortest time to fill in the form (ms): nobody is faster, password managers included. */
const minFillMs = 2_000;
/** Enough for the registrations and typing errors of a household or an office behind one address; a program exceeds this. */
const registrationLimit = { name: "register.network", points: 40, seconds: 3_600 };
const mailLimit = { name: "letters.network", points: 30, seconds: 3_600 };
const linkLimit = { name: "links.network", points: 60, seconds: 3_600 };

/** Registers a member and shows the same page whether or not the address was new. */
export const register = visitorAction(
  { schema: registrationSchema, limit: registrationLimit, values: passwordLengths },
  async ({ db, input, network }) => {
    const age = readFormAge(input.opened || (await readOpeningToken()));
    if (age === undefined) return refused("form.stale");
    if (age < minFillMs) return refused("register.tooQuick");
    if (input.website === "") {
      const done = await registerMember(db, { ...input, network, next: await readDestination(input.next) });
      if (!done.ok) return done;
    }
    redirect("/register/sent");
  },
);

/** Sends the confirmation again. */
export const sendConfirmation = visitorAction({ schema: emailSchema, limit: mailLimit }, async ({ db, input }) => {
  await queueSignInMail(db, "confirm", input.email, safeDestination(input.next));
  return ok(undefined);
});

/** Sends a sign-in link. */
export const sendMagicLink = visitorAction({ schema: emailSchema, limit: mailLimit }, async ({ db, input }) => {
  await queueSignInMail(db, "magic", input.email, safeDestination(input.next));
  return ok(undefined);
});

/** Sends a link to choose a new password. */
export const sendPasswordReset = visitorAction({ schema: emailSchema, limit: mailLimit }, async ({ db, input }) => {
  await queueSignInMail(db, "reset", input.email, safeDestination(input.next));
  return ok(undefined);
});

/** Confirms the address, signs in and goes to the destination; first to the password page if the account has none (`registerMember`). */
export const confirmEmailAction = visitorAction({ schema: linkSchema, limit: linkLimit }, async ({ db, input }) => {
  const done = await confirmEmail(db, input.token);
  if (!done.ok) return done;
  const { memberId, hasPassword } = done.value;
  const next = hasPassword
    ? await withOldComments(db, memberId, safeDestination(done.value.next || input.next))
    : "/account/security#password";
  return completeSignIn(db, { memberId, method: "link", next, greeting: "confirmed" });
});

/** Signs in with a mailed link. */
export const signInWithLink = visitorAction({ schema: linkSchema, limit: linkLimit }, async ({ db, input }) => {
  const done = await consumeMagicLink(db, input.token);
  if (!done.ok) return done;
  return completeSignIn(db, { ...done.value, method: "link", next: safeDestination(done.value.next || input.next) });
});

/** Sets a new password with a mailed link and signs in. */
export const choosePassword = visitorAction(
  { schema: newPasswordSchema, limit: linkLimit, values: passwordLengths },
  async ({ db, input }) => {
    const done = await resetPassword(db, input);
    if (!done.ok) return done;
    const { memberId, next } = done.value;
    return completeSignIn(db, {
      memberId,
      method: "password",
      next: await withOldComments(db, memberId, safeDestination(next || input.next)),
    });
  },
);

/** After an address is confirmed: the old comments written with it are offered, unless the member was going somewhere. */
async function withOldComments(db: Executor, memberId: number, next: string): Promise<string> {
  // The account asks to confirm the address: that is no destination of its own.
  const isFree = next === "/" || next === "/account" || next === "/account/mail";
  return isFree && (await hasClaimableComments(db, memberId)) ? "/account#old-comments" : next;
}
