import { answerAddress } from "#features/newsroom/addresses/answer.ts";

/** Says what an address that an editor pasted leads to (docs/newsroom.md). */
export const POST = answerAddress;
