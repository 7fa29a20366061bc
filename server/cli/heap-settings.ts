import { setFlagsFromString } from "node:v8";

/**
 * Imported first, before anything is allocated. V8 trades memory for rarer collections: merely loading the modules took
 * 300 MB (the young generation may grow to 96 MB before a collection), and an import of 100 MB took 400 MB (the old
 * generation may quadruple). With semi-spaces of 4 MB and growth by 60 % an import stays below 200 MB and costs 10 %
 * more CPU, while it mostly waits for the database.
 */
setFlagsFromString("--max-semi-space-size=4");
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=60");
