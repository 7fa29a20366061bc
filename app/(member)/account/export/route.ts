import { serveExport } from "#features/members/export/loaders.ts";

/** Everything about the asking member as one ZIP. */
export const GET = serveExport;
