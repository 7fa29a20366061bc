import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { emptyTally, type Tally } from "./test-counts.ts";
import { sendTestEvent } from "./test-events.ts";

/**
 * Writes Vitest's results for `npm test` to the file named by VIGIE_TALLY after each file, with the reason of each skipped test, so that a file that
 * hangs does not lose the results of the others.
 */
export default class VitestReporter implements Reporter {
  readonly #ended: TestModule[] = [];

  onTestModuleStart(module: TestModule): void {
    sendTestEvent({ event: "started", test: pathOf(module) });
  }

  onTestCaseReady(test: TestCase): void {
    sendTestEvent({ event: "started", test: nameOf(test) });
  }

  onTestCaseResult(test: TestCase): void {
    sendTestEvent({ event: "finished", test: nameOf(test) });
  }

  onTestModuleEnd(module: TestModule): void {
    sendTestEvent({ event: "finished", test: pathOf(module) });
    this.#ended.push(module);
    write(this.#ended, []);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly UnhandledError[]): void {
    write(modules, unhandled);
  }
}

/** An error that no test caught, with the file, and the test, that ran at that moment. Those are where to look first; the cause may be earlier. */
type UnhandledError = SerializedError & { VITEST_TEST_PATH?: string; VITEST_TEST_NAME?: string };

function write(modules: readonly TestModule[], unhandled: readonly UnhandledError[]): void {
  const file = process.env.VIGIE_TALLY;
  if (!file) return;
  const tally = emptyTally();
  for (const error of unhandled) {
    const running = [error.VITEST_TEST_PATH && relative(process.cwd(), error.VITEST_TEST_PATH), error.VITEST_TEST_NAME];
    const during = running.filter(Boolean).join(" › ") || "no file";
    tally.failed.push(`an error outside of any test, during ${during}: ${causeOf(error)}`);
  }
  for (const module of modules) count(module, tally);
  writeFileSync(file, JSON.stringify(tally));
}

const pathOf = (module: TestModule) => relative(process.cwd(), module.moduleId);
const nameOf = (test: TestCase) => `${pathOf(test.module)} › ${test.fullName}`;

function count(module: TestModule, tally: Tally): void {
  const path = pathOf(module);
  // A file that cannot be loaded, or a hook that fails, has no failed test.
  for (const error of module.errors()) tally.failed.push(`${path}: ${error.message.split("\n")[0]}`);
  for (const suite of module.children.allSuites()) {
    for (const error of suite.errors())
      tally.failed.push(`${path} › ${suite.fullName}: ${error.message.split("\n")[0]}`);
  }
  for (const test of module.children.allTests()) {
    const result = test.result();
    const name = nameOf(test);
    if (result.state === "passed") tally.passed += 1;
    else if (result.state === "failed") tally.failed.push(`${name}: ${causeOf(result.errors[0])}`);
    else
      tally.skipped.push({
        name,
        reason: (result.state === "skipped" && result.note) || "its own condition, named in the test",
      });
  }
}

/** The first line of an error and where it was thrown: all that remains when a run's output is gone. */
function causeOf(error: SerializedError | undefined): string {
  const at = error?.stacks?.[0];
  const location = at ? ` (${relative(process.cwd(), at.file)}:${at.line})` : "";
  return `${error?.message.split("\n")[0] ?? "no error given"}${location}`;
}
