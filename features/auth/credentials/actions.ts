"use server";

import { redirect } from "next/navigation";
import { isRecentSignIn } from "#features/members/rules.ts";
import { passwordLengths } from "#features/members/schema.ts";
import { ok, refused } from "#lib/result.ts";
import { memberAction, visitorAction } from "../action-wrappers.ts";
import { queueSignInMail } from "../registration/mutations.ts";
import { linkSchema } from "../registration/schema.ts";
import { revokeSession } from "../sessions/mutations.ts";
import { safeDestination } from "../sign-in/destination.ts";
import { signIn } from "../sign-in/next-auth.ts";
import { verifyPassword } from "../sign-in/verify-password.ts";
import { issueToken } from "../tokens.ts";
import { changePassword, confirmEmailChange, requestEmailChange } from "./mutations.ts";
import { findEmail } from "./queries.ts";
import {
  emailChangeSchema,
  passwordChangeSchema,
  reauthenticationLinkSchema,
  reauthenticationSchema,
} from "./schema.ts";

/** Guesses of the password by someone who found an open session. */
const passwordLimit = { name: "password.member", points: 10, seconds: 900 };
const emailChangeLimit = { name: "address.member", points: 5, seconds: 3_600 };
const linkLimit = { name: "links.network", points: 60, seconds: 3_600 };

/** Changes the viewer's password. */
export const savePassword = memberAction(
  { schema: passwordChangeSchema, limit: passwordLimit, values: passwordLengths, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => changePassword(db, viewer, input),
);

/** Requests a change of the viewer's address, confirmed by mail. */
export const saveEmail = memberAction(
  { schema: emailChangeSchema, limit: emailChangeLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
    return requestEmailChange(db, viewer.id, input.email);
  },
);

/** Changes the address with the mailed link; no session needed. */
export const confirmEmailChangeAction = visitorAction(
  { schema: linkSchema, limit: linkLimit },
  async ({ db, input }) => {
    const done = await confirmEmailChange(db, input.token);
    if (!done.ok) return done;
    redirect("/account/mail/confirm?done=1");
  },
);

/** Signs in again on this device with the password, replacing the session, and returns to the page. */
export const reauthenticate = memberAction(
  { schema: reauthenticationSchema, limit: passwordLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const email = await findEmail(db, viewer.id);
    const checked = email ? await verifyPassword(db, email, input.password) : undefined;
    if (!checked?.ok) return refused("form.invalid", { password: "password.wrong" });
    await revokeSession(db, viewer.id, viewer.sessionId);
    const ticket = await issueToken(db, "signIn", viewer.id, "password");
    return signIn("ticket", { ticket, redirectTo: safeDestination(input.next) });
  },
);

/** Mails the viewer a sign-in link, for members without a password. */
export const sendReauthenticationLink = memberAction(
  { schema: reauthenticationLinkSchema, limit: emailChangeLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const email = await findEmail(db, viewer.id);
    if (email) await queueSignInMail(db, "magic", email, safeDestination(input.next));
    return ok(undefined);
  },
);
