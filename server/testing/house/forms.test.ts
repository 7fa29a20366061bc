import { expect, test } from "vitest";
import { codeFiles, read } from "./source.ts";

test("every form keeps what was typed when its call fails on the way: useFormAction, not React's useActionState", () => {
  const files = codeFiles({ under: ["app", "components", "features"] });
  const users = (pattern: RegExp) => files.filter((path) => pattern.test(read(path)));
  expect(users(/\buseActionState\b/)).toEqual(["components/ui/use-form-action.ts"]);
  expect(users(/\buseFormAction\(/).length).toBeGreaterThan(50);
});
