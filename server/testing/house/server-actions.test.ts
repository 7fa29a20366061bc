import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

const files = codeFiles({ under: ["app", "components", "features", "lib"] }).filter((path) =>
  /^\s*["']use server["']/m.test(readSource(path)),
);

/** A wrapper determines who may call, how often and with which form. It treats any other input as an empty form. */
const isWrapped = /^export const \w+ = (?:visitor|member|contributor|editor|moderator|admin)Action\(/;

test("finds the server actions", () => {
  const exports = files.flatMap((path) => readSource(path).match(/^export const /gm) ?? []);
  expect(exports.length).toBeGreaterThan(80);
});

test("every server action is created by a wrapper of features/auth/action-wrappers.ts", () => {
  const others = files.flatMap((path) =>
    (readSource(path).match(/^export (?!type |interface ).*/gm) ?? [])
      .filter((line) => !isWrapped.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(others).toEqual([]);
  const withoutGates = files.filter(
    (path) => !/from "(?:#features\/auth|\.\.?)\/action-wrappers\.ts"/.test(readSource(path)),
  );
  expect(withoutGates).toEqual([]);
});

test("no inline function becomes a server action, which would expose the values in its closure", () => {
  expect(files.filter((path) => !readSource(path).startsWith('"use server";\n'))).toEqual([]);
});
