import { handleLibrarySearch } from "#features/media/uploads/route-handlers.ts";

/** The library as JSON, for dialogs to choose an image (docs/media.md). */
export const GET = handleLibrarySearch;
