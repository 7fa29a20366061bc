import type { CopyStorage } from "./ports.ts";
import { maxCopies, maxCopyAgeMs } from "./rules.ts";
import type { Fields } from "./state.ts";

/** A form's content, kept in this browser until the server has it. */
export interface LocalCopy {
  id: string;
  /** 0 for an article that is not created yet. */
  article: number;
  at: number;
  /** The version that it was based on. */
  version: number;
  /** The page that it was written on, as the server knows it (`lastPageKey`). */
  key: string;
  /** The tab that writes it. */
  tab: string;
  fields: Fields;
}

/** What changed since the copy's base was written: the changed part of the body, and all other fields whole. */
interface Patch {
  base: string;
  at: number;
  version: number;
  key: string;
  others: Fields;
  from: number;
  cut: number;
  text: string;
}

type StoredCopy = Omit<LocalCopy, "id" | "article"> & { base: string };

const prefix = "vigie-copy-";
/** A larger patch is written into its base. */
const maxPatchLength = 16_384;

/** Fields that identify the page and the request; they are not the author's content. */
const metadataFields = new Set(["id", "version", "act", "script", "key", "lease", "seen", "me", "replaces"]);

/** Returns a form's fields without its metadata. */
export function pickContentFields(fields: Fields): Fields {
  return fields.filter(([name]) => !metadataFields.has(name));
}

/** Whether two forms have the same content. */
export function haveSameContent(a: Fields, b: Fields): boolean {
  const text = (fields: Fields) =>
    JSON.stringify(
      pickContentFields(fields)
        .filter(([name, value]) => value !== "" && !/Words$/.test(name))
        .sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0)),
    );
  return text(a) === text(b);
}

/**
 * The copies of one member in one browser. A copy is written at each keystroke, before anything else happens. Its base
 * holds the whole form, and a patch beside it holds what changed since, so that a keystroke in a long text stays cheap.
 */
export function createLocalCopies(storage: () => CopyStorage, memberId: number, now: () => number) {
  const nameOf = (article: number, id: string) => `${prefix}${memberId}-${article}-${id}`;
  const written = new Map<string, { base: string; body: string }>();

  function put(copy: LocalCopy): boolean {
    const name = nameOf(copy.article, copy.id);
    const { id: _id, article: _article, fields, ...rest } = copy;
    const known = written.get(name);
    const body = getBody(fields);
    try {
      // If another tab deleted the base, write the whole copy again.
      if (known && storage().getItem(name) !== null) {
        const patch: Patch = {
          base: known.base,
          ...rest,
          ...diffText(known.body, body),
          others: omitBody(fields),
        };
        if (patch.text.length <= maxPatchLength) {
          storage().setItem(`${name}+`, JSON.stringify(patch));
          return true;
        }
      }
      const base: StoredCopy = { base: `${copy.at}-${Math.random()}`, ...rest, fields };
      storage().setItem(name, JSON.stringify(base));
      written.set(name, { base: base.base, body });
      // It belongs to the former base, and would be ignored.
      storage().removeItem(`${name}+`);
      return true;
    } catch {
      return false;
    }
  }

  function remove(article: number, id: string): void {
    const name = nameOf(article, id);
    written.delete(name);
    try {
      storage().removeItem(name);
      storage().removeItem(`${name}+`);
    } catch {
      // A browser without storage has nothing to delete.
    }
  }

  return {
    /** Writes a copy, replacing one with the same id; false if the browser's storage is full or disabled. */
    write(copy: LocalCopy): boolean {
      if (put(copy)) return true;
      pruneCopies(storage, now());
      written.delete(nameOf(copy.article, copy.id));
      return put(copy);
    },
    remove,
    /** This member's copies of an article, newest first. */
    list(article: number): LocalCopy[] {
      pruneCopies(storage, now());
      const begin = `${prefix}${memberId}-${article}-`;
      return listKeys(storage)
        .filter((name) => name.startsWith(begin) && !name.endsWith("+"))
        .flatMap((name) => readCopy(storage, name, { article, id: name.slice(begin.length) }))
        .sort((a, b) => b.at - a.at);
    },
  };
}

export type LocalCopies = ReturnType<typeof createLocalCopies>;

/** Deletes copies that are too old or too many, of all members. */
function pruneCopies(storage: () => CopyStorage, now: number): void {
  const dated = listKeys(storage)
    .filter((name) => !name.endsWith("+"))
    .map((name) => ({ name, at: readCopy(storage, name, { article: 0, id: "" })[0]?.at ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const [index, { name, at }] of dated.entries()) {
    if (index < maxCopies && at > now - maxCopyAgeMs) continue;
    try {
      storage().removeItem(name);
      storage().removeItem(`${name}+`);
    } catch {
      return;
    }
  }
}

function listKeys(storage: () => CopyStorage): string[] {
  try {
    const store = storage();
    return Array.from({ length: store.length }, (_, at) => store.key(at) ?? "").filter((name) =>
      name.startsWith(prefix),
    );
  } catch {
    return [];
  }
}

function readCopy(storage: () => CopyStorage, name: string, ids: Pick<LocalCopy, "article" | "id">): [LocalCopy] | [] {
  try {
    const base = JSON.parse(storage().getItem(name) ?? "null") as StoredCopy | null;
    if (!base || !Array.isArray(base.fields) || typeof base.at !== "number") return [];
    const { base: id, tab = "", ...rest } = base;
    const copy = { ...rest, tab };
    const patch = JSON.parse(storage().getItem(`${name}+`) ?? "null") as Patch | null;
    if (!patch || patch.base !== id) return [{ ...copy, ...ids }];
    const { at, version, key, others, from, cut, text } = patch;
    const body = getBody(copy.fields);
    const fields: Fields = [...others, ["body", body.slice(0, from) + text + body.slice(from + cut)]];
    return [{ ...copy, at, version, key, fields, ...ids }];
  } catch {
    return [];
  }
}

const getBody = (fields: Fields) => fields.find(([name]) => name === "body")?.[1] ?? "";
const omitBody = (fields: Fields) => fields.filter(([name]) => name !== "body");

const compareStep = 4_096;

/** Computes what to cut from `before`, where, and what to insert there, to make `after`. */
export function diffText(before: string, after: string): Pick<Patch, "from" | "cut" | "text"> {
  const maxCommon = Math.min(before.length, after.length);
  let from = 0;
  // In large steps first: a text of a million characters is compared at each keystroke.
  while (
    from + compareStep <= maxCommon &&
    before.slice(from, from + compareStep) === after.slice(from, from + compareStep)
  )
    from += compareStep;
  while (from < maxCommon && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let end = 0;
  const tail = (text: string, length: number) => text.slice(text.length - end - length, text.length - end);
  while (end + compareStep <= maxCommon - from && tail(before, compareStep) === tail(after, compareStep))
    end += compareStep;
  while (end < maxCommon - from && tail(before, 1) === tail(after, 1)) end += 1;
  return { from, cut: before.length - from - end, text: after.slice(from, after.length - end) };
}
