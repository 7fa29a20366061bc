import { handleUpload } from "#features/media/uploads/answer.ts";

/** Takes pictures into the library (docs/media.md). */
export const POST = handleUpload;
