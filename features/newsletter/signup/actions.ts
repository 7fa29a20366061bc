"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { isCalledByScript, visitorAction } from "#features/auth/action-wrappers.ts";
import { ok } from "#lib/result.ts";
import { confirmSignup, requestSignup } from "./mutations.ts";
import { sentPath, signupResult } from "./rules.ts";
import { confirmationSchema, signupSchema } from "./schema.ts";

/** Enough for an office behind one address; a program exceeds this. */
const signupLimit = { name: "newsletter.signup", points: 40, seconds: 3_600 };
const linkLimit = { name: "newsletter.links", points: 120, seconds: 3_600 };

/** Signs up: the same answer for any address, in the page with scripts and on a page of its own without. */
export const signUpAction = visitorAction(
  { schema: signupSchema, limit: signupLimit },
  async ({ db, input, network }) => {
    const done = await requestSignup(db, { ...input, network });
    if (!done.ok) return done;
    if (!(await isCalledByScript())) redirect(sentPath);
    // What was sent, whatever the site knows of the address, so that a typo can be seen and corrected.
    const { email, topics, rhythm, alerts } = input;
    return ok({ email, topics: topics.join("\n"), rhythm, alerts: alerts ? "1" : "" });
  },
);

/** Confirms the sign-up behind a mailed link. */
export const confirmSignupAction = visitorAction(
  { schema: confirmationSchema, limit: linkLimit },
  async ({ db, input }) => {
    const done = await confirmSignup(db, input.token);
    // The page shows the result in place of the invitation.
    refresh();
    return done.ok ? ok(signupResult(done.value)) : done;
  },
);
