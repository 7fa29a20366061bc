import { handleOpmlExport } from "#features/syndication/sources/opml/route-handler.ts";

/** The followed feeds as an OPML file (docs/syndication.md). */
export const GET = handleOpmlExport;
