import { existsSync } from "node:fs";
import { join } from "node:path";
import { findChanges } from "./changed-files.ts";
import { codeFiles, importsOf, readSource, root } from "./house/source-files.ts";
import { changedMessages, type Selection, selectTests } from "./test-selection.ts";

/** Maximum number of test files of a short run: with two workers about a second each. */
const maxTests = 50;

/** Selects what `npm test -- changed` runs, and prints what it runs and what it leaves out. */
export function selectChanged(say: (line: string) => void, withJourneys: boolean): Selection {
  const { files: changed, before } = findChanges(root);
  const messages = changed
    .filter((path) => /^i18n\/\w+\.json$/.test(path) && existsSync(join(root, path)))
    .flatMap((path) => changedMessages(before(path) ?? "{}", readSource(path)));
  const files = codeFiles({ tests: true }).map((path) => ({
    path,
    text: readSource(path),
    imports: importsOf(path).flatMap(({ file, onlyType }) => (file && !onlyType ? [file] : [])),
  }));
  const selection = selectTests({ changed, files, messages, maxTests });
  const { tests, omitted, journeys, everywhere } = selection;
  say(`${changed.length} changed files: ${tests.length} files of tests.`);
  if (omitted.length > 0)
    say(`${omitted.length} more files of tests use what changed, less directly: \`npm test -- unit\`.`);
  if (everywhere.length > 0) say(`All tests depend on ${everywhere.join(", ")}: \`npm test -- unit\`.`);
  if (journeys.length > 0 && !withJourneys)
    say(`Not run: the journeys ${journeys.join(", ")} (\`npm test -- changed journeys\`).`);
  return selection;
}
