"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { contributorAction } from "#features/auth/action-wrappers.ts";
import { ok } from "#lib/result.ts";
import { deletePicture, updatePicture } from "./mutations.ts";
import { deletePictureForm, maxAltLength, maxCaptionLength, maxCreditLength, pictureForm } from "./schema.ts";

/** Each change invalidates the pages that show the picture. */
const changeLimit = { name: "picture.member", points: 600, seconds: 3_600 };
const messageValues = { alt: maxAltLength, caption: maxCaptionLength, credit: maxCreditLength };

/** Saves a picture's texts and focus; returns the new version. */
export const savePictureAction = contributorAction(
  { schema: pictureForm, limit: changeLimit, values: messageValues },
  async ({ db, input, viewer }) => {
    const { id, version, licence, licenceWords, ...words } = input;
    const changed = await updatePicture(db, viewer, id, version, {
      ...words,
      licence: licence === "other" ? licenceWords : licence,
    });
    if (!changed.ok) return changed;
    // The page's other forms need the new version too.
    refresh();
    return ok({ ...input, version: changed.value.version });
  },
);

/** Deletes an unused picture and redirects to the library. */
export const deletePictureAction = contributorAction(
  { schema: deletePictureForm, limit: changeLimit },
  async ({ db, input, viewer }) => {
    const removed = await deletePicture(db, viewer, input.id, input.version);
    if (!removed.ok) return removed;
    redirect("/admin/media?deleted=1");
  },
);
