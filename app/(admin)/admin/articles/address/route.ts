import { handleLinkDetails } from "#features/newsroom/addresses/answer.ts";

/** Describes the page behind an address that an editor pasted (docs/newsroom.md). */
export const POST = handleLinkDetails;
