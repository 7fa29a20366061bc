import { archiveFeedHandler } from "#features/feeds/loaders.ts";

export const GET = archiveFeedHandler("atom", "story");
