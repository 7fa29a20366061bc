import { respondWithDsaNoticesCsv } from "#features/dsa-notices/export/loaders.ts";

/** All notices of illegal content as CSV. */
export const GET = respondWithDsaNoticesCsv;
