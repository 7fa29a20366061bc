"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { contributorAction } from "#features/members/gates/actions.ts";
import { ok } from "#lib/result.ts";
import { changePicture, deletePicture } from "./mutations.ts";
import { deleteSchema, longestAlt, longestCaption, longestCredit, wordsSchema } from "./schema.ts";

/** Each clears the pages that show the picture. */
const changes = { name: "picture.member", points: 600, seconds: 3_600 };
const values = { alt: longestAlt, caption: longestCaption, credit: longestCredit };

/** Saves a picture's words and focus; gives the version that came of it. */
export const savePicture = contributorAction(
  { schema: wordsSchema, limit: changes, values },
  async ({ db, input, viewer }) => {
    const { id, version, licence, licenceWords, ...words } = input;
    const changed = await changePicture(db, viewer, id, version, {
      ...words,
      licence: licence === "other" ? licenceWords : licence,
    });
    if (!changed.ok) return changed;
    // The page's other forms are of the new version too.
    refresh();
    return ok({ ...input, version: changed.value.version });
  },
);

/** Deletes an unused picture and goes back to the library. */
export const removePicture = contributorAction(
  { schema: deleteSchema, limit: changes },
  async ({ db, input, viewer }) => {
    const removed = await deletePicture(db, viewer, input.id, input.version);
    if (!removed.ok) return removed;
    redirect("/admin/media?deleted=1");
  },
);
