import { expect, test } from "vitest";
import { pickerMessages } from "#features/media/rules.ts";
import fr from "#i18n/fr.json" with { type: "json" };
import { findReached, hasDirective } from "./import-graph.ts";
import { codeFiles, readSource } from "./source-files.ts";

const provider = "i18n/messages-provider.client.tsx";

type Tree = { [key: string]: Tree | string };
const listKeys = (tree: Tree, prefix = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : listKeys(value, `${prefix}${key}.`),
  );
const keys = new Set(listKeys(fr));

/** Returns the message keys that a page's scripts use, and the beginnings of keys that are composed at run time (`home.order.`). */
function saidByScripts(page: string): string[] {
  const clients = [...findReached([page])].filter((path) => hasDirective(path, "client"));
  // An action's code stays on the server.
  const scripts = [...findReached(clients, (path) => !hasDirective(path, "server"))];
  const translated = scripts.filter((path) => /\buseTranslator\b|\bTranslator\b/.test(readSource(path)));
  return translated
    .filter((path) => !path.startsWith("i18n/"))
    .flatMap((path) => [
      ...[...readSource(path).matchAll(/(?<!\[)"([\w.]+)"/g)].flatMap(([, key = ""]) => (keys.has(key) ? [key] : [])),
      ...[...readSource(path).matchAll(/`([a-z]\w*(?:\.\w+)*\.)\w*\$\{/g)].map(([, start = ""]) => start),
    ]);
}

/** Returns the paths of messages that a page provides: `messages={[…]}` or `const messages = […]`, in its file or in a part beside it. */
function givenPaths(page: string): string[] {
  const parts = [...findReached([page], (path) => path.startsWith("app/(admin)/"))];
  return parts.flatMap((path) =>
    [...readSource(path).matchAll(/\bmessages(?:: [^=\n]+)?(?: = |=\{)\[([^\]]*)\]/g)].flatMap(([, list = ""]) => [
      ...[...list.matchAll(/"([\w.]+)"/g)].map(([, given = ""]) => given),
      ...(list.includes("...pickerMessages") ? pickerMessages : []),
    ]),
  );
}

const isBelow = (key: string, path: string) => key === path || key.startsWith(`${path}.`);
const adminPages = codeFiles({ under: ["app/(admin)"] })
  .filter((path) => path.endsWith("/page.tsx"))
  .map((page) => ({ page, given: givenPaths(page), said: [...new Set(saidByScripts(page))] }));

test("each admin page gives its client components the messages that they use", () => {
  expect(adminPages.length).toBeGreaterThan(20);
  const missing = adminPages.flatMap(({ page, given, said }) =>
    said.filter((key) => !given.some((path) => isBelow(key, path))).map((key) => `${page}: ${key}`),
  );
  expect(missing, "name the sentence or its branch in the page's <AdminPage messages={…}>").toEqual([]);
});

test("no admin page gives its client components messages that they do not use", () => {
  const unused = adminPages.flatMap(({ page, given, said }) =>
    given
      .filter((path) => !said.some((key) => isBelow(key, path) || `${path}.`.startsWith(key)))
      .map((path) => `${page}: ${path}`),
  );
  expect(unused, "take it out of the page's <AdminPage messages={…}>").toEqual([]);
});

test("pages of readers and members load neither the provider nor a translator", () => {
  const pages = codeFiles({ under: ["app/(site)", "app/(member)"] });
  expect([...findReached(pages)].filter((path) => path === provider)).toEqual([]);
});
