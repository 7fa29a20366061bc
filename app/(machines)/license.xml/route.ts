import { respondWithLicence } from "#features/text-mining/loaders.ts";

export const dynamic = "force-dynamic";

/** The licence document of RSL 1.0. */
export const GET = respondWithLicence;
