"use server";

import { redirect } from "next/navigation";
import { ok, refused } from "#lib/result.ts";
import { memberAction, visitorAction } from "../gates/actions.ts";
import { writeTo } from "../registration/mutations.ts";
import { linkSchema } from "../registration/schema.ts";
import { isRecent } from "../rules.ts";
import { longestPassword, shortestPassword } from "../schema.ts";
import { safeDestination } from "../sign-in/destination.ts";
import { signIn } from "../sign-in/next-auth.ts";
import { checkPassword } from "../sign-in/password.ts";
import { revokeSession } from "../sign-in/sessions.ts";
import { issueToken } from "../sign-in/tokens.ts";
import { askForAddress, changePassword, confirmNewAddress } from "./access.ts";
import { removeAvatar, setAvatar } from "./avatar.ts";
import { changeMailLocale, changeProfile } from "./mutations.ts";
import { findAccount } from "./queries.ts";
import {
  addressChangeSchema,
  againSchema,
  avatarSchema,
  longestBiography,
  longestHandle,
  mailLocaleSchema,
  nextSchema,
  passwordChangeSchema,
  profileSchema,
  shortestHandle,
} from "./schema.ts";

/** Somebody who tries names; each change clears pages. */
const changes = { name: "profile.member", points: 30, seconds: 3_600 };
/** Each costs a second of one core. */
const pictures = { name: "avatar.member", points: 10, seconds: 3_600 };
const values = { longest: longestBiography, shortestHandle, longestHandle };

/** Saves the public part of one's account. */
export const saveProfile = memberAction(
  { schema: profileSchema, limit: changes, values, confirmed: false },
  async ({ db, input, viewer }) => {
    const { shown, ...profile } = input;
    const changed = await changeProfile(db, viewer.id, { ...profile, shown: shown === "1" });
    return changed.ok ? ok(input) : changed;
  },
);

/** Saves one's own picture, or takes it away; gives what is shown then. */
export const saveAvatar = memberAction(
  { schema: avatarSchema, limit: pictures, confirmed: false },
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
  { schema: mailLocaleSchema, limit: changes, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    await changeMailLocale(db, viewer.id, input.locale === "site" ? null : input.locale);
    return ok(input);
  },
);

/** Guesses at one's own password, by somebody who found the session open. */
const guesses = { name: "password.member", points: 10, seconds: 900 };
const letters = { name: "address.member", points: 5, seconds: 3_600 };
const links = { name: "links.network", points: 60, seconds: 3_600 };
const lengths = { shortest: shortestPassword, longest: longestPassword };

/** Changes one's own password. */
export const savePassword = memberAction(
  { schema: passwordChangeSchema, limit: guesses, values: lengths, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => changePassword(db, viewer, input),
);

/** Has a change of address confirmed by mail. */
export const saveAddress = memberAction(
  { schema: addressChangeSchema, limit: letters, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    if (!isRecent(viewer.signedInAt)) return refused("member.recent");
    return askForAddress(db, viewer.id, input.email);
  },
);

/** Makes the change behind the mailed link; whoever opened it need not be signed in here. */
export const confirmAddressChange = visitorAction({ schema: linkSchema, limit: links }, async ({ db, input }) => {
  const done = await confirmNewAddress(db, input.token);
  if (!done.ok) return done;
  redirect("/account/mail/confirm?done=1");
});

/** Signs in anew on this device with the password, in place of the present session, and comes back. */
export const signInAgain = memberAction(
  { schema: againSchema, limit: guesses, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const account = await findAccount(db, viewer.id);
    const checked = account?.email ? await checkPassword(db, account.email, input.password) : undefined;
    if (!checked?.ok) return refused("form.invalid", { password: "password.wrong" });
    await revokeSession(db, viewer.id, viewer.sessionId);
    const ticket = await issueToken(db, "signIn", viewer.id, "password");
    return signIn("ticket", { ticket, redirectTo: safeDestination(input.next) });
  },
);

/** Has a sign-in link mailed to oneself, for whoever has no password. */
export const sendLinkToMyself = memberAction(
  { schema: nextSchema, limit: letters, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    const account = await findAccount(db, viewer.id);
    if (account?.email) await writeTo(db, "magic", account.email, safeDestination(input.next));
    return ok(undefined);
  },
);
