import type { ConfirmableAct, draftActs } from "#features/newsroom/rules.ts";
import type { DraftState } from "../drafts/draft-state.ts";
import type { RejectedSave } from "../revisions/rejected-saves.ts";

/** What a button of the form, or the page by itself, does. */
export type Act = "auto" | (typeof draftActs)[number];

/** A form's fields in their order; a name may come several times. */
export type Fields = [name: string, value: string][];

export interface SaveRefusal {
  code: string;
  message: string;
  fields: Record<string, string>;
  typed: Record<string, string>;
}

/**
 * Where the words are: on the site (`kept`), not yet (`dirty`), on their way (`saving`); or not on the site for as long as it does not
 * answer (`offline`), nobody is signed in (`signedOut`), or somebody else is (`otherMember`).
 */
type SaveStatus = "kept" | "dirty" | "saving" | "offline" | "signedOut" | "otherMember";

/** What happened to an article while its page was open: the clock published it, or could not; somebody saved another text. */
export type ArticleNews = "appeared" | "failed" | "changed";

/** A copy on this device with words that the site has not, as it is offered. */
interface OfferedCopy {
  id: string;
  at: number;
}

/** What the page of an open article knows. */
export interface SessionState extends DraftState {
  id: number;
  /** This page, as the site knows it: what it begins and saves is known by it. */
  key: string;
  where: SaveStatus;
  /** This browser has no room for a copy, or keeps none. */
  unstored: boolean;
  savedAt: string | null;
  /** What a button did, to be said once. */
  did: Act | null;
  /** The last request other than a save that got no response; the site may have carried it out. */
  unanswered: Act | null;
  /** This was asked for, and something is worth a look first. */
  asks: ConfirmableAct | null;
  refused: SaveRefusal | undefined;
  /** Why nothing of this page is saved any more, in a sentence; the site has kept what it sent. */
  conflict: string | null;
  /** The article was deleted elsewhere: its text can become a new one. */
  gone: boolean;
  news: ArticleNews | null;
  /** Another page's text that the site refused to save into the article and kept as a revision. */
  refusedText: RejectedSave | null;
  /** Who has the article open instead of this page. */
  other: { name: string; own: boolean } | null;
  /** The site did not answer when this page wanted the article. */
  takeFailed: boolean;
  /** When the copy was written from which this page goes on. */
  restored: number | null;
  /** Copies that were written on an older text than the site's, newest first: their author decides. */
  copies: OfferedCopy[];
}

/** Whether the form is closed: what is typed there would not be saved. */
export function isReadOnly({ conflict, other, news, gone }: SessionState): boolean {
  return conflict !== null || other !== null || news === "changed" || gone;
}
