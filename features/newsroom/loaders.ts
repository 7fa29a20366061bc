import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { listPictures } from "#features/media/library/queries.ts";
import { mayPublish, mayWrite } from "#features/members/policy.ts";
import { findStoryPlace, listStoryChoices } from "#features/stories/queries.ts";
import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";
import { describeFindings } from "./checklist/describe-findings.ts";
import { checkContent } from "./checklist/queries.ts";
import { listBylineChoices, listBylines } from "./drafts/bylines.ts";
import { findLockHolder } from "./drafts/edit-lock.ts";
import { emptyContent } from "./drafts/mutations.ts";
import { type Draft, findDraft, findLeadPicture } from "./drafts/queries.ts";
import { findWithdrawalNote } from "./drafts/withdraw.ts";
import { readOverview } from "./list/overview.ts";
import { countUnpublished, listArticlesPage, listFilterChoices, listTermChoices } from "./list/queries.ts";
import type { Cursor, ListFilter } from "./list/rules.ts";
import { mayChooseBylines, mayEditArticle, mayRead } from "./policy.ts";
import { findRevision, listRevisions } from "./revisions/mutations.ts";
import { findSchedule } from "./schedule/queries.ts";

/** Loads one page of the newsroom's list and the choices of its filters. Contributors see their own articles. */
export async function loadArticleList(viewer: Viewer, filter: ListFilter, cursor?: Cursor) {
  const db = database();
  const all = mayPublish(viewer);
  const [page, choices, counts] = await Promise.all([
    listArticlesPage(db, all ? filter : { ...filter, owner: viewer.id }, cursor),
    listFilterChoices(db),
    all ? countUnpublished(db) : undefined,
  ]);
  return { ...page, choices, counts: counts ?? {} };
}

/** Loads the newsroom's part of the admin dashboard; undefined for members who do not write articles. */
export async function loadOverview(viewer: Viewer) {
  return mayWrite(viewer) ? readOverview(database(), viewer.id, !mayPublish(viewer)) : undefined;
}

/** The search terms of a page without scripts. */
interface FormSearch {
  authors?: string | undefined;
  pictures?: string | undefined;
}

/** Loads an article's draft, and whether the viewer may edit it. 404 if there is none, or the viewer may not read it. */
export async function loadReadableDraft(viewer: Viewer, id: string) {
  const draft = /^[1-9]\d{0,14}$/.test(id) ? await findDraft(database(), Number(id)) : undefined;
  if (!draft || !mayRead(viewer, draft)) notFound();
  return { draft, mayEdit: mayEditArticle(viewer, draft) };
}

/** Loads an article for its page in the newsroom, as `loadReadableDraft`, with all that its form shows. */
export async function loadDraft(viewer: Viewer, id: string, search: FormSearch = {}) {
  const db = database();
  const { draft, mayEdit } = await loadReadableDraft(viewer, id);
  const [around, found, lease, plan, withdrawNote] = await Promise.all([
    loadFormOptions(viewer, draft, search),
    loadFindings(draft),
    findLockHolder(db, draft.id),
    findSchedule(db, draft.id),
    findWithdrawalNote(db, draft.id),
  ]);
  return {
    draft,
    ...around,
    found,
    lease,
    plan,
    withdrawNote,
    mayEdit,
    mayPublish: mayPublish(viewer),
  };
}

/** Loads the checklist findings of the saved draft as sentences. */
async function loadFindings({ id, content }: Draft) {
  return describeFindings(await checkContent(database(), id, content));
}

/** Returns what `loadDraft` returns, for a new article, of which nothing is stored yet. */
export async function loadNewDraft(viewer: Viewer) {
  const db = database();
  const draft: Draft = {
    id: 0,
    slug: "",
    status: "draft",
    publishedAt: null,
    ownerId: viewer.id,
    version: 0,
    differs: true,
    savedAt: null,
    savedBy: null,
    lastPageKey: null,
    storyId: null,
    discussion: { policy: "open", slowModeMinutes: 0 },
    content: await emptyContent(db, viewer.id),
  };
  return {
    draft,
    ...(await loadFormOptions(viewer, draft, {})),
    ...unsavedState,
    mayEdit: true,
    mayPublish: mayPublish(viewer),
  };
}

/** The state of an article before its first save. */
const unsavedState = { found: null, lease: undefined, plan: undefined, withdrawNote: "" };

/** Pictures offered as lead picture on a page without scripts. */
const pictureChoices = 12;

async function loadFormOptions(viewer: Viewer, { id, storyId, content }: Draft, search: FormSearch) {
  const { leadMediaId, authorIds } = content;
  const db = database();
  const words = searchWords(search.pictures) || undefined;
  const mayChoose = mayChooseBylines(viewer);
  const [choices, bylines, found, lead, stories, storyPlace] = await Promise.all([
    listTermChoices(db),
    mayChoose ? listBylineChoices(db, authorIds, searchWords(search.authors) || undefined) : listBylines(db, authorIds),
    listPictures(db, { words }, pictureChoices),
    leadMediaId ? findLeadPicture(db, leadMediaId) : undefined,
    listStoryChoices(db, content.story?.id),
    storyId === null ? undefined : findStoryPlace(db, id),
  ]);
  return {
    choices: { ...choices, authors: bylines, stories },
    storyPlace: storyPlace ?? null,
    mayChooseBylines: mayChoose,
    pictures: found.pictures,
    lead,
    search,
  };
}

/** Revisions per page. */
const revisionsPerPage = 50;

/** Loads an article's revisions and compares two: `to` (default: the newest) with `from` (default: the one before). */
export async function loadRevisions(
  viewer: Viewer,
  id: string,
  query: { from?: string | undefined; to?: string | undefined; before?: string | undefined },
) {
  const { draft, mayEdit } = await loadReadableDraft(viewer, id);
  const db = database();
  const number = parseId;
  const revisions = await listRevisions(db, draft.id, revisionsPerPage + 1, number(query.before));
  const shown = revisions.slice(0, revisionsPerPage);
  const toId = number(query.to) ?? shown[0]?.id;
  const fromId = number(query.from) ?? (toId === undefined ? undefined : shown.find((one) => one.id < toId)?.id);
  const [to, from] = await Promise.all([
    toId === undefined ? undefined : findRevision(db, draft.id, toId),
    fromId === undefined ? undefined : findRevision(db, draft.id, fromId),
  ]);
  return { draft, mayEdit, revisions: shown, more: revisions.length > revisionsPerPage, to, from };
}
