import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import fr from "#i18n/fr.json" with { type: "json" };
import { parseForm } from "#lib/action.ts";
import { root } from "./source-files.ts";

// A client that calls an action directly may send values that no form of ours would send. Each form's schema must
// respond with our own messages.

const schemas: { name: string; schema: z.ZodType }[] = [];
for (const path of globSync("features/**/schema.ts", { cwd: root }).sort()) {
  const exported: Record<string, unknown> = await import(join(root, path));
  for (const [name, schema] of Object.entries(exported))
    if (schema instanceof z.ZodType) schemas.push({ name: `${path} ${name}`, schema });
}

/** Returns the object schemas inside a schema, below transforms and refinements. */
function shapesOf(schema: unknown): [name: string, field: z.ZodType][] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape as Record<string, z.ZodType>);
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out].flatMap(shapesOf);
  return schema instanceof z.ZodUnion ? schema.options.flatMap(shapesOf) : [];
}

const names = new Set(schemas.flatMap(({ schema }) => shapesOf(schema).map(([name]) => name)));
for (const more of ["article1", "author1", "version:site.name", "site.name"]) names.add(more);

const readsKind = (schema: z.ZodType) => shapesOf(schema).some(([name]) => name === "kind");

const odd: [name: string, values: (string | File)[]][] = [
  ["nothing", []],
  ["an empty text", [""]],
  ["a zero character", ["a\0b"]],
  ["an address with a zero character", ["a\0b@example.org"]],
  ["a path with a broken host", ["/admin//["]],
  ["a broken URL", ["http://["]],
  ["two values", ["1", "2"]],
  ["a file", [new File(["1"], "1")]],
  ["a very large number", ["9".repeat(400)]],
  ["infinity", ["1e999"]],
  ["a negative number", ["-1"]],
  ["the year 0", ["0000-01-01T00:00:00Z"]],
  ["an object", ["[object Object]"]],
];

const hasSentence = (key: string) =>
  typeof key.split(".").reduce<unknown>((tree, name) => (tree as Record<string, unknown>)?.[name], fr.errors) ===
  "string";

test("finds the forms and their fields", () => {
  expect(schemas.length).toBeGreaterThan(60);
  expect(names.size).toBeGreaterThan(80);
  expect(schemas.filter(({ schema }) => readsKind(schema)).length).toBeGreaterThan(2);
});

test.each(odd)("refuses %s in every field with our own messages, and no schema throws", (_name, values) => {
  const unsaid: string[] = [];
  for (const kind of [undefined, "comment", "article", "vote", "member", "category"]) {
    const form = new FormData();
    for (const field of names) for (const value of values) form.append(field, value);
    if (kind) form.set("kind", kind);
    for (const { name, schema } of schemas) {
      // For other schemas it is an unknown field.
      if (kind && !readsKind(schema)) continue;
      const parsed = parseForm(schema, form);
      if (parsed.ok) continue;
      for (const message of Object.values(parsed.fields ?? {}))
        if (!hasSentence(message)) unsaid.push(`${name}: ${message}`);
    }
  }
  expect(unsaid).toEqual([]);
});

/**
 * Reviewed: passwords are hashed, a body is parsed and cleaned as a tree, the fields of the settings have their own
 * schema.
 */
const uncleaned = new Set(["password", "current", "body", "stars", "withdraw"]);

test("no field accepts a zero character, which PostgreSQL refuses", () => {
  const passed: string[] = [];
  let tried = 0;
  for (const { name, schema } of schemas)
    for (const [field, of] of shapesOf(schema)) {
      if (uncleaned.has(field)) continue;
      for (const value of ["a\0b", "a\0b@example.org", "/admin\0", "1\0"]) {
        tried += 1;
        const read = of.safeParse(value);
        if (read.success && JSON.stringify(read.data ?? null).includes("\\u0000")) passed.push(`${name} ${field}`);
      }
    }
  expect(tried).toBeGreaterThan(500);
  expect(passed).toEqual([]);
});

test("every slug field converts typed text, and reports text that contains no slug", () => {
  const fields = schemas.flatMap(({ name, schema }) =>
    shapesOf(schema).flatMap(([field, of]) => (field === "slug" ? [{ name, of }] : [])),
  );
  expect(fields.length).toBeGreaterThan(4);
  for (const { name, of } of fields) {
    const read = (typed: string) => of.safeParse(typed).data;
    expect(read("L’été à Nîmes !"), name).toBe("l-ete-a-nimes");
    expect(read("https://vigie.example/articles/D%C3%A9j%C3%A0?x=1"), name).toBe("deja");
    expect(read("é".repeat(300)), name).toBe("e".repeat(190));
    expect(read(" "), name).toBe("");
    expect(of.safeParse("🎉").error?.issues, name).toMatchObject([{ message: "newsroom.slugEmpty" }]);
  }
});
