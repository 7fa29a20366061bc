import type { FormEvent } from "react";
import type { EditorHost } from "#features/editor/components/editor-host.ts";
import { draftActs } from "#features/newsroom/rules.ts";
import type { Act, Fields, SessionState } from "../state.ts";
import type { WordCountStore } from "./word-count-store.ts";

/** After these the page is another one: what it shows of them comes from the site. */
export const reloadingActs: readonly Act[] = ["schedule", "unschedule", "withdraw"];

/** An open article, as its page shows it (`useEditorSession`). */
export interface EditorSessionView extends SessionState, EditorHost {
  locked: boolean;
  slugProposal: string;
  length: WordCountStore;
  /** Fields of a copy, for the parts of the form that draw themselves: the bylines, the picture. */
  loaded: { fields: Fields; at: number } | null;
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
