import { afterAll } from "vitest";
import { env } from "#lib/env.ts";

// Runs before each test file of a shared process: undoes what the file changes in the checked environment.
const initial = { ...env() };

afterAll(() => {
  const current = env();
  for (const name of Object.keys(current)) if (!(name in initial)) Reflect.deleteProperty(current, name);
  Object.assign(current, initial);
});
