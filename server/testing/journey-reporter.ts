import { writeFileSync } from "node:fs";
import type { FullConfig, Reporter, Suite, TestCase, TestError } from "@playwright/test/reporter";
import { nameJourney, tallyJourneys } from "./test-counts.ts";
import { sendTestEvent } from "./test-events.ts";

/**
 * Writes Playwright's results for `npm test` to the file named by VIGIE_TALLY after each journey, so that a journey that hangs does not lose the
 * results of the others.
 */
export default class JourneyReporter implements Reporter {
  #suite: Suite | undefined;
  readonly #errors: TestError[] = [];

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onTestBegin(test: TestCase): void {
    sendTestEvent({ event: "started", test: nameJourney(test) });
  }

  onTestEnd(test: TestCase): void {
    sendTestEvent({ event: "finished", test: nameJourney(test) });
    this.#write();
  }

  onError(error: TestError): void {
    this.#errors.push(error);
  }

  onEnd(): void {
    this.#write();
  }

  printsToStdio(): boolean {
    return false;
  }

  #write(): void {
    const file = process.env.VIGIE_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tallyJourneys(this.#suite?.allTests() ?? [], this.#errors)));
  }
}
