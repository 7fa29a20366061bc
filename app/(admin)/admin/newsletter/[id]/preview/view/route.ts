import { respondWithPreview } from "#features/newsletter/issues/preview-response.ts";

/** An issue's mail, for the frame of its preview. */
export const GET = respondWithPreview;
