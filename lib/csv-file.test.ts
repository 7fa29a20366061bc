import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type CsvFile, readCsvFile } from "./csv-file.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "people.csv");

async function read(content: string | Buffer, more: Partial<CsvFile<"email" | "name">> = {}) {
  writeFileSync(path, content);
  const rows: string[] = [];
  const file = {
    what: "a list of people",
    columns: { email: ["email", "email address"], name: ["name"] },
    required: ["email"] as const,
    ...more,
  };
  for await (const { line, cells } of readCsvFile(path, file)) rows.push(`${line} ${cells.email}|${cells.name}`);
  return rows;
}

test("reads commas, semicolons and tabs, with or without a mark, and columns in any order", async () => {
  expect(await read("email,name\na@b.c,Ada\n")).toEqual(["2 a@b.c|Ada"]);
  expect(await read("\uFEFFName;Other;Email Address\r\nAda;x, y;a@b.c\r\n")).toEqual(["2 a@b.c|Ada"]);
  expect(await read('"email"\t"name"\n" a@b.c "\t"NULL"\n\n\\N\tx')).toEqual(["2 a@b.c|", "4 |x"]);
  expect(await read("email\na@b.c")).toEqual(["2 a@b.c|"]);
});

test("reads cells over several lines, and quotation marks of both kinds", async () => {
  expect(await read('email,name\na,"Ada\nof ""Sète"""\nb,Bo\n')).toEqual(['2 a|Ada\nof "Sète"', "4 b|Bo"]);
  expect(await read('email,name\n"a","Ada \\"Bo\\", of Sète"\n"b","Bo"\n')).toEqual([
    '2 a|Ada "Bo", of Sète',
    "3 b|Bo",
  ]);
});

test("names the file and the line of what cannot be read", async () => {
  await expect(read("")).rejects.toThrow(`${path} is empty`);
  await expect(read("who,name\n")).rejects.toThrow(
    `${path}:1: a list of people needs the column email or email address`,
  );
  await expect(read("email,name\na,b\nc\n")).rejects.toThrow(`${path}:3: 1 cells, but the first line names 2.`);
  await expect(read(Buffer.from("email,name\na,b\nc,Andr\xe9\n", "latin1"))).rejects.toThrow(
    /:\d+: this file is not in UTF-8/,
  );
  await expect(read(Buffer.from("\ufeffemail", "utf16le"))).rejects.toThrow(`${path}:1: this file is not in UTF-8`);
  await expect(read(`email,name\na,b\nc,"${"x".repeat(2_000_000)}`)).rejects.toThrow(
    `${path}:3: a quotation mark that is opened here is not closed.`,
  );
  await expect(read('email,name\na,b\nc,"x')).rejects.toThrow(`${path}:3: a quotation mark`);
  await expect(read("PK\u0003\u0004…")).rejects.toThrow("save it as CSV");
});

test("goes on after lines with too few or too many cells", async () => {
  const wrong: number[] = [];
  const rows = await read("email,name\na,b\nc\nd,e,f\ng,h\n", { onWrongLine: (line) => wrong.push(line) });
  expect(rows).toEqual(["2 a|b", "5 g|h"]);
  expect(wrong).toEqual([3, 4]);
});

test("names all lines of a record whose quotation mark is not closed", async () => {
  const wrong: number[] = [];
  const rows = await read('email,name,x\na,b,x\nc,"d\ne,f,x\ng,"h\ni,j,x\n', {
    onWrongLine: (line) => wrong.push(line),
  });
  expect(rows).toEqual(["2 a|b", "6 i|j"]);
  expect(wrong).toEqual([3, 4, 5]);
});

test("stops reading when its reader does", async () => {
  writeFileSync(path, `email\n${"a@b.c\n".repeat(500_000)}`);
  for await (const row of readCsvFile(path, { what: "x", columns: { email: ["email"] }, required: ["email"] })) {
    expect(row.line).toBe(2);
    break;
  }
});
