import { siteFeedHandler } from "#features/feeds/loaders.ts";

export const GET = siteFeedHandler("rss");
