import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  expandAssembled,
  expressionsOfProduct,
  findFault,
  hasRepetition,
  linearExpressionsFile,
  readLinearExpressions,
  toLiteral,
} from "./regular-expressions.ts";
import { root } from "./source-files.ts";

// node server/testing/house/update-linear-expressions.ts: analyses the regular expressions that are not in the list,
// adds the linear ones, removes unused ones and prints the others. With `afresh` it analyses all of them again, which
// takes a few minutes.
const known = new Set(
  existsSync(join(root, linearExpressionsFile)) && process.argv[2] !== "afresh" ? readLinearExpressions(root) : [],
);
const linear = new Set<string>();
const fixed = expressionsOfProduct().flatMap((one) => one.fixed);
for (const expression of [...fixed, ...expandAssembled()]) {
  const literal = toLiteral(expression);
  if (!hasRepetition(expression) || linear.has(literal)) continue;
  const fault = known.has(literal) ? undefined : findFault(expression.source, expression.flags);
  if (fault === undefined) linear.add(literal);
  else console.log(`${expression.file}:${expression.line} ${literal}\n  ${fault}`);
}
writeFileSync(join(root, linearExpressionsFile), `${[...linear].sort().join("\n")}\n`);
