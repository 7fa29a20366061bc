import { database } from "#db/client.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { refused } from "#lib/result.ts";
import { maxFrames, maxPixels, maxUploadBytes } from "../rules.ts";
import {
  findPicture,
  isPicturePublished,
  type LibraryQuery,
  listPictures,
  listUploaders,
  listUses,
} from "./queries.ts";

type SearchParams = Record<string, string | string[] | undefined>;

const firstValue = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) || undefined;

/** Loads a page of the library for an address, with the message of a preceding upload. */
export async function loadLibrary(searchParams: SearchParams) {
  const only = firstValue(searchParams.only);
  const by = firstValue(searchParams.by);
  const libraryQuery: LibraryQuery = {
    words: firstValue(searchParams.q)?.slice(0, 200),
    only: only === "unused" || only === "undescribed" ? only : undefined,
    uploaderId: by !== undefined && /^\d{1,15}$/.test(by) ? Number(by) : undefined,
    after: firstValue(searchParams.after),
  };
  const db = database();
  const [{ pictures, next }, uploaders] = await Promise.all([listPictures(db, libraryQuery), listUploaders(db)]);
  const addressOf = (after: string | undefined) => {
    const query = new URLSearchParams();
    if (libraryQuery.words) query.set("q", libraryQuery.words);
    if (libraryQuery.only) query.set("only", libraryQuery.only);
    if (libraryQuery.uploaderId) query.set("by", String(libraryQuery.uploaderId));
    if (after) query.set("after", after);
    return query.size > 0 ? `/admin/media?${query}` : "/admin/media";
  };
  return {
    wanted: libraryQuery,
    pictures,
    uploaders,
    nextHref: next && addressOf(next),
    firstHref: libraryQuery.after ? addressOf(undefined) : undefined,
    refusals: [searchParams.refused ?? []]
      .flat()
      .slice(0, 20)
      .map(describeRefusal)
      .filter((text) => text !== ""),
    added: /^\d{1,3}$/.test(firstValue(searchParams.added) ?? "") ? Number(firstValue(searchParams.added)) : 0,
    deleted: firstValue(searchParams.deleted) === "1",
  };
}

/**
 * Describes a refusal in an address (`CODE:FILE`), to which a form without scripts is redirected. Any other value is
 * ignored.
 */
function describeRefusal(text: string): string {
  const [, code = "", file = ""] = /^((?:picture|form)\.[a-zA-Z]+)(?::(.{0,80}))?$/su.exec(text) ?? [];
  if (code === "") return "";
  const values = { megabytes: maxUploadBytes / 1024 / 1024, megapixels: maxPixels / 1_000_000, frames: maxFrames };
  const sentence = refusalMessage(refused(code, undefined, values));
  if (sentence === code) return "";
  const t = translator();
  return file === "" ? sentence : t.typeset("media.upload.actionOn", { act: file, name: sentence });
}

/** Loads a picture's own page; undefined if it is not in the library. */
export async function loadPicture(id: string, searchParams: SearchParams) {
  const db = database();
  const picture = await findPicture(db, id);
  if (!picture) return undefined;
  const [uses, published] = await Promise.all([listUses(db, id), isPicturePublished(db, id)]);
  return {
    picture,
    ...uses,
    published,
    replaced: firstValue(searchParams.replaced) === "1",
    refusal: describeRefusal(firstValue(searchParams.refused) ?? ""),
  };
}
