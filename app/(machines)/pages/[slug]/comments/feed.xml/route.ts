import { commentsFeedHandler } from "#features/comments/feed/loaders.ts";

export const GET = commentsFeedHandler("rss", "pages");
