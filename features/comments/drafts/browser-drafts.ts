import { chooseDraft, type Draft, type DraftOwner, type Drafts, draftsOf, maxClaimAgeMs } from "./drafts.ts";

const keptAs = "vigie-page";
let loaded: [here: string, before: string] | undefined;

/** Letters and digits that nobody else has; also where a site without TLS gives no `crypto.randomUUID`. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36).padStart(7, "0")).join("");
}

/** This page, one load of a document, and the one that this tab had before it. */
export function pagesOfTab(): readonly [here: string, before: string] {
  if (loaded) return loaded;
  const here = randomKey();
  let before = "";
  try {
    before = sessionStorage.getItem(keptAs) ?? "";
    sessionStorage.setItem(keptAs, here);
  } catch {
    // A browser that keeps nothing has no page before.
  }
  loaded = [here, before];
  return loaded;
}

/** What an owner began, in this browser; as long as they are not known, in this tab alone. */
export function draftsFor(owner: DraftOwner): Drafts {
  return draftsOf(() => (owner === "unknown" ? sessionStorage : localStorage), owner, Date.now);
}

export interface FoundDraft {
  draft: Draft;
  /** Where it is kept. */
  drafts: Drafts;
}

/**
 * The drafts on an article that this owner may read, newest first: their own, what was typed in this tab before they were known, and what
 * was typed by nobody signed in, in this tab or within the last hour: signing in and confirming an address lead away from the page.
 */
export function findDrafts(owner: DraftOwner, article: string): FoundDraft[] {
  const of = (one: DraftOwner) => {
    const drafts = draftsFor(one);
    return drafts.list(article).map((draft) => ({ draft, drafts }));
  };
  if (owner === "unknown") return of("unknown");
  const pages: readonly string[] = pagesOfTab();
  const claimed = ({ draft }: FoundDraft) => pages.includes(draft.page) || Date.now() - draft.at < maxClaimAgeMs;
  const nobodys = owner === "nobody" ? [] : of("nobody").filter(claimed);
  return [...of(owner), ...of("unknown"), ...nobodys].sort((a, b) => b.draft.at - a.draft.at);
}

/** The one of a form: see `chooseDraft`. */
export function findDraft(owner: DraftOwner, article: string, parent: number): FoundDraft | undefined {
  const found = findDrafts(owner, article);
  const chosen = chooseDraft(
    found.map(({ draft }) => draft),
    parent,
    pagesOfTab(),
  );
  return found.find(({ draft }) => draft === chosen);
}
