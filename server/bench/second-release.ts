import { cpSync, linkSync, lstatSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./child-process.ts";

/** What another release changes: the text of a file, which must be there. */
interface Edit {
  file: string;
  before: string;
  after: string;
}

/** The attribute by which the share buttons of the second release are recognised. */
export const secondReleaseMark = 'data-release="2"';
/** The table in which the second release records the comments that its own action has posted. */
export const secondReleaseColumn = { table: "comments", column: "second_release" };

/** A client component, a server action, and nothing that a reader would have to learn. */
const edits: Edit[] = [
  {
    file: "features/articles/components/share-buttons.client.tsx",
    before: '<ul className="pills">',
    after: `<ul className="pills" ${secondReleaseMark}>`,
  },
  {
    file: "features/newsroom/components/draft-stats.client.tsx",
    before: '<p className="draft-stats">',
    after: `<p className="draft-stats" ${secondReleaseMark}>`,
  },
  {
    file: "features/comments/actions.ts",
    before: 'import { redirect } from "next/navigation";\n',
    after: 'import { sql } from "drizzle-orm";\nimport { redirect } from "next/navigation";\n',
  },
  {
    file: "features/comments/actions.ts",
    before: "    if (!posted.ok) return posted;\n",
    after: `    if (!posted.ok) return posted;\n    await db.execute(sql\`update ${secondReleaseColumn.table} set ${secondReleaseColumn.column} = true where id = \${posted.value.id}\`);\n`,
  },
];

/**
 * Copies the program in `from` into a new folder in `parent` as another release, which is built anew. Its dependencies are
 * hard links.
 */
export function copyRelease(parent: string, from = root): string {
  const folder = mkdtempSync(path.join(parent, "vigie-release-"));
  const left = new Set([".git", ".next", ".data", "node_modules"]);
  cpSync(from, folder, { recursive: true, filter: (file) => !left.has(path.relative(from, file)) });
  linkTree(path.join(from, "node_modules"), path.join(folder, "node_modules"));
  // Another file of the program makes another release, and another build.
  writeFileSync(path.join(folder, "lib", "release-of-the-bench.ts"), `export const madeAt = ${Date.now()};\n`);
  return folder;
}

/**
 * Changes a release as a new version would: another client component, another server action, and a migration that the
 * version before tolerates. Throws an Error if the program no longer has what is to be changed.
 */
export function changeRelease(folder: string): void {
  for (const { file, before, after } of edits) {
    const target = path.join(folder, file);
    const text = readFileSync(target, "utf8");
    if (!text.includes(before)) throw new Error(`${file} does not contain ${JSON.stringify(before)}.`);
    writeFileSync(
      target,
      text.replace(before, () => after),
    );
  }
  const { table, column } = secondReleaseColumn;
  addMigration(path.join(folder, "drizzle", "migrations"), `alter table ${table} add column ${column} boolean`);
}

function addMigration(folder: string, statement: string): void {
  const tag = "9999_second_release";
  const [journalFile, notesFile] = ["_journal.json", "_tolerance.json"].map((name) => path.join(folder, "meta", name));
  if (!journalFile || !notesFile) return;
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(journalFile, "utf8"));
  const last = journal.entries.at(-1)?.tag ?? null;
  const entry = { idx: journal.entries.length, version: "7", when: 4_000_000_000_000, tag, breakpoints: true };
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: [...journal.entries, entry] }));
  writeFileSync(path.join(folder, `${tag}.sql`), `${statement};\n`);
  const notes = JSON.parse(readFileSync(notesFile, "utf8"));
  writeFileSync(notesFile, JSON.stringify({ ...notes, [tag]: { since: last, why: "adds a column that may be null" } }));
}

/** Links each file; where the other folder is on another file system, it is copied. */
function linkTree(from: string, to: string): void {
  const link = (file: string, target: string) => {
    try {
      linkSync(file, target);
      return true;
    } catch {
      return false;
    }
  };
  const filter = (file: string, target: string) => !lstatSync(file).isFile() || !link(file, target);
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
}
