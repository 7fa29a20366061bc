import { archiveFeedHandler } from "#features/newsletter/archive/loaders.ts";

export const GET = archiveFeedHandler("json");
