"use server";

import { z } from "zod";
import { contributorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { revokePreview, sharePreview } from "./mutations.ts";

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const shareForm = z.object({ id: number });
const revokeForm = z.object({ id: number, link: number });

const shares = { name: "newsroom.previews", points: 60, seconds: 600 };

/** Makes a link to the working copy for somebody without an account here. */
export const shareArticle = contributorAction({ schema: shareForm, limit: shares }, async ({ db, input, viewer }) => {
  const shared = await sharePreview(db, viewer, input.id);
  if (!shared.ok) return shared;
  showAgain(`/admin/articles/${input.id}/preview?done=share`);
});

/** Ends such a link. */
export const unshareArticle = contributorAction(
  { schema: revokeForm, limit: shares },
  async ({ db, input, viewer }) => {
    const revoked = await revokePreview(db, viewer, input.id, input.link);
    if (!revoked.ok) return revoked;
    showAgain(`/admin/articles/${input.id}/preview?done=unshare`);
  },
);
