import { handleUpload } from "#features/media/uploads/route-handlers.ts";

/** Takes pictures into the library (docs/media.md). */
export const POST = handleUpload;
