import type { StoryKind } from "#db/schema/stories.ts";

export const storyKinds = ["story", "series"] as const satisfies StoryKind[];

export const maxStoryTitleLength = 120;
export const maxDeckLength = 500;

/** Parts of a series with a number, and the most that can be put in order by hand. */
export const maxPlace = 500;

/** Stories offered in the article's form, the newest first; an article keeps an older one. */
export const maxOfferedStories = 200;

export const storiesPerAdminPage = 50;

/** Other articles named below an article of a running story. */
export const maxLatest = 4;

/** Parts listed on each side of an article of a series; its page lists all. */
export const maxPartsAround = 12;

export const storyPath = (slug: string) => `/stories/${slug}`;
export const storyListPath = "/admin/stories";
export const storyAdminPath = (id: number) => `${storyListPath}/${id}`;
