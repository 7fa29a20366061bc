"use server";

import { memberAction } from "#features/auth/action-wrappers.ts";
import { emptySchema } from "#lib/form-fields.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, refused } from "#lib/result.ts";
import { removeAvatar, setAvatar } from "./avatar.ts";
import { changeMailLocale, changeProfile, resumeMail } from "./mutations.ts";
import { avatarSchema, mailLocaleSchema, profileLengths, profileSchema } from "./schema.ts";

/** Enough for someone who tries names; each change invalidates pages. */
const profileLimit = { name: "profile.member", points: 30, seconds: 3_600 };
/** Each encoding costs a second of one core. */
const avatarLimit = { name: "avatar.member", points: 10, seconds: 3_600 };
/** Each resumption may cost a mail that returns, which harms the site's reputation. */
const resumeLimit = { name: "resumeMail.member", points: 3, seconds: 86_400 };

/** Saves the viewer's profile. */
export const saveProfile = memberAction(
  { schema: profileSchema, limit: profileLimit, values: profileLengths, confirmed: false },
  async ({ db, input, viewer }) => {
    const { shown, ...profile } = input;
    const changed = await changeProfile(db, viewer.id, { ...profile, shown: shown === "1" });
    return changed.ok ? ok(input) : changed;
  },
);

/** Saves or removes the viewer's avatar; returns the one shown then. */
export const saveAvatar = memberAction(
  { schema: avatarSchema, limit: avatarLimit, confirmed: false },
  async ({ db, input, form, viewer }) => {
    if (input.act === "remove") {
      await removeAvatar(db, viewer.id);
      return ok<{ mediaId: string | null }>({ mediaId: null });
    }
    const file = form.get("avatar");
    if (!(file instanceof File) || file.size === 0) return refused("form.invalid", { avatar: "picture.missing" });
    // An avatar is public, so its owner must have a confirmed address.
    if (!viewer.confirmed) return refused("member.unconfirmed");
    return setAvatar(db, viewer.id, new Uint8Array(await file.arrayBuffer()));
  },
);

/** Mails notifications again to the viewer, whose address got none since a bounce or a complaint. */
export const resumeMailAction = memberAction(
  { schema: emptySchema, limit: resumeLimit, excluded: true },
  async ({ db, viewer }) => {
    const resumed = await resumeMail(db, viewer.id);
    if (!resumed.ok) return resumed;
    refreshAndRedirect("/account/mail");
  },
);

/** Saves the language of the viewer's mails. */
export const saveMailLocale = memberAction(
  { schema: mailLocaleSchema, limit: profileLimit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    await changeMailLocale(db, viewer.id, input.locale === "site" ? null : input.locale);
    return ok(input);
  },
);
