import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checksumsFile, computeChecksums } from "./checksums.ts";

// node drizzle/update-checksums.ts: notes the migrations of the folder as landed. From then on a test guards each against edits.
writeFileSync(join(import.meta.dirname, checksumsFile), `${JSON.stringify(computeChecksums(), null, 2)}\n`);
