import { handleUpload } from "#features/media/uploads/route-handlers.ts";

/** Receives images for the library (docs/media.md). */
export const POST = handleUpload;
