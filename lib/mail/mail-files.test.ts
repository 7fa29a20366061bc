import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { env } from "../env.ts";
import {
  deleteMailFilesBefore,
  isMailFileId,
  listMailFiles,
  mailFileDate,
  mailFolder,
  readMailFile,
  storeMailFile,
} from "./mail-files.ts";

beforeEach(() => {
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-files-"));
});

const idAt = (second: number, suffix = "0123abcd") =>
  `${new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString().replace(/[:.]/g, "-")}-${suffix}`;
function write(...ids: string[]) {
  mkdirSync(mailFolder(), { recursive: true });
  for (const id of ids) writeFileSync(join(mailFolder(), `${id}.eml`), `mail ${id}`);
}

test("stores a mail under an id that says when", async () => {
  await storeMailFile(Buffer.from("one"));
  const [id = ""] = await listMailFiles(10);
  expect(isMailFileId(id)).toBe(true);
  expect(Math.abs(mailFileDate(id).getTime() - Date.now())).toBeLessThan(60_000);
  expect((await readMailFile(id, 100))?.bytes.toString()).toBe("one");
  expect(readdirSync(mailFolder())).toEqual([`${id}.eml`]);
});

test("lists pages of the newest, whatever the order on disk, and nothing but mails", async () => {
  expect(await listMailFiles(10)).toEqual([]);
  const all = Array.from({ length: 100 }, (_, n) => idAt((n * 37) % 100));
  write(...all);
  write("note", ".hidden", `${idAt(1)}x`);
  mkdirSync(join(mailFolder(), "folder.eml"));
  const expected = [...all].sort().reverse();
  const seen: string[] = [];
  for (let before: string | undefined; ; before = seen.at(-1)) {
    const page = await listMailFiles(7, before);
    if (page.length === 0) break;
    seen.push(...page);
  }
  expect(seen).toEqual(expected);
});

test("reads no more of a file than asked, and says how large it is", async () => {
  write(idAt(1));
  expect(await readMailFile(idAt(1), 4)).toEqual({ bytes: Buffer.from("mail"), size: `mail ${idAt(1)}`.length });
  expect(await readMailFile(idAt(2), 4)).toBeUndefined();
});

test("whatever the id, nothing outside the folder is read, and no link or folder is followed", async () => {
  write(idAt(1));
  writeFileSync(join(env().DATA_DIR, "secret.eml"), "secret");
  symlinkSync(join(env().DATA_DIR, "secret.eml"), join(mailFolder(), `${idAt(2)}.eml`));
  mkdirSync(join(mailFolder(), `${idAt(3)}.eml`));
  expect(await readMailFile(idAt(2), 10)).toBeUndefined();
  expect(await readMailFile(idAt(3), 10)).toBeUndefined();
  const part = fc.constantFrom("..", "/", "\\", "%2e", "secret", ".eml", "\0", idAt(1), "2026", "T", "-", "é");
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const id = parts.join("");
      const found = await readMailFile(id, 100);
      expect(found === undefined).toBe(id !== idAt(1));
    }),
    { numRuns: 300 },
  );
});

test("deletes old mails and unfinished ones, and keeps the others", async () => {
  expect(await deleteMailFilesBefore(new Date())).toBe(0);
  write(idAt(1), idAt(2), idAt(30));
  writeFileSync(join(mailFolder(), `.${idAt(3)}.tmp`), "");
  writeFileSync(join(mailFolder(), "keep.txt"), "");
  expect(await deleteMailFilesBefore(new Date(Date.UTC(2026, 0, 1, 0, 0, 30)))).toBe(3);
  expect(await listMailFiles(10)).toEqual([idAt(30)]);
  expect(existsSync(join(mailFolder(), "keep.txt"))).toBe(true);
});
