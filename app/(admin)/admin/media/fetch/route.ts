import { answerFetch } from "#features/media/uploads/answer-fetch.ts";

/** Takes the picture at a pasted address into the library (docs/media.md). */
export const POST = answerFetch;
