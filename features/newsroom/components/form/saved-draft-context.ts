import { createContext } from "react";
import type { EditorSessionView } from "#features/newsroom/editor-session/browser/session-view.ts";

interface SavedDraftState extends Pick<EditorSessionView, "id" | "version" | "status" | "asks"> {
  /** Called after each save with the number of checklist findings. */
  setChecks(count: number): void;
}

/** The saved state of the open article, for parts of the publishing panel that are refreshed after each save. */
export const SavedDraftContext = createContext<SavedDraftState | null>(null);
