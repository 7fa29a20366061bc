import { createContext } from "react";
import type { LiveDesk } from "../live/live-desk.ts";

/** What the site has of the open article, for the parts of the publishing panel that follow each save. */
export const SavedDesk = createContext<Pick<LiveDesk, "id" | "version" | "status" | "asks"> | null>(null);
