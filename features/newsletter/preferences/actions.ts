"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { visitorAction } from "#features/auth/action-wrappers.ts";
import { endSubscription } from "#features/newsletter/subscribers/mutations.ts";
import { linkRequestSchema, preferencesSchema, subscriberLinkSchema } from "#features/newsletter/subscribers/schema.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok } from "#lib/result.ts";
import { eraseByLink, requestPreferencesLink, resumeByLink, savePreferences, withSubscriber } from "./mutations.ts";

const changeLimit = { name: "newsletter.preferences", points: 120, seconds: 3_600 };
const mailLimit = { name: "newsletter.mails", points: 30, seconds: 3_600 };

/** Changes topics, rhythm, alerts and language. */
export const savePreferencesAction = visitorAction(
  { schema: preferencesSchema, limit: changeLimit },
  async ({ db, input }) => {
    const saved = await savePreferences(db, input);
    refresh();
    return saved;
  },
);

/** Ends the subscription, from a button of its pages. */
export const unsubscribeAction = visitorAction(
  { schema: subscriberLinkSchema, limit: changeLimit },
  async ({ db, input }) => {
    const ended = await withSubscriber(db, input.token, async ({ id }) => ok(await endSubscription(db, id, "page")));
    refresh();
    return ended;
  },
);

/** Undoes an unsubscription, and leads to the preferences, which say so. */
export const resumeAction = visitorAction(
  { schema: subscriberLinkSchema, limit: changeLimit },
  async ({ db, input }) => {
    const resumed = await resumeByLink(db, input.token);
    if (resumed.ok) refreshAndRedirect(`/newsletter/preferences?s=${input.token}&done=resumed`);
    refresh();
    return resumed;
  },
);

/** Erases the subscriber's address, after which the link is nobody's. */
export const eraseAction = visitorAction(
  { schema: subscriberLinkSchema, limit: changeLimit },
  async ({ db, input }) => {
    const erased = await eraseByLink(db, input.token);
    if (!erased.ok) return erased;
    redirect("/newsletter/preferences?done=erased");
  },
);

/** Mails a new link to the preferences: the same answer for any address. */
export const requestPreferencesLinkAction = visitorAction(
  { schema: linkRequestSchema, limit: mailLimit },
  async ({ db, input }) => {
    await requestPreferencesLink(db, input.email);
    return ok(undefined);
  },
);
