import {
  type CommentDraft,
  chooseDraft,
  createDraftStore,
  type DraftOwner,
  type DraftStore,
  maxClaimAgeMs,
} from "./drafts.ts";

const storageKey = "vigie-page";
let loadedPages: [here: string, before: string] | undefined;

/** Returns a unique id, also on a site without TLS, where `crypto.randomUUID` is missing. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, "0")).join("");
}

/** Returns the ids of this page (one load of a document) and of the previous page in this tab. */
export function pagesOfTab(): readonly [here: string, before: string] {
  if (loadedPages) return loadedPages;
  const pageId = randomKey();
  let before = "";
  try {
    before = sessionStorage.getItem(storageKey) ?? "";
    sessionStorage.setItem(storageKey, pageId);
  } catch {
    // Without storage there is no previous page.
  }
  loadedPages = [pageId, before];
  return loadedPages;
}

/** Opens the drafts of an owner in this browser; while the owner is unknown, in this tab only. */
export function openDraftStore(owner: DraftOwner): DraftStore {
  return createDraftStore(() => (owner === "unknown" ? sessionStorage : localStorage), owner, Date.now);
}

export interface FoundDraft {
  draft: CommentDraft;
  /** The store that holds it. */
  drafts: DraftStore;
}

/**
 * Lists the drafts on an article that this owner may read, newest first: their own, those typed in this tab before the owner was known, and
 * those typed while signed out, in this tab or within the last hour (signing in and confirming an address leave the page). Assigns the
 * latter to the member.
 */
export function findDrafts(owner: DraftOwner, article: string): FoundDraft[] {
  const listDraftsOf = (storeOwner: DraftOwner) => {
    const drafts = openDraftStore(storeOwner);
    return drafts.list(article).map((draft) => ({ draft, drafts }));
  };
  if (owner === "unknown") return listDraftsOf("unknown");
  const pages: readonly string[] = pagesOfTab();
  const mayClaim = ({ draft }: FoundDraft) => pages.includes(draft.page) || Date.now() - draft.at < maxClaimAgeMs;
  const signedOutDrafts = owner === "nobody" ? [] : listDraftsOf("nobody").filter(mayClaim);
  const claimableDrafts = [...listDraftsOf("unknown"), ...signedOutDrafts];
  const ownDrafts = listDraftsOf(owner);
  const claimed = owner === "nobody" ? claimableDrafts : claimableDrafts.map((found) => claim(owner, found, ownDrafts));
  return [...ownDrafts, ...claimed].sort((a, b) => b.draft.at - a.draft.at);
}

/**
 * Moves a draft to this member's store, so that no other member on this browser finds it. Leaves it in place if there is no room, or if the
 * member already has a draft for the same form and page.
 */
function claim(owner: number, found: FoundDraft, ownDrafts: FoundDraft[]): FoundDraft {
  const { draft } = found;
  const drafts = openDraftStore(owner);
  const isTaken = ownDrafts.some(({ draft: { page, parent } }) => page === draft.page && parent === draft.parent);
  if (isTaken || !drafts.write(draft)) return found;
  found.drafts.remove(draft);
  return { draft, drafts };
}

/** Finds the draft of a form: see `chooseDraft`. */
export function findCommentDraft(owner: DraftOwner, article: string, parent: number): FoundDraft | undefined {
  const found = findDrafts(owner, article);
  const chosenDraft = chooseDraft(
    found.map(({ draft }) => draft),
    parent,
    pagesOfTab(),
  );
  return found.find(({ draft }) => draft === chosenDraft);
}
