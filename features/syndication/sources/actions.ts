"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { translator } from "#i18n/translator.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { sourcesAdminPath } from "../rules.ts";
import { changeFeedStatus, confirmMove, requestFetch, saveFeed, subscribeFeed } from "./mutations.ts";
import { findKnownFeed } from "./queries.ts";
import { feedAdminPath } from "./rules.ts";
import { addFeedForm, feedActionForm, feedFieldLimits, saveFeedForm } from "./schema.ts";

const limit = { name: "sources", points: 120, seconds: 600 };

/** Subscribes to a feed, and opens its page. */
export const addFeedAction = editorAction(
  { schema: addFeedForm, limit, values: feedFieldLimits },
  async ({ db, input, viewer }) => {
    const { url, title, ...policy } = input;
    const added = await subscribeFeed(db, { url, title, policy, memberId: viewer.id });
    if (added.ok) refreshAndRedirect(`${feedAdminPath(added.value.id)}?done=added`);
    if (added.code !== "feed.known") return added;
    const known = await findKnownFeed(db, [url]);
    const label = translator()("sources.add.openKnown");
    return known ? { ...added, helpLink: { href: feedAdminPath(known.id), label } } : added;
  },
);

/** Changes a feed's policy and its source. */
export const saveFeedAction = editorAction(
  { schema: saveFeedForm, limit, values: feedFieldLimits },
  async ({ db, input, viewer }) => {
    const { id, version, ...policy } = input;
    const saved = await saveFeed(db, viewer.id, { id, version, policy });
    // After a conflict the page shows the other version's number, so that the form can be sent again.
    refresh();
    return saved;
  },
);

/** Fetches, pauses, resumes, removes or restores a feed, or confirms its new address. */
export const changeFeedAction = editorAction({ schema: feedActionForm, limit }, async ({ db, input, viewer }) => {
  const { id, act, url } = input;
  if (act === "fetch") {
    const requested = await requestFetch(db, id);
    if (!requested.ok) return requested;
    refreshAndRedirect(`${feedAdminPath(id)}?done=fetch`);
  }
  if (act === "confirm") {
    const confirmed = await confirmMove(db, viewer.id, { id, url });
    if (!confirmed.ok) return confirmed;
    refreshAndRedirect(`${feedAdminPath(id)}?done=confirm`);
  }
  const changed = await changeFeedStatus(db, viewer.id, { id, step: act });
  if (!changed.ok) return changed;
  refreshAndRedirect(act === "remove" ? `${sourcesAdminPath}?done=remove` : `${feedAdminPath(id)}?done=${act}`);
});
