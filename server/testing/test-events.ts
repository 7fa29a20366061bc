/** What the reporters of vitest and Playwright report to `npm test` during a run, over Node's channel to a child process. */
interface TestEvent {
  event: "started" | "finished";
  /** File and test. */
  test: string;
}

/** Sends an event to the program that started this one, if it listens. */
export function sendTestEvent(sign: TestEvent): void {
  // The callback handles the error of a channel that has just closed.
  process.send?.(sign, undefined, undefined, () => {});
}

export function isTestEvent(message: unknown): message is TestEvent {
  return typeof message === "object" && message !== null && "event" in message && "test" in message;
}
