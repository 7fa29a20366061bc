import type { FormEvent, RefObject } from "react";
import type { Standing } from "#features/newsroom/desk/standing.ts";
import { type Asked, deskActs } from "#features/newsroom/rules.ts";

/** What a button of the form, or the page by itself, does. */
export type Act = "auto" | (typeof deskActs)[number];
/** After these the page is another one: what it shows of them comes from the site. */
export const reloading: readonly Act[] = ["schedule", "unschedule", "withdraw"];
export type Refused = { code: string; message: string; fields: Record<string, string>; typed: Record<string, string> };

/** Where the words are: all kept, some not yet, on their way, or only on this device. */
export type Where = "kept" | "dirty" | "saving" | "offline" | "unstored";

/** What happened to an article while its page was open: the clock published it, or could not; somebody saved another text. */
export type News = "appeared" | "failed" | "changed";

/** What the page knows of its article. */
export interface DeskState extends Standing {
  id: number;
  where: Where;
  savedAt: string | null;
  /** What a button did, to be said once. */
  did: Act | null;
  /** This was asked for, and something is worth a look first. */
  asks: Asked | null;
  refused: Refused | undefined;
  /** Somebody else saved first: nothing goes on here. */
  conflict: string | null;
  news: News | null;
  /** Who has the article open instead of this page. */
  other: { name: string; own: boolean } | null;
  /** A copy on this device that was not kept on the site. */
  copy: { at: number; restored: boolean } | null;
  slugProposal: string;
  /** This page, as the site knows it. */
  key: string;
  /** Fields of a copy that the page's own parts take up: the body, the bylines, the picture. */
  loaded: { fields: [string, string][]; at: number } | null;
}

/** What the parts of an open page share: its state as it is at the moment, which a slow answer meets, and its form. */
export interface PageParts {
  now: RefObject<DeskState>;
  change(part: Partial<DeskState>): void;
  form: RefObject<HTMLFormElement | null>;
  /** What is still coming into the text. */
  work: RefObject<Promise<void> | null>;
  /** The form's fields, the body as the editor has it. */
  read(): FormData;
}

/** An open article, as its page shows it (`useDesk`). */
export interface LiveDesk extends DeskState {
  locked: boolean;
  changed(): void;
  setBody(read: (() => string) | null): void;
  /** Something is still coming into the text: it is saved, or published, when that is there. */
  awaits(work: Promise<void>): void;
  onInput(event: FormEvent<HTMLFormElement>): void;
  onSubmit(event: FormEvent<HTMLFormElement>): void;
  takeOver(): void;
  restoreCopy(): void;
  forgetCopy(): void;
}

/** Whether a button says one of them. */
export function isAct(text: string | null | undefined): text is Act {
  return deskActs.some((act) => act === text);
}
