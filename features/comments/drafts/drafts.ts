/** An unsent text, as the browser stores it. */
export interface CommentDraft {
  /** The article's slug. */
  article: string;
  /** The parent comment's id; 0 for a new thread. */
  parent: number;
  /** The author of that comment. */
  name: string;
  text: string;
  /** The passage of that comment that the reply quotes, as it was selected. */
  quote: string;
  /** The form's key: a text that is sent again after a reload, because the response was lost, makes one comment. */
  key: string;
  /** Whether a form with this key was sent, so that the comment may be stored already. */
  sent: boolean;
  /** The page (one load of a document) that wrote it last: two tabs keep two drafts. */
  page: string;
  /** Whether the reply form was open; false once it was closed. */
  open: boolean;
  /** When it was written (ms). */
  at: number;
}

/** The owner of drafts: a member's id, a signed-out reader, or not known yet (the drafts then stay in the tab). */
export type DraftOwner = number | "nobody" | "unknown";

/** The methods of `localStorage` and `sessionStorage` that drafts need; each may throw. */
type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** The most drafts that one browser stores, for all owners together. */
export const maxDrafts = 40;
/** A draft is deleted after 30 days; a signed-out reader's, which anyone using this browser could read, after one day. */
export const maxDraftAgeMs = 30 * 86_400_000;
export const maxSignedOutDraftAgeMs = 86_400_000;
/**
 * A member who signs in gets the drafts that the browser stored within this time before. A confirmation link is valid for at most an hour.
 */
export const maxClaimAgeMs = 3_600_000;
/** Twice the limit of a comment; a longer text is not stored. */
export const maxDraftLength = 20_000;

const prefix = "vigie-draft-";
/** The key prefix of an earlier version, which stored one draft per article for all owners. */
const formerPrefix = "vigie:comment:";

export interface DraftStore {
  owner: DraftOwner;
  /** The drafts on an article, newest first. */
  list(article: string): CommentDraft[];
  /** Returns whether the browser stored the draft. */
  write(draft: CommentDraft): boolean;
  /** Removes the draft, unless it was written again since. */
  remove(draft: CommentDraft): void;
}

/**
 * Creates the store of one owner's drafts; it never reads those of others. Each write deletes drafts that are too old or beyond the limit.
 * @param open returns the storage; throws if the browser allows none
 */
export function createDraftStore(open: () => DraftStorage, owner: DraftOwner, now: () => number): DraftStore {
  const ownerPrefix = `${prefix}${owner}-`;
  const keyOf = ({ article, parent, page }: CommentDraft) => `${ownerPrefix}${article}-${parent}-${page}`;
  return {
    owner,
    list(article) {
      const age = owner === "nobody" ? maxSignedOutDraftAgeMs : maxDraftAgeMs;
      return attempt(() => all(open(), ownerPrefix), [])
        .map(({ draft }) => draft)
        .filter((draft) => draft.article === article && now() - draft.at < age)
        .sort((a, b) => b.at - a.at);
    },
    write(draft) {
      if (draft.text.length + draft.quote.length > maxDraftLength) return false;
      return attempt(() => {
        const storage = open();
        try {
          storage.setItem(keyOf(draft), JSON.stringify(draft));
        } catch {
          // The storage is full, possibly of old drafts.
          prune(storage, now(), maxDrafts / 2);
          storage.setItem(keyOf(draft), JSON.stringify(draft));
        }
        prune(storage, now(), maxDrafts);
        return true;
      }, false);
    },
    remove(draft) {
      attempt(() => {
        const storage = open();
        const stored = readDraft(storage.getItem(keyOf(draft)));
        if (stored && stored.at <= draft.at) storage.removeItem(keyOf(draft));
      }, undefined);
    },
  };
}

function all(storage: DraftStorage, begin: string): { name: string; draft: CommentDraft }[] {
  const names = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "");
  return names.flatMap((name) => {
    if (!name.startsWith(begin)) return [];
    const draft = readDraft(storage.getItem(name));
    return draft ? [{ name, draft }] : [];
  });
}

/** Removes expired drafts, and the oldest beyond the limit. */
function prune(storage: DraftStorage, now: number, limit: number): void {
  const names = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "");
  for (const name of names) if (name.startsWith(formerPrefix)) storage.removeItem(name);
  const newest = all(storage, prefix).sort((a, b) => b.draft.at - a.draft.at);
  for (const [index, { name, draft }] of newest.entries()) {
    const age = name.startsWith(`${prefix}nobody-`) ? maxSignedOutDraftAgeMs : maxDraftAgeMs;
    if (index >= limit || now - draft.at >= age) storage.removeItem(name);
  }
}

function readDraft(value: string | null): CommentDraft | undefined {
  const read: unknown = attempt(() => JSON.parse(value ?? "null"), null);
  if (typeof read !== "object" || read === null) return undefined;
  const { article, parent, name, text, quote, key, sent, page, open, at } = read as Record<string, unknown>;
  const texts = [article, name, text, quote, key, page].every((value) => typeof value === "string");
  if (!texts || typeof parent !== "number" || typeof at !== "number" || typeof open !== "boolean") return undefined;
  // Drafts of an earlier version of the site have no `sent`.
  return { ...(read as CommentDraft), sent: sent === true };
}

function attempt<T>(work: () => T, fallback: T): T {
  try {
    return work();
  } catch {
    return fallback;
  }
}

/**
 * Returns the draft with which a page continues: its own, else that of the page before the reload, else the newest.
 * @param drafts newest first
 */
export function chooseDraft(
  drafts: CommentDraft[],
  parent: number,
  pages: readonly string[],
): CommentDraft | undefined {
  const candidates = drafts.filter((draft) => draft.parent === parent);
  for (const page of pages) {
    const pageDraft = candidates.find((draft) => draft.page === page);
    if (pageDraft) return pageDraft;
  }
  return candidates[0];
}
