"use server";

import { contributorAction } from "#features/members/gates/actions.ts";
import { ok, refused } from "#lib/result.ts";
import { checkContent } from "./checklist/queries.ts";
import { sayFindings } from "./checklist/words.ts";
import { bylinesOf, searchBylines } from "./desk/bylines.ts";
import { findDesk, suggestTags } from "./desk/queries.ts";
import { searchPublished } from "./list/queries.ts";
import { mayRead } from "./policy.ts";
import { bylinesForm, checkForm, wordsForm } from "./schema.ts";

const questions = { name: "newsroom.questions", points: 600, seconds: 600 };

/** What is worth a look in an article as it was last saved. */
export const checkArticle = contributorAction(
  { schema: checkForm, limit: questions },
  async ({ db, input, viewer }) => {
    const desk = await findDesk(db, input.id);
    if (!desk) return refused("newsroom.gone");
    if (!mayRead(viewer, desk)) return refused("member.forbidden");
    return ok(sayFindings(await checkContent(db, desk.id, desk.content)));
  },
);

/** Tags that begin with what was typed. */
export const findTags = contributorAction({ schema: wordsForm, limit: questions }, async ({ db, input }) =>
  ok(await suggestTags(db, input.words)),
);

/** Bylines to choose from, by words or by their ids. */
export const findAuthors = contributorAction({ schema: bylinesForm, limit: questions }, async ({ db, input }) =>
  ok(input.ids.length > 0 ? await bylinesOf(db, input.ids.slice(0, 50)) : await searchBylines(db, input.words)),
);

/** Published articles to link to, or to show as a card. */
export const findArticles = contributorAction({ schema: wordsForm, limit: questions }, async ({ db, input }) => {
  return ok(await searchPublished(db, input.words));
});
