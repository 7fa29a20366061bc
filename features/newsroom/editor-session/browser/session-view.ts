import type { FormEvent } from "react";
import { draftActs } from "#features/newsroom/rules.ts";
import type { Act, Fields, SessionState } from "../state.ts";
import type { BodyHandle } from "./browser-form.ts";
import type { WordCountStore } from "./word-count-store.ts";

/** After these the page is another one: what it shows of them comes from the site. */
export const reloadingActs: readonly Act[] = ["schedule", "unschedule", "withdraw"];

/** An open article, as its page shows it (`useEditorSession`). */
export interface EditorSessionView extends SessionState {
  locked: boolean;
  slugProposal: string;
  length: WordCountStore;
  /** Fields of a copy, for the parts of the form that draw themselves: the bylines, the picture. */
  loaded: { fields: Fields; at: number } | null;
  changed(): void;
  setBody(body: BodyHandle | null): void;
  /** Something is still being added to the text: saving, or (`beforePublishing`) publishing, waits for it. */
  awaits(work: Promise<void>, holding?: "saves" | "beforePublishing"): void;
  onInput(event: FormEvent<HTMLFormElement>): void;
  onSubmit(event: FormEvent<HTMLFormElement>): void;
  takeOver(): void;
  takeCopy(id: string): void;
  forgetCopy(id: string): void;
  dismissRefusedText(): void;
  beginAgain(): void;
}

/** Whether a button says one of them. */
export function isAct(text: string | null | undefined): text is Act {
  return draftActs.some((act) => act === text);
}
