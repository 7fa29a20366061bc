import { handleLibrarySearch } from "#features/media/uploads/route-handlers.ts";

/** The library as data, for dialogs in which a picture is chosen (docs/media.md). */
export const GET = handleLibrarySearch;
