"use server";

import { editorAction } from "#features/auth/action-wrappers.ts";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { formatCheckedList, parseCheckedList } from "./checked-list.ts";
import { importFeeds, sortOpmlFeeds } from "./mutations.ts";
import { type OpmlList, opmlParser } from "./read-opml.ts";
import { maxListLength, maxOpmlBytes, opmlRefusals } from "./rules.ts";
import { checkOpmlForm, importOpmlForm } from "./schema.ts";

const limit = { name: "sources.opml", points: 30, seconds: 600 };

/** What an OPML list would add. */
export interface CheckedOpml extends Pick<OpmlList, "broken" | "brokenCount" | "omitted" | "isCut"> {
  /** For the form that adds them (`formatCheckedList`). */
  list: string;
  addedCount: number;
  knownCount: number;
  /** The first of them. */
  added: { title: string; url: string; folder: string }[];
}

/** Feeds that the page lists. */
const listedFeeds = 100;

/** Reads a list and says what it would add; nothing is stored. */
export const checkOpmlAction = editorAction(
  { schema: checkOpmlForm, limit },
  async ({ db, form, viewer }): Promise<Result<CheckedOpml>> => {
    const file = form.get("file");
    if (!(file instanceof File) || file.size === 0) return refused("form.invalid", { file: "feed.opmlMissing" });
    if (file.size > maxOpmlBytes) return refused("form.invalid", { file: "feed.opmlTooLarge" });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const read = await parseInWorker(opmlParser, bytes, { client: `member ${viewer.id}`, field: "file" });
    if (!read.ok) return read;
    if (!read.value.ok) {
      const { code, line, column } = read.value;
      return refused("form.invalid", { file: opmlRefusals[code] }, { line, column });
    }
    const { feeds, broken, brokenCount, omitted, isCut } = read.value.list;
    const { added, known } = await sortOpmlFeeds(db, feeds);
    const list = formatCheckedList(added);
    if (list.length > maxListLength) return refused("form.invalid", { file: "feed.opmlTooLarge" });
    return ok({
      ...{ broken, brokenCount, omitted, isCut, list },
      addedCount: added.length,
      knownCount: known.length,
      added: added.slice(0, listedFeeds).map(({ title, url, folder }) => ({ title, url, folder })),
    });
  },
);

/** Follows the feeds of a checked list. */
export const importOpmlAction = editorAction({ schema: importOpmlForm, limit }, async ({ db, input, viewer }) => {
  const list = parseCheckedList(input.list);
  if (!list) return refused("form.stale");
  const { publication } = input;
  const count = await importFeeds(db, list, { memberId: viewer.id, policy: { publication } });
  refreshAndRedirect(`${sourcesAdminPath}?imported=${count}`);
});
