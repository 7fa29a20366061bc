import { nobodysSlug, placeFeed } from "#features/feeds/loaders.ts";

export const generateStaticParams = nobodysSlug;

export const GET = placeFeed("rss", "category");
