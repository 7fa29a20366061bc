"use server";

import { ok, refused } from "#lib/result.ts";
import { memberAction } from "../gates/actions.ts";
import { removeAvatar, setAvatar } from "./avatar.ts";
import { changeMailLocale, changeProfile } from "./mutations.ts";
import {
  avatarSchema,
  longestBiography,
  longestHandle,
  mailLocaleSchema,
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
  { schema: mailLocaleSchema, limit: changes, confirmed: false },
  async ({ db, input, viewer }) => {
    await changeMailLocale(db, viewer.id, input.locale === "site" ? null : input.locale);
    return ok(input);
  },
);
