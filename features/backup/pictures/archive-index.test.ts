import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { ArchivePicture } from "../archive/archive-format.ts";
import { folderDestination } from "../destinations/folder.ts";
import { type ArchiveIndexHeader, IndexLines, isSigned, readIndex } from "./archive-index.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-index-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const destination = folderDestination(folder);
const archive = "vigie-2026-11-29T03-10-00Z.tar.zst";
const file = join(folder, archive.replace("tar.zst", "index.zst"));

const pictureOf = (n: number): ArchivePicture => {
  const id = n.toString(16).padStart(24, "0");
  const sha256 = createHash("sha256").update(id).digest("hex");
  return { key: `${id.slice(0, 2)}/${id}/master.png`, size: n, sha256 };
};
const lineOf = ({ sha256, size, key }: ArchivePicture) => `${sha256} ${size} ${key}`;
const headerOf = (count: number) => JSON.stringify({ product: "vigie", archive, pictures: "pictures", count });
const write = (text: string | Buffer) => writeFileSync(file, zstdCompressSync(text));

async function read(): Promise<{ header: ArchiveIndexHeader | undefined; pictures: ArchivePicture[] }> {
  let header: ArchiveIndexHeader | undefined;
  const pictures: ArchivePicture[] = [];
  for await (const picture of readIndex(destination, archive, (found) => {
    header = found;
  }))
    pictures.push(picture);
  return { header, pictures };
}

async function writeSigned(count: number): Promise<void> {
  const lines = new IndexLines();
  for (let n = 0; n < count; n += 1) lines.add(pictureOf(n));
  const index = lines.compress({ archive, pictures: "pictures", archiveSha256: "a".repeat(64) });
  await destination.write(file.slice(folder.length + 1), index);
}

describe("the signature", () => {
  test("proves an index of this site, and none of another secret", async () => {
    await writeSigned(2_500);
    const { header, pictures } = await read();
    expect(pictures).toHaveLength(2_500);
    expect(header && isSigned(header)).toBe(true);
    vi.stubEnv("AUTH_SECRET", "another secret");
    expect(header && isSigned(header)).toBe(false);
    vi.unstubAllEnvs();
  });

  test.each(["archive", "pictures", "count", "archiveSha256", "linesSha256", "signature"])(
    "does not prove a header with another %s",
    async (field) => {
      await writeSigned(3);
      const [first = ""] = zstdDecompressSync(readFileSync(file)).toString("latin1").split("\n", 1);
      const header = JSON.parse(first);
      const other = { archive: archive.replace("29", "30"), pictures: null, count: 2 };
      expect(isSigned({ ...header, linesSha256: "b".repeat(64), archiveSha256: "b".repeat(64), ...other })).toBe(false);
      const changed = field in other ? other[field as keyof typeof other] : "b".repeat(64);
      expect(isSigned({ ...header, [field]: changed })).toBe(false);
      expect(isSigned({ ...header, [field]: undefined })).toBe(false);
    },
  );

  test("an index with other lines than the signed ones is damaged; one of an earlier version is read", async () => {
    await writeSigned(3);
    const [first = "", ...lines] = zstdDecompressSync(readFileSync(file)).toString("latin1").split("\n");
    write([first, lineOf(pictureOf(7)), ...lines.slice(1)].join("\n"));
    await expect(read()).rejects.toThrow("is damaged");
    write(`${headerOf(1)}\n${lineOf(pictureOf(7))}\n`);
    const { header, pictures } = await read();
    expect(pictures).toEqual([pictureOf(7)]);
    expect(header && isSigned(header)).toBe(false);
  });
});

describe("a hostile index", () => {
  const good = [pictureOf(1), pictureOf(2)].map(lineOf);
  test.each<[string, string | Buffer]>([
    ["of nothing", ""],
    ["without a header", `${good.join("\n")}\n`],
    ["with a header of another archive", `${headerOf(0).replace("29T", "28T")}\n`],
    ["that counts more than it has", `${headerOf(3)}\n${good.join("\n")}\n`],
    ["that counts fewer than it has", `${headerOf(1)}\n${good.join("\n")}\n`],
    ["that counts more than is accepted", `${headerOf(10 ** 9)}\n`],
    ["with the same picture twice", `${headerOf(2)}\n${good[0]}\n${good[0]}\n`],
    ["in another order", `${headerOf(2)}\n${good[1]}\n${good[0]}\n`],
    ["whose last line has no end", `${headerOf(2)}\n${good.join("\n")}`],
    ["with a path that leads out", `${headerOf(1)}\n${good[0]?.split("/")[0]}/../../etc/passwd\n`],
    ["with a size that is no number", `${headerOf(1)}\n${good[0]?.replace(" 1 ", " -1 ")}\n`],
    ["with a line of megabytes", `${headerOf(1)}\n${"x".repeat(5 * 2 ** 20)}\n`],
    ["with a header that is nested deeply", `${"[".repeat(3_000)}\n`],
    ["in UTF-16", Buffer.from(`${headerOf(2)}\n${good.join("\n")}\n`, "utf16le")],
  ])("%s is damaged", async (_what, text) => {
    write(text);
    await expect(read()).rejects.toThrow("is damaged");
  });

  test("that decompresses to gigabytes is refused", async () => {
    const part = zstdCompressSync(Buffer.from(`${"x".repeat(1_000)}\n`.repeat(32_000)));
    writeFileSync(
      file,
      Buffer.concat([zstdCompressSync(`${headerOf(1)}\n`), ...Array.from({ length: 100 }, () => part)]),
    );
    await expect(read()).rejects.toThrow("is damaged");
    // Nothing but empty lines is a line that is no picture.
    writeFileSync(file, zstdCompressSync(Buffer.alloc(300 * 2 ** 20, "\n")));
    await expect(read()).rejects.toThrow("is damaged");
  });

  test("of arbitrary bytes ends in an error, or in pictures with valid keys", async () => {
    await writeSigned(40);
    const whole = readFileSync(file);
    const plain = zstdDecompressSync(whole);
    const changed = fc.tuple(fc.nat(plain.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(changed, async ([at, bytes, isCompressed]) => {
        const base = isCompressed ? whole : plain;
        const place = at % base.length;
        const text = Buffer.concat([base.subarray(0, place), bytes, base.subarray(place + bytes.length)]);
        if (isCompressed) writeFileSync(file, text);
        else write(text);
        const outcome = await read().catch((error: Error) => error);
        if (outcome instanceof Error) expect(outcome.message).toContain("is damaged");
        else for (const { key } of outcome.pictures) expect(key).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{24}\/master\.png$/);
      }),
      { numRuns: 300 },
    );
  });
});
