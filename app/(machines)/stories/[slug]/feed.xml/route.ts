import { archiveFeedHandler } from "#features/feeds/loaders.ts";

export const GET = archiveFeedHandler("rss", "story");
