import { createContext } from "react";
import type { LiveDesk } from "../live/live-desk.ts";

interface Saved extends Pick<LiveDesk, "id" | "version" | "status" | "asks"> {
  /** Gets the number of findings of the checklist after each save. */
  setChecks(count: number): void;
}

/** What the site has of the open article, for the parts of the publishing panel that follow each save. */
export const SavedDesk = createContext<Saved | null>(null);
