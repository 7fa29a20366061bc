import type { EditLockResponse, SaveResponse } from "../drafts/submit.ts";
import type { Fields, SaveRefusal } from "./state.ts";

// What an editor session needs from its environment. The page passes in the browser's; tests pass in versions that they
// can stop, kill and disconnect.

export interface Clock {
  now(): number;
  /** Calls `work` once after `ms`. The returned function cancels it. */
  after(ms: number, work: () => void): () => void;
}

/** The part of `localStorage` that copies need; each method may throw. */
export interface CopyStorage {
  readonly length: number;
  key(at: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** The page's form. */
export interface EditorForm {
  /** Returns its fields, with the body from the editor; null if there is no form, or it is disabled. */
  read(): Fields | null;
  /** Replaces the fields' values. */
  fill(fields: Fields): void;
  /** Whether its content differs from what the page was rendered with. */
  isTyped(): boolean;
}

/** The response to a save; `lost`: none came. */
export type SaveAnswer =
  | { status: "done"; value: SaveResponse }
  | ({ status: "refused" } & SaveRefusal)
  | { status: "lost" | "signedOut" };

/** Never rejects: a failed request is `lost`, or undefined. */
export interface Transport {
  save(fields: Fields): Promise<SaveAnswer>;
  /** Renews or takes over the edit lock; resolves to its holder. */
  hold(fields: Fields): Promise<EditLockResponse | undefined>;
  /** The page is closing: sends what fits without waiting for a response, the save before the release. */
  leave(parts: { save: Fields | null; hold: Fields | null }): void;
}

/** This tab among those of its browser. */
export interface Tab {
  /** The key under which it holds edit locks; one per tab, unchanged by a reload. */
  readonly key: string;
  /** Acquires the key, and looks which other tabs exist. */
  claim(): Promise<void>;
  /** Whether the tab with this key in this browser is closed; undefined if that is unknown. */
  isGone(key: string): boolean | undefined;
  /**
   * Asks this browser's other tabs to hand an article over. Resolves when they have, or when they do not answer in
   * time; never rejects.
   */
  requestHandover(articleId: number, memberId: number): Promise<void>;
  /** Calls `listener` when another tab of this browser requests a handover. Returns a function that stops this. */
  onHandover(listener: (articleId: number, memberId: number) => Promise<void>): () => void;
}

/** What the session does to its page. */
export interface PageHost {
  /** Puts the new article's id into the page's address. */
  showAddress(id: number): void;
  /** Reloads the page with the server's text. */
  reload(): void;
}
