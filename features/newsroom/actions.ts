"use server";

import { contributorAction } from "#features/auth/action-wrappers.ts";
import { ok, refused } from "#lib/result.ts";
import { describeFindings } from "./checklist/describe-findings.ts";
import { checkContent } from "./checklist/queries.ts";
import { listBylines, searchBylines } from "./drafts/bylines.ts";
import { findDraft, suggestTags } from "./drafts/queries.ts";
import { searchPublishedArticles } from "./list/queries.ts";
import { mayRead } from "./policy.ts";
import { bylineSearchForm, checklistForm, searchForm } from "./schema.ts";

const lookupLimit = { name: "newsroom.questions", points: 600, seconds: 600 };

/** Returns the checklist findings of an article as it was last saved. */
export const checkArticle = contributorAction(
  { schema: checklistForm, limit: lookupLimit },
  async ({ db, input, viewer }) => {
    const draft = await findDraft(db, input.id);
    if (!draft) return refused("newsroom.gone");
    if (!mayRead(viewer, draft)) return refused("member.forbidden");
    return ok(describeFindings(await checkContent(db, draft.id, draft.content)));
  },
);

/** Suggests tags that begin with the text typed. */
export const suggestTagsAction = contributorAction({ schema: searchForm, limit: lookupLimit }, async ({ db, input }) =>
  ok(await suggestTags(db, input.words)),
);

/** Finds bylines by search terms or by ids. */
export const searchBylinesAction = contributorAction(
  { schema: bylineSearchForm, limit: lookupLimit },
  async ({ db, input }) =>
    ok(input.ids.length > 0 ? await listBylines(db, input.ids.slice(0, 50)) : await searchBylines(db, input.words)),
);

/** Finds published articles to link to, or to show as a card. */
export const searchArticlesAction = contributorAction(
  { schema: searchForm, limit: lookupLimit },
  async ({ db, input }) => {
    return ok(await searchPublishedArticles(db, input.words));
  },
);
