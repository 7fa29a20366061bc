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
