import { expect, test } from "vitest";
import { keepTouched } from "./rules.ts";

test("after a conflict, only the fields that were touched keep what was typed", () => {
  const typed = {
    subject: "Le mien",
    "base-subject": "Avant",
    preheader: "",
    "base-preheader": "",
    introduction: "Un\r\ndeux",
    "base-introduction": "Un\ndeux",
    "blurb-1": "",
    "base-blurb-1": "Effacés",
    find: "",
  };
  const kept = keepTouched(typed);
  expect(Object.keys(kept).filter((name) => !name.startsWith("base-"))).toEqual(["subject", "blurb-1", "find"]);
});
