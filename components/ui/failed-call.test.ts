import { UnrecognizedActionError } from "next/dist/client/components/unrecognized-action-error.js";
import { expect, test } from "vitest";
import { listBrowserMessages } from "#i18n/browser-messages.ts";
import { refusedActionPrefix } from "#lib/refused-action.ts";
import { toRefusedState } from "./failed-call.ts";

const { fr: sentences } = listBrowserMessages();

function sent(): FormData {
  const form = new FormData();
  form.set("note", "Deux lignes\net une troisième");
  form.set("password", "un-mot-de-passe");
  form.set("$ACTION_ID_7f", "");
  return form;
}

test.each([
  ["no network", new TypeError("Failed to fetch"), false, "form.offline"],
  ["a connection that broke", new TypeError("Failed to fetch"), true, "form.lost"],
  // Next throws this for a response that is not its own, such as a proxy's 502.
  ["a proxy's page", new Error("An unexpected response was received from the server."), true, "form.lost"],
  ["a proxy's words", new Error("Bad Gateway"), true, "form.lost"],
  ["a page of an earlier version", new UnrecognizedActionError("not found"), true, "form.updated"],
  ["something that is no error", "x", true, "form.lost"],
] as const)("%s: the form says so and gives back what was typed, without secrets", (_, error, onLine, code) => {
  const failed = toRefusedState(error, sent(), { sentences, onLine });
  expect(failed).toEqual({
    status: "refused",
    code,
    message: sentences[code],
    fields: {},
    typed: { note: "Deux lignes\net une troisième" },
  });
  expect(failed.message.length).toBeGreaterThan(20);
});

test("shows a refusal of the page server in its own words", () => {
  const error = new Error(`${refusedActionPrefix}Trop de demandes en peu de temps.`);
  const failed = toRefusedState(error, sent(), { sentences, onLine: true });
  expect([failed.code, failed.message]).toEqual(["form.refused", "Trop de demandes en peu de temps."]);
  expect(failed.typed).toEqual({ note: "Deux lignes\net une troisième" });
});
