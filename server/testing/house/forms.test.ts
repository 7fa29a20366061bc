import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

test("only the wrapper and the newsroom's addresses use the internals of a server action call", () => {
  const files = codeFiles({ under: ["app", "components", "features"] });
  const users = files.filter((path) => /\b(?:noPreviousState|PreviousState)\b/.test(readSource(path)));
  expect(users).toEqual([
    "components/ui/call-action.ts",
    "features/editor/link-details/route-handler.ts",
    "features/newsroom/editor-session/route-handler.ts",
  ]);
});

test("every form keeps its text when the call fails: it uses useFormAction, not React's useActionState", () => {
  const files = codeFiles({ under: ["app", "components", "features"] });
  const users = (pattern: RegExp) => files.filter((path) => pattern.test(readSource(path)));
  expect(users(/\buseActionState\b/)).toEqual(["components/ui/use-form-action.ts"]);
  expect(users(/\buseFormAction\(/).length).toBeGreaterThan(50);
});

test("no page hides the origin of its forms, which the request guard would then refuse", () => {
  const pages = codeFiles({ under: ["app"] });
  expect(pages.filter((path) => /referrer: "no-referrer"/.test(readSource(path)))).toEqual([]);
  expect(pages.filter((path) => /referrer: "same-origin"/.test(readSource(path))).length).toBeGreaterThan(5);
});
