import { getRedirectError } from "next/dist/client/components/redirect.js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { listBrowserMessages } from "#i18n/browser-messages.ts";
import type { FormState, ServerAction } from "#lib/action.ts";
import { callAction } from "./call-action.ts";

const sentences = listBrowserMessages().fr;
beforeAll(() => vi.stubEnv("BROWSER_SENTENCES", JSON.stringify(listBrowserMessages())));
afterAll(() => void vi.unstubAllEnvs());

function form(): FormData {
  const sent = new FormData();
  sent.set("stars", "4");
  return sent;
}

const answering =
  (answer: unknown): ServerAction<number> =>
  async () =>
    answer as FormState<number>;

test.each<FormState<number>>([
  { status: "idle" },
  { status: "done", value: 4 },
  { status: "done" } as FormState<number>,
  { status: "refused", code: "rating.stars", message: "Non.", fields: {}, typed: {} },
])("returns an action's response unchanged: %j", async (answer) => {
  expect(await callAction(answering(answer), form())).toBe(answer);
});

test.each([undefined, null, "", 7, {}, [], { status: "refused" }, { status: "other", value: 1 }])(
  "treats %j as no action's answer: refuses and keeps what was typed",
  async (answer) => {
    const message = sentences["form.lost"];
    expect(message).toContain("réessayez");
    const typed = { stars: "4" };
    const refusal = { status: "refused", code: "form.lost", message, fields: {}, typed };
    expect(await callAction(answering(answer), form())).toEqual(refusal);
  },
);

test("turns a call that throws into a refusal", async () => {
  const failing: ServerAction<number> = async () => {
    throw new TypeError("Failed to fetch");
  };
  expect(await callAction(failing, form())).toMatchObject({ status: "refused", typed: { stars: "4" } });
});

test("passes a redirect on to the framework", async () => {
  const redirection = getRedirectError("/login", "push");
  const leading: ServerAction<number> = async () => {
    throw redirection;
  };
  await expect(callAction(leading, form())).rejects.toBe(redirection);
});
