import { createContext } from "react";
import type { EditorSessionView } from "#features/newsroom/editor-session/browser/session-view.ts";

interface SavedDraftState extends Pick<EditorSessionView, "id" | "version" | "status" | "asks"> {
  /** Gets the number of findings of the checklist after each save. */
  setChecks(count: number): void;
}

/** What the site has of the open article, for the parts of the publishing panel that follow each save. */
export const SavedDraftContext = createContext<SavedDraftState | null>(null);
