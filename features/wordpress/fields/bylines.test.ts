import { expect, it } from "vitest";
import { type BylineReference, findByline, listPeople, readBylines } from "./bylines.ts";

const people = listPeople(
  [
    { id: "", login: "anne", name: "Anne Onyme" },
    { id: "", login: "bob", name: "Bob" },
    { id: "", login: "carl1", name: "Carl" },
    { id: "", login: "carl2", name: "Carl" },
  ],
  [
    { login: "cap-jane", name: "Jane Roe", biography: "Autrice.", linkedLogin: "" },
    { login: "cap-bob-2", name: "Bob invité", biography: "", linkedLogin: "bob" },
  ],
);
const bylineOf = (reference: BylineReference) => findByline(reference, people);
const author = (nicename: string, name: string) => ({ taxonomy: "author", nicename, name });
const names = (creator: string, terms: { taxonomy: string; nicename: string; name: string }[]) =>
  readBylines({ creator, terms }, bylineOf).map(({ login, name }) => `${login}: ${name}`);

it.each([
  ["anne", [], ["anne: Anne Onyme"]],
  ["parti", [], ["parti: parti"]],
  ["", [], []],
  // Co-Authors Plus: the term is named by the login.
  ["anne", [author("cap-bob", "bob"), author("cap-anne", "anne")], ["anne: Anne Onyme", "bob: Bob"]],
  ["anne", [author("cap-bob", "bob")], ["bob: Bob"]],
  ["anne", [author("cap-jane", "jane"), author("cap-jane", "jane")], ["cap-jane: Jane Roe"]],
  ["anne", [author("cap-bob-2", "bob-2")], ["bob: Bob"]],
  // PublishPress: by the name to show, which two users may share.
  ["anne", [author("onyme", "Anne Onyme"), author("luc", "Luc <b>T.</b>")], ["anne: Anne Onyme", "luc: Luc T."]],
  ["anne", [author("carl-trois", "Carl")], ["carl-trois: Carl"]],
])("lists the authors of %s with %j", (creator, terms, wanted) => {
  expect(names(creator, terms)).toEqual(wanted);
});

it("keeps a guest's biography", () => {
  expect(readBylines({ creator: "anne", terms: [author("cap-jane", "jane")] }, bylineOf)[0]?.biography).toBe(
    "Autrice.",
  );
});
