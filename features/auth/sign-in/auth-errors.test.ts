import { JWTSessionError, OAuthCallbackError } from "@auth/core/errors";
import { afterEach, expect, test, vi } from "vitest";
import { log } from "#lib/log/log.ts";
import { logAuthError } from "./auth-errors.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** As a build shortens it. */
function shortened<T extends Error>(error: T): T {
  error.name = "k";
  return error;
}

test("a cookie that is no session's is not taken for a provider's failure, and neither says more than its kind", () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  logAuthError(shortened(new JWTSessionError("no such key")));
  logAuthError(shortened(new OAuthCallbackError("somebody@exemple.test")));
  expect(warn.mock.calls).toEqual([
    [{ type: "JWTSessionError" }, "A session cookie could not be read."],
    [{ type: "OAuthCallbackError" }, "A sign-in through a provider failed."],
  ]);
});
