import { serveExport } from "#features/account/export/loaders.ts";

/** All data about the requesting member as one ZIP file. */
export const GET = serveExport;
