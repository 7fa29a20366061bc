"use server";

import { isCalledByScript, memberAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, refused } from "#lib/result.ts";
import { followSubject, setMailed, unfollowSubject } from "./mutations.ts";
import { formatSubject } from "./rules.ts";
import { followForm, mailedForm } from "./schema.ts";

/** A reader who tidies up follows and unfollows many; only a program exceeds this. */
const limit = { name: "follows", points: 120, seconds: 300 };

/**
 * Follows or unfollows the subject of a page. Signed-out visitors are led to the sign-in and back. Open to members with
 * an unconfirmed address, who get no mail about it.
 */
export const followAction = memberAction(
  { schema: followForm, limit, confirmed: false, excluded: true, keep: async () => undefined, anchor: () => "follow" },
  async ({ db, input: { subject, does }, viewer }) => {
    if (does === "follow") {
      const followed = await followSubject(db, viewer.id, subject);
      return followed.ok ? ok({ following: true }) : followed;
    }
    await unfollowSubject(db, viewer.id, subject);
    return ok({ following: false });
  },
);

/** The same in the account's list. Without JavaScript the page reloads, and offers to undo it. */
export const followInListAction = memberAction(
  { schema: followForm, limit, confirmed: false, excluded: true },
  async ({ db, input: { subject, does }, viewer }) => {
    if (does === "follow") {
      const followed = await followSubject(db, viewer.id, subject);
      if (!followed.ok) return followed;
    } else await unfollowSubject(db, viewer.id, subject);
    if (!(await isCalledByScript()))
      refreshAndRedirect(
        does === "follow" ? "/account/following" : `/account/following?unfollowed=${formatSubject(subject)}`,
      );
    return ok({ following: does === "follow" });
  },
);

/** Turns the mails about one followed subject on or off. */
export const setMailedAction = memberAction(
  { schema: mailedForm, limit, confirmed: false, excluded: true },
  async ({ db, input: { subject, mailed }, viewer }) => {
    if (!(await setMailed(db, viewer.id, subject, mailed))) return refused("follow.gone");
    if (!(await isCalledByScript())) refreshAndRedirect("/account/following");
    return ok({ mailed });
  },
);
