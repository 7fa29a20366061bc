"use server";

import { redirect } from "next/navigation";
import { memberAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { changePassword, confirmEmailChange, requestEmailChange } from "#features/auth/credentials/mutations.ts";
import { queueSignInMail } from "#features/auth/registration/mutations.ts";
import { linkSchema } from "#features/auth/registration/schema.ts";
import { revokeSession } from "#features/auth/sessions/mutations.ts";
import { safeDestination } from "#features/auth/sign-in/destination.ts";
import { signIn } from "#features/auth/sign-in/next-auth.ts";
import { verifyPassword } from "#features/auth/sign-in/verify-password.ts";
import { issueToken } from "#features/auth/tokens.ts";
import { isRecentSignIn } from "#features/members/rules.ts";
import { maxPasswordLength, minPasswordLength } from "#features/members/schema.ts";
import { ok, refused } from "#lib/result.ts";
import { removeAvatar, setAvatar } from "./avatar.ts";
import { changeMailLocale, changeProfile } from "./mutations.ts";
import { findAccount } from "./queries.ts";
import {
  avatarSchema,
  emailChangeSchema,
  mailLocaleSchema,
  maxBiographyLength,
  maxHandleLength,
  minHandleLength,
  passwordChangeSchema,
  profileSchema,
  reauthenticationLinkSchema,
  reauthenticationSchema,
} from "./schema.ts";

/** Somebody who tries names; each change clears pages. */
const profileLimit = { name: "profile.member", points: 30, seconds: 3_600 };
/** Each costs a second of one core. */
const avatarLimit = { name: "avatar.member", points: 10, seconds: 3_600 };
const profileLengths = { longest: maxBiographyLength, shortestHandle: minHandleLength, longestHandle: maxHandleLength };

/** Saves the public part of one's account. */
export const saveProfile = memberAction(
  { schema: profileSchema, limit: profileLimit, values: profileLengths, confirmed: false },
  async ({ db, input, viewer }) => {
    const { shown, ...profile } = input;
    const changed = await changeProfile(db, viewer.id, { ...profile, shown: shown === "1" });
    return changed.ok ? ok(input) : changed;
  },
);

/** Saves one's own picture, or takes it away; gives what is shown then. */
export const saveAvatar = memberAction(
  { schema: avatarSchema, limit: avatarLimit, confirmed: false },
  async ({ db, input, form, viewer }) => {
    if (input.act === "remove") {
      await removeAvatar(db, viewer.id);
      return ok<{ mediaId: string | null }>({ mediaId: null });
    }
    const file = form.get("avatar");
    if (!(file instanceof File) || file.size === 0) return refused("form.invalid", { avatar: "picture.missing" });
    // A picture is seen by everybody: whoever shows one has an address that they answer to.
    if (!viewer.confirmed) return refused("member.unconfirmed");
    return setAvatar(db, viewer.id, new Uint8Array(await file.arrayBuffer()));
  },
);

/** Saves the language of one's mails. */
export const saveMailLocale = memberAction(
  { schema: mailLocaleSchema, limit: profileLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    await changeMailLocale(db, viewer.id, input.locale === "site" ? null : input.locale);
    return ok(input);
  },
);

/** Guesses at one's own password, by somebody who found the session open. */
const passwordLimit = { name: "password.member", points: 10, seconds: 900 };
const emailChangeLimit = { name: "address.member", points: 5, seconds: 3_600 };
const linkLimit = { name: "links.network", points: 60, seconds: 3_600 };
const passwordLengths = { shortest: minPasswordLength, longest: maxPasswordLength };

/** Changes one's own password. */
export const savePassword = memberAction(
  { schema: passwordChangeSchema, limit: passwordLimit, values: passwordLengths, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => changePassword(db, viewer, input),
);

/** Has a change of address confirmed by mail. */
export const saveEmail = memberAction(
  { schema: emailChangeSchema, limit: emailChangeLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    if (!isRecentSignIn(viewer.signedInAt)) return refused("member.recent");
    return requestEmailChange(db, viewer.id, input.email);
  },
);

/** Makes the change behind the mailed link; whoever opened it need not be signed in here. */
export const confirmEmailChangeAction = visitorAction(
  { schema: linkSchema, limit: linkLimit },
  async ({ db, input }) => {
    const done = await confirmEmailChange(db, input.token);
    if (!done.ok) return done;
    redirect("/account/mail/confirm?done=1");
  },
);

/** Signs in anew on this device with the password, in place of the present session, and comes back. */
export const reauthenticate = memberAction(
  { schema: reauthenticationSchema, limit: passwordLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const account = await findAccount(db, viewer.id);
    const checked = account?.email ? await verifyPassword(db, account.email, input.password) : undefined;
    if (!checked?.ok) return refused("form.invalid", { password: "password.wrong" });
    await revokeSession(db, viewer.id, viewer.sessionId);
    const ticket = await issueToken(db, "signIn", viewer.id, "password");
    return signIn("ticket", { ticket, redirectTo: safeDestination(input.next) });
  },
);

/** Has a sign-in link mailed to oneself, for whoever has no password. */
export const sendReauthenticationLink = memberAction(
  { schema: reauthenticationLinkSchema, limit: emailChangeLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const account = await findAccount(db, viewer.id);
    if (account?.email) await queueSignInMail(db, "magic", account.email, safeDestination(input.next));
    return ok(undefined);
  },
);
