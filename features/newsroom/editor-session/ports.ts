import type { EditLockResponse, SaveResponse } from "../drafts/submit.ts";
import type { Fields, SaveRefusal } from "./state.ts";

// What an editor session needs from its environment. The page passes in the browser's; tests pass in versions that they can stop, kill and cut off.

export interface Clock {
  now(): number;
  /** Runs `work` once after `ms`; what it returns calls it off. */
  after(ms: number, work: () => void): () => void;
}

/** The part of `localStorage` that copies need; each may throw. */
export interface CopyStorage {
  readonly length: number;
  key(at: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** The page's form. */
export interface EditorForm {
  /** Its fields, the body as the editor has it; null where there is none, or it is closed. */
  read(): Fields | null;
  /** Puts these in the place of what it shows. */
  fill(fields: Fields): void;
  /** Whether it shows something else than the page was drawn with. */
  isTyped(): boolean;
}

/** What the site said to a save: nothing at all (`lost`), or that nobody is signed in any more. */
export type SaveAnswer =
  | { status: "done"; value: SaveResponse }
  | ({ status: "refused" } & SaveRefusal)
  | { status: "lost" | "signedOut" };

/** Never throws: what fails is `lost`, or undefined. */
export interface Transport {
  save(fields: Fields): Promise<SaveAnswer>;
  /** Says that this page has the article open, or insists; gives who has it then. */
  hold(fields: Fields): Promise<EditLockResponse | undefined>;
  /** The page is closing: sends what fits without waiting, the save before the release. */
  leave(parts: { save: Fields | null; hold: Fields | null }): void;
}

/** This tab among those of its browser. */
export interface Tab {
  /** Under which it has articles open; one per tab, also after a reload. */
  readonly key: string;
  /** Makes sure of the key, and looks for which other tabs are there. */
  claim(): Promise<void>;
  /** Whether the tab of this key, of this browser, is gone; undefined where that cannot be told. */
  isGone(key: string): boolean | undefined;
  /** Asks this browser's other tabs to hand an article over. Resolves when they have, or when they do not answer in time; never rejects. */
  requestHandover(articleId: number, memberId: number): Promise<void>;
  /** Calls `listener` when another tab of this browser requests a handover. Returns a function that stops this. */
  onHandover(listener: (articleId: number, memberId: number) => Promise<void>): () => void;
}

/** What the session does to its page. */
export interface PageHost {
  /** The new article has this number from now on. */
  showAddress(id: number): void;
  /** Draws the page anew, with the site's text. */
  reload(): void;
}
