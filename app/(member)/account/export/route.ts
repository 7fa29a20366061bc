import { serveExport } from "#features/account/export/loaders.ts";

/** Everything about the asking member as one ZIP. */
export const GET = serveExport;
