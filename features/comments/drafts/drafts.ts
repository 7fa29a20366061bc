/** A text that was begun and not sent, as a browser keeps it. */
export interface Draft {
  /** The article's slug. */
  article: string;
  /** The comment that it answers; 0: it begins a thread. */
  parent: number;
  /** Who wrote that one. */
  name: string;
  text: string;
  /** Words of that comment that the answer quotes, as they were selected. */
  quote: string;
  /** The form's key: a text that is sent again after a reload, because its answer was lost, is one comment. */
  key: string;
  /** The page (one load of a document) that wrote it last: two tabs keep two drafts. */
  page: string;
  /** The reply's form was open; false once it was cancelled. */
  open: boolean;
  /** When it was written (ms). */
  at: number;
}

/** Whose drafts: a member's id, nobody signed in, or not known yet (then they stay in the tab). */
export type DraftOwner = number | "nobody" | "unknown";

/** The part of `localStorage` and `sessionStorage` that drafts need; each may throw. */
type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** So many drafts of all owners, the newest, are kept in one browser. */
export const maxDrafts = 40;
/** A draft is forgotten after 30 days; one of nobody's, which anybody at this browser could read, after one. */
export const maxDraftAgeMs = 30 * 86_400_000;
export const maxAnonymousAgeMs = 86_400_000;
/** Within this time who signs in gets what was written before: it takes an hour at most to have an address confirmed. */
export const maxClaimAgeMs = 3_600_000;
/** Twice what a comment may have: what is longer is not kept. */
export const maxDraftLength = 20_000;

const prefix = "vigie-draft-";
/** Of the version that kept one text for each article, whoever wrote it. */
const formerPrefix = "vigie:comment:";

export interface Drafts {
  owner: DraftOwner;
  /** Those on an article, newest first. */
  list(article: string): Draft[];
  /** Whether the browser has it now. */
  write(draft: Draft): boolean;
  /** Removes it, unless it was written again since. */
  remove(draft: Draft): void;
}

/**
 * The drafts of one owner: nobody else's are ever read. Old ones, and those beyond the limit, go whenever one is written.
 * @param open gives the storage; throws where the browser keeps nothing
 */
export function draftsOf(open: () => DraftStorage, owner: DraftOwner, now: () => number): Drafts {
  const ofOwner = `${prefix}${owner}-`;
  const nameOf = ({ article, parent, page }: Draft) => `${ofOwner}${article}-${parent}-${page}`;
  return {
    owner,
    list(article) {
      const age = owner === "nobody" ? maxAnonymousAgeMs : maxDraftAgeMs;
      return attempt(() => all(open(), ofOwner), [])
        .map(({ draft }) => draft)
        .filter((draft) => draft.article === article && now() - draft.at < age)
        .sort((a, b) => b.at - a.at);
    },
    write(draft) {
      if (draft.text.length + draft.quote.length > maxDraftLength) return false;
      return attempt(() => {
        const storage = open();
        try {
          storage.setItem(nameOf(draft), JSON.stringify(draft));
        } catch {
          // Full, perhaps of what is too old.
          prune(storage, now(), maxDrafts / 2);
          storage.setItem(nameOf(draft), JSON.stringify(draft));
        }
        prune(storage, now(), maxDrafts);
        return true;
      }, false);
    },
    remove(draft) {
      attempt(() => {
        const storage = open();
        const kept = readDraft(storage.getItem(nameOf(draft)));
        if (kept && kept.at <= draft.at) storage.removeItem(nameOf(draft));
      }, undefined);
    },
  };
}

function all(storage: DraftStorage, begin: string): { name: string; draft: Draft }[] {
  const names = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "");
  return names.flatMap((name) => {
    if (!name.startsWith(begin)) return [];
    const draft = readDraft(storage.getItem(name));
    return draft ? [{ name, draft }] : [];
  });
}

/** Removes what is too old, and the oldest beyond `most`. */
function prune(storage: DraftStorage, now: number, most: number): void {
  const names = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "");
  for (const name of names) if (name.startsWith(formerPrefix)) storage.removeItem(name);
  const newest = all(storage, prefix).sort((a, b) => b.draft.at - a.draft.at);
  for (const [place, { name, draft }] of newest.entries()) {
    const age = name.startsWith(`${prefix}nobody-`) ? maxAnonymousAgeMs : maxDraftAgeMs;
    if (place >= most || now - draft.at >= age) storage.removeItem(name);
  }
}

function readDraft(value: string | null): Draft | undefined {
  const read: unknown = attempt(() => JSON.parse(value ?? "null"), null);
  if (typeof read !== "object" || read === null) return undefined;
  const { article, parent, name, text, quote, key, page, open, at } = read as Record<string, unknown>;
  const texts = [article, name, text, quote, key, page].every((one) => typeof one === "string");
  if (!texts || typeof parent !== "number" || typeof at !== "number" || typeof open !== "boolean") return undefined;
  return read as Draft;
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/**
 * The draft that a page goes on with: its own, then that of the page it was before a reload, then the newest.
 * @param drafts newest first
 */
export function chooseDraft(drafts: Draft[], parent: number, pages: readonly string[]): Draft | undefined {
  const here = drafts.filter((draft) => draft.parent === parent);
  for (const page of pages) {
    const own = here.find((draft) => draft.page === page);
    if (own) return own;
  }
  return here[0];
}
