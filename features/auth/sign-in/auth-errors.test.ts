import { OAuthCallbackError } from "@auth/core/errors";
import { afterEach, expect, test, vi } from "vitest";
import { log } from "#lib/log/log.ts";
import { logAuthError } from "./auth-errors.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Renames an error's class as a build does. */
function shortened<T extends Error>(error: T): T {
  error.name = "k";
  return error;
}

test("logs only the kind of a provider's failure", () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  logAuthError(shortened(new OAuthCallbackError("somebody@exemple.test")));
  expect(warn.mock.calls).toEqual([[{ type: "OAuthCallbackError" }, "A sign-in through a provider failed."]]);
});
