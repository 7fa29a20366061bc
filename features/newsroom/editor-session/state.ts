import type { ConfirmableAct, draftActs } from "#features/newsroom/rules.ts";
import type { DraftState } from "../drafts/draft-state.ts";
import type { RejectedSave } from "../revisions/rejected-saves.ts";

/** What a button of the form does, or `auto` for an automatic save. */
export type Act = "auto" | (typeof draftActs)[number];

/** A form's fields in order; a name may occur several times. */
export type Fields = [name: string, value: string][];

export interface SaveRefusal {
  code: string;
  message: string;
  fields: Record<string, string>;
  typed: Record<string, string>;
}

/**
 * Where the text is: saved (`kept`), unsaved (`dirty`), being sent (`saving`); or unsaved because the server does not
 * answer (`offline`), nobody is signed in (`signedOut`), or another member is (`otherMember`).
 */
type SaveStatus = "kept" | "dirty" | "saving" | "offline" | "signedOut" | "otherMember";

/**
 * What happened to an article while its page was open: the scheduler published it (`appeared`) or failed (`failed`), or
 * somebody saved another text (`changed`).
 */
export type ArticleNews = "appeared" | "failed" | "changed";

/** A copy on this device with text that the server does not have. */
interface OfferedCopy {
  id: string;
  at: number;
}

/** The state of the page of an open article. */
export interface SessionState extends DraftState {
  id: number;
  /** The page's key, which the server stores with what the page creates and saves. */
  key: string;
  saveStatus: SaveStatus;
  /** This browser's storage is full or disabled. */
  isCopyMissing: boolean;
  savedAt: string | null;
  /** The act that a button completed, to be announced once. */
  completedAct: Act | null;
  /** The last request other than a save that got no response; the server may have carried it out. */
  unanswered: Act | null;
  /** The requested act that needs a confirmation. */
  asks: ConfirmableAct | null;
  refused: SaveRefusal | undefined;
  /** Why this page no longer saves, as a sentence; the server has kept what it received. */
  conflict: string | null;
  /** The article was deleted elsewhere: its text can become a new one. */
  isDeleted: boolean;
  news: ArticleNews | null;
  /** Another page's text that was refused and kept as a revision. */
  refusedText: RejectedSave | null;
  /** The holder of the edit lock, if it is not this page. */
  lockHolder: { name: string; own: boolean } | null;
  /** The server did not answer a takeover. */
  isTakeoverFailed: boolean;
  /** When the copy was written that this page continues from. */
  restoredAt: number | null;
  /** Copies based on an older text than the server's, newest first: the author decides about them. */
  copies: OfferedCopy[];
}

/** Whether the form is disabled: what is typed there would not be saved. */
export function isReadOnly({ conflict, lockHolder, news, isDeleted }: SessionState): boolean {
  return conflict !== null || lockHolder !== null || news === "changed" || isDeleted;
}
