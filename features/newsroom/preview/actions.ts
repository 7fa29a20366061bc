"use server";

import { z } from "zod";
import { contributorAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { createPreviewLink, revokePreviewLink } from "./mutations.ts";

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const shareForm = z.object({ id: number });
const revokeForm = z.object({ id: number, link: number });

const shareLimit = { name: "newsroom.previews", points: 60, seconds: 600 };

/** Creates a link that shows the draft to people without an account. */
export const createPreviewLinkAction = contributorAction(
  { schema: shareForm, limit: shareLimit },
  async ({ db, input, viewer }) => {
    const shared = await createPreviewLink(db, viewer, input.id);
    if (!shared.ok) return shared;
    refreshAndRedirect(`/admin/articles/${input.id}/preview?done=share`);
  },
);

/** Revokes such a link. */
export const revokePreviewLinkAction = contributorAction(
  { schema: revokeForm, limit: shareLimit },
  async ({ db, input, viewer }) => {
    const revoked = await revokePreviewLink(db, viewer, input.id, input.link);
    if (!revoked.ok) return revoked;
    refreshAndRedirect(`/admin/articles/${input.id}/preview?done=unshare`);
  },
);
