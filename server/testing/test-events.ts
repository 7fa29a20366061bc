/** What the reporters of vitest and Playwright tell `npm test` meanwhile, over the channel that Node opens to a child. */
interface TestEvent {
  event: "started" | "finished";
  /** File and test. */
  test: string;
}

/** Sends a sign to the program that started this one, if it listens. */
export function sendTestEvent(sign: TestEvent): void {
  // The callback takes the error of a channel that has just closed.
  process.send?.(sign, undefined, undefined, () => {});
}

export function isTestEvent(message: unknown): message is TestEvent {
  return typeof message === "object" && message !== null && "event" in message && "test" in message;
}
