"use server";

import { isCalledByScript, memberAction, visitorAction } from "#features/auth/action-wrappers.ts";
import { getViewer } from "#features/auth/loaders.ts";
import { requireOrSignInMember } from "#features/auth/sign-in/require-or-sign-in-member.ts";
import { consumeRateLimit } from "#lib/rate-limit.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, refused } from "#lib/result.ts";
import { followSubject, setMailed, unfollowSubject } from "./mutations.ts";
import { formatSubject } from "./rules.ts";
import { followForm, followOnPageForm, mailedForm, wantedFollowForm } from "./schema.ts";

/** A reader who tidies up follows and unfollows many; only a program exceeds this. */
const limit = { name: "follows", points: 120, seconds: 300 };

/** Enough for a school or a company behind one address. */
const perNetwork = { name: "follows.network", points: 300, seconds: 300, perProcess: true } as const;

/**
 * Follows or unfollows the subject of a page. A signed-out reader gets the form back with address and password fields,
 * and their choice kept. Open to members with an unconfirmed address, who get no mail about it, and to excluded ones.
 */
export const followAction = visitorAction(
  { schema: followOnPageForm, limit: perNetwork },
  async ({ db, input: { subject, does, email, password }, network }) => {
    const viewer = await getViewer();
    const member = viewer ? ok(viewer) : await requireOrSignInMember(db, { email, password, network });
    if (!member.ok) return member.code === "member.signIn" ? refused("follow.signIn") : member;
    const { id } = member.value;
    const wait = await consumeRateLimit(limit, `m:${id}`);
    if (wait > 0) return refused("form.tooFast", undefined, { seconds: wait });
    if (does === "follow") {
      const followed = await followSubject(db, id, subject);
      return followed.ok ? ok({ following: true }) : followed;
    }
    await unfollowSubject(db, id, subject);
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

/** Follows what a reader wanted to follow before signing in on another page. The list then shows it. */
export const followWantedAction = memberAction(
  { schema: wantedFollowForm, limit, confirmed: false, excluded: true },
  async ({ db, input: { subject }, viewer }) => {
    const followed = await followSubject(db, viewer.id, subject);
    if (!followed.ok) return followed;
    refreshAndRedirect(`/account/following?followed=${formatSubject(followed.value)}`);
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
