import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./source-files.ts";

/**
 * OWASP ASVS 5.0.0: the level of each requirement, section by section, in its own order ("6.8 2222": V6.8.1 to V6.8.4 are of level 2).
 * From `5.0/docs_en/OWASP_Application_Security_Verification_Standard_5.0.0_en.flat.json` of the repository OWASP/ASVS.
 */
const levels =
  "1.1 22, 1.2 1111122223, 1.3 112222222223, 1.4 222, 1.5 123, 2.1 122, 2.2 112, 2.3 12223, 2.4 23, 3.1 3, 3.2 113, 3.3 12223, " +
  "3.4 11222233, 3.5 11122333, 3.6 3, 3.7 22333, 4.1 12233, 4.2 23333, 4.3 22, 4.4 1222, 5.1 2, 5.2 112333, 5.3 113, 5.4 222, " +
  "6.1 122, 6.2 111111112222, 6.3 11223333, 6.4 112233, 6.5 22222333, 6.6 2223, 6.7 33, 6.8 2222, 7.1 222, 7.2 1111, 7.3 22, " +
  "7.4 11222, 7.5 223, 7.6 22, 8.1 1233, 8.2 1123, 8.3 133, 8.4 23, 9.1 111, 9.2 1222, 10.1 22, 10.2 223, 10.3 22223, " +
  "10.4 1111122222233333, 10.5 22222, 10.6 22, 10.7 222, 11.1 2233, 11.2 22233, 11.3 11233, 11.4 1222, 11.5 23, 11.6 23, 11.7 33, " +
  "12.1 12233, 12.2 11, 12.3 22223, 13.1 2333, 13.2 222223, 13.3 2233, 13.4 1222233, 14.1 22, 14.2 12223333, 14.3 122, 15.1 12233, " +
  "15.2 12233, 15.3 1222222, 15.4 3333, 16.1 2, 16.2 22222, 16.3 2222, 16.4 222, 16.5 2223, 17.1 23, 17.2 22223333, 17.3 22";

/**
 * Level 1 completely; level 2 for encoding and sanitisation, validation, the web frontend, authentication, sessions,
 * authorisation.
 */
const chaptersOfLevel2 = new Set(["1", "2", "3", "6", "7", "8"]);

const scope = levels.split(", ").flatMap((entry) => {
  const [section = "", digits = ""] = entry.split(" ");
  const chapter = section.split(".")[0] ?? "";
  return [...digits].flatMap((level, place) =>
    level === "1" || (level === "2" && chaptersOfLevel2.has(chapter)) ? [`V${section}.${place + 1} L${level}`] : [],
  );
});

const document = (path: string) => readFileSync(join(root, path), "utf8");
const documents = ["docs/asvs.md", "docs/security.md"];

interface Row {
  id: string;
  level: string;
  status: string;
  where: string;
}

const rows: Row[] = [...document("docs/asvs.md").matchAll(/^\| (V\d+\.\d+\.\d+) \|(.*)\|$/gm)].map(
  ([, id = "", rest = ""]) => {
    const [level = "", , status = "", where = ""] = rest.split("|").map((cell) => cell.trim());
    return { id, level, status, where };
  },
);

/** Texts in backticks that begin with a file of ours: the file, and the name in it. */
const references = documents.flatMap((path) =>
  [...document(path).matchAll(/`([^`\n]+)`/g)].flatMap(([, text = ""]) => {
    const found =
      /^((?:app|components|db|docs|drizzle|e2e|features|i18n|lib|public|server)\/[^:›]*?|[\w.-]+\.(?:json|ts|mjs|md))(?: › (.+)|:([\w$]+))?$/.exec(
        text,
      );
    return found ? [{ text: `${path}: ${text}`, file: found[1] ?? "", title: found[2], symbol: found[3] }] : [];
  }),
);

test("every requirement of the declared scope has one row, with its level, in the standard's order", () => {
  expect(scope).toHaveLength(144);
  expect(rows.map(({ id, level }) => `${id} ${level}`)).toEqual(scope);
});

test("a met row names its evidence; an open or not applicable row gives a reason", () => {
  const wrong = rows.filter(({ status, where }) => {
    if (status === "met") return !/`[^`]+\/[^`]+`|\]\(/.test(where);
    return !["open", "n/a"].includes(status) || where.length < 8;
  });
  expect(wrong).toEqual([]);
});

test("the document counts its rows", () => {
  const count = (wanted: string) => rows.filter(({ status }) => status === wanted).length;
  expect(document("docs/asvs.md")).toContain(
    `**${count("met")} met, ${count("open")} open, ${count("n/a")} not applicable.**`,
  );
});

test("every file that the documents name exists", () => {
  expect(references.length).toBeGreaterThan(100);
  const lost = references.filter(({ file }) => !existsSync(join(root, file))).map(({ text }) => text);
  expect(lost, "a file moved: name its new place in the document").toEqual([]);
});

test("every test and every symbol that the documents name exists in its file", () => {
  const lost = references.filter(({ file, title, symbol }) => {
    if (!existsSync(join(root, file))) return false;
    if (title !== undefined) return !['"', "'", "`"].some((quote) => document(file).includes(quote + title + quote));
    return symbol !== undefined && !declares(document(file), symbol);
  });
  const names = lost.map(({ text }) => text);
  expect(names, "a test or symbol was renamed or went: correct the row, or call it open").toEqual([]);
});

/** Whether the text declares a function, constant, class or type of this name, or a member of one. */
function declares(text: string, symbol: string): boolean {
  return new RegExp(
    `\\b(?:function\\*?|const|let|class|interface|type)\\s+${symbol}\\b|^\\s+(?:(?:export|readonly|async|static)\\s+)*#?"?${symbol}"?\\??\\s*[(:=]`,
    "m",
  ).test(text);
}
