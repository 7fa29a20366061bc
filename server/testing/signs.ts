/** What the reporters of vitest and Playwright tell `npm test` meanwhile, over the channel that Node opens to a child. */
export interface TestSign {
  event: "started" | "finished";
  /** File and test. */
  test: string;
}

/** Sends a sign to the program that started this one, if it listens. */
export function sendSign(sign: TestSign): void {
  // The callback takes the error of a channel that has just closed.
  process.send?.(sign, undefined, undefined, () => {});
}

export function isTestSign(message: unknown): message is TestSign {
  return typeof message === "object" && message !== null && "event" in message && "test" in message;
}
