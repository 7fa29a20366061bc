import { database } from "#db/client.ts";
import { refusalSentence } from "#i18n/refusals.ts";
import { translator } from "#i18n/translator.ts";
import { refused } from "#lib/result.ts";
import { mostBytes, mostFrames, mostPixels } from "../rules.ts";
import { findPicture, isPublished, listPictures, listUploaders, listUses, type Wanted } from "./queries.ts";

type Given = Record<string, string | string[] | undefined>;

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) || undefined;

/** A page of the library as its address asks for it, and what an upload before it left to say. */
export async function loadLibrary(given: Given) {
  const only = one(given.only);
  const by = one(given.by);
  const wanted: Wanted = {
    words: one(given.q)?.slice(0, 200),
    only: only === "unused" || only === "undescribed" ? only : undefined,
    uploaderId: by !== undefined && /^\d{1,15}$/.test(by) ? Number(by) : undefined,
    after: one(given.after),
  };
  const db = database();
  const [{ pictures, next }, uploaders] = await Promise.all([listPictures(db, wanted), listUploaders(db)]);
  const addressOf = (after: string | undefined) => {
    const query = new URLSearchParams();
    if (wanted.words) query.set("q", wanted.words);
    if (wanted.only) query.set("only", wanted.only);
    if (wanted.uploaderId) query.set("by", String(wanted.uploaderId));
    if (after) query.set("after", after);
    return query.size > 0 ? `/admin/media?${query}` : "/admin/media";
  };
  return {
    wanted,
    pictures,
    uploaders,
    nextHref: next && addressOf(next),
    firstHref: wanted.after ? addressOf(undefined) : undefined,
    refusals: [given.refused ?? []]
      .flat()
      .slice(0, 20)
      .map(saidOf)
      .filter((text) => text !== ""),
    added: /^\d{1,3}$/.test(one(given.added) ?? "") ? Number(one(given.added)) : 0,
    deleted: one(given.deleted) === "1",
  };
}

/** `CODE:FILE` in an address, as a form without scripts is led to it; of what anybody else writes there, nothing is said. */
function saidOf(text: string): string {
  const [, code = "", file = ""] = /^((?:picture|form)\.[a-zA-Z]+)(?::(.{0,80}))?$/su.exec(text) ?? [];
  if (code === "") return "";
  const values = { megabytes: mostBytes / 1024 / 1024, megapixels: mostPixels / 1_000_000, frames: mostFrames };
  const sentence = refusalSentence(refused(code, undefined, values));
  if (sentence === code) return "";
  const t = translator();
  return file === "" ? sentence : t("media.upload.about", { act: file, name: sentence });
}

/** What a picture's own page shows; undefined when it is not in the library. */
export async function loadPicture(id: string, given: Given) {
  const db = database();
  const picture = await findPicture(db, id);
  if (!picture) return undefined;
  const [shown, published] = await Promise.all([listUses(db, id), isPublished(db, id)]);
  return {
    picture,
    ...shown,
    published,
    replaced: one(given.replaced) === "1",
    refusal: saidOf(one(given.refused) ?? ""),
  };
}
