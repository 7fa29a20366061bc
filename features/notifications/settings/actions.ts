"use server";

import { memberAction } from "#features/auth/action-wrappers.ts";
import { mayModerate } from "#features/members/standing/policy.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok } from "#lib/result.ts";
import { storeMailSettings, unmuteDiscussion } from "./mutations.ts";
import { mailSettingsForm, unmuteDiscussionForm } from "./schema.ts";

const limit = { name: "notificationSettings", points: 60, seconds: 300 };

/** Saves how soon each kind of news is mailed to the viewer. */
export const saveMailSettings = memberAction(
  { schema: mailSettingsForm, limit, confirmed: false, excluded: true },
  async ({ db, input: { staff, moderationDigest, ...input }, viewer }) => {
    await storeMailSettings(db, viewer.id, {
      ...input,
      ...(viewer.role !== "reader" && staff && { staff }),
      ...(mayModerate(viewer) && moderationDigest && { moderationDigest: moderationDigest === "weekly" }),
    });
    return ok({ ...input, staff, moderationDigest });
  },
);

/** Mails the viewer about a discussion again. */
export const unmuteDiscussionAction = memberAction(
  { schema: unmuteDiscussionForm, limit, confirmed: false, excluded: true },
  async ({ db, input, viewer }) => {
    await unmuteDiscussion(db, viewer.id, input.article);
    refreshAndRedirect("/account/notifications");
  },
);
