import { handlePictureFetch } from "#features/media/uploads/fetch-route-handler.ts";

/** Adds the image at a pasted address to the library (docs/media.md). */
export const POST = handlePictureFetch;
