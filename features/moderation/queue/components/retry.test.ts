import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FormState } from "#lib/action.ts";
import { callWithRetry } from "./retry.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const refusedWith = (code: string): FormState<string> => ({
  status: "refused",
  code,
  message: code,
  fields: {},
  typed: {},
});
const done: FormState<string> = { status: "done", value: "there" };

test.each<[string, FormState<string>[], string | undefined, number]>([
  ["returns an answer", [done], "there", 1],
  ["retries without an answer", [refusedWith("form.offline"), refusedWith("form.tooFast"), done], "there", 3],
  ["does not retry a refusal", [refusedWith("member.signedOut"), done], undefined, 1],
  ["gives up after four attempts", Array.from({ length: 9 }, () => refusedWith("form.lost")), undefined, 4],
])("%s", async (_, answers, value, asked) => {
  let times = 0;
  const got = callWithRetry<string>(async () => {
    const answer = answers[times++];
    if (!answer) throw new Error("No more answers were expected.");
    return answer;
  });
  await vi.runAllTimersAsync();
  expect(await got).toBe(value);
  expect(times).toBe(asked);
});
