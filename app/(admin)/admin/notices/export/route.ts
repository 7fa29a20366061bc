import { respondWithDsaNoticesCsv } from "#features/dsa-notices/export/loaders.ts";

/** All DSA notices as CSV. */
export const GET = respondWithDsaNoticesCsv;
