import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  expressionsIn,
  faultOf,
  ledgerFile,
  outcomes,
  productFiles,
  readLedger,
  repeats,
  spell,
} from "./regular-expressions.ts";
import { read, root } from "./source.ts";

// node server/testing/house/note-linear-expressions.ts: analyses the regular expressions that the ledger does not hold yet, adds the linear
// ones and drops those that are gone. The others are printed. With `afresh` all are analysed again: some minutes.
const known = new Set(existsSync(join(root, ledgerFile)) && process.argv[2] !== "afresh" ? readLedger(root) : []);
const noted = new Set<string>();
const fixed = productFiles().flatMap((path) => expressionsIn(path, read(path)).fixed);
for (const expression of [...fixed, ...outcomes()]) {
  const spelt = spell(expression);
  if (!repeats(expression) || noted.has(spelt)) continue;
  const fault = known.has(spelt) ? undefined : faultOf(expression.source, expression.flags);
  if (fault === undefined) noted.add(spelt);
  else console.log(`${expression.file}:${expression.line} ${spelt}\n  ${fault}`);
  writeFileSync(join(root, ledgerFile), `${[...noted].sort().join("\n")}\n`);
}
