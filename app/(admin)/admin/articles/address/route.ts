import { handleLinkDetails } from "#features/editor/link-details/route-handler.ts";

/** Describes the page at an address that an editor pasted (docs/newsroom.md). */
export const POST = handleLinkDetails;
