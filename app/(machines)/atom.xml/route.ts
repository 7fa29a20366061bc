import { siteFeed } from "#features/feeds/loaders.ts";

export const GET = siteFeed("atom");
