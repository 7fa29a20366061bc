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

test("no element has its key after spread props: React then takes its children for a list and warns", () => {
  const tags = (path: string) => readSource(path).split("<").slice(1);
  const isLate = (tag: string) => tag.includes("{...") && tag.indexOf(" key={") > tag.indexOf("{...");
  const files = codeFiles({ under: ["app", "components", "features"] }).filter((path) => path.endsWith(".tsx"));
  expect(files.filter((path) => tags(path).some(isLate))).toEqual([]);
});
