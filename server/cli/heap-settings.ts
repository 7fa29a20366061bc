import { setFlagsFromString } from "node:v8";

/**
 * Imported first, before anything has been allocated. V8 trades memory for rarer collections: merely loading the modules took 300 MB
 * (young objects may take 96 MB before it looks back), and an import of 100 MB 400 MB (old ones may quadruple). With 4 MB a half
 * and growth by 60 % an import stays below 200 MB and costs a tenth more processor time, while the database is what it waits for.
 */
setFlagsFromString("--max-semi-space-size=4");
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=60");
