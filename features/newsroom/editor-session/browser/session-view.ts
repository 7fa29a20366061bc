import type { FormEvent } from "react";
import type { EditorHost } from "#features/editor/components/editor-host.ts";
import { draftActs } from "#features/newsroom/rules.ts";
import type { Act, Fields, SessionState } from "../state.ts";
import type { WordCountStore } from "./word-count-store.ts";

/** After these acts the page is reloaded, because the server renders what it shows of them. */
export const reloadingActs: readonly Act[] = ["schedule", "unschedule", "withdraw"];

/** An open article, as its page shows it (`useEditorSession`). */
export interface EditorSessionView extends SessionState, EditorHost {
  locked: boolean;
  slugProposal: string;
  length: WordCountStore;
  /** The fields of a restored copy, for the parts of the form that React renders: the bylines, the picture. */
  loaded: { fields: Fields; at: number } | null;
  onInput(event: FormEvent<HTMLFormElement>): void;
  onSubmit(event: FormEvent<HTMLFormElement>): void;
  takeOver(): void;
  restoreCopy(id: string): void;
  deleteCopy(id: string): void;
  dismissRefusedText(): void;
  createFromDeleted(): void;
}

/** Whether a button's value is an act. */
export function isAct(text: string | null | undefined): text is Act {
  return draftActs.some((act) => act === text);
}
