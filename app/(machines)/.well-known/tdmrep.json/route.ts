import { respondWithTdmrep } from "#features/text-mining/loaders.ts";

export const dynamic = "force-dynamic";

/** The reservation for the whole site, as TDMRep defines it. */
export const GET = respondWithTdmrep;
