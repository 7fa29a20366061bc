import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { unpackArchive } from "./release-archive.ts";

const folder = mkdtempSync(path.join(tmpdir(), "vigie-archive-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const newFolder = () => {
  count += 1;
  const made = path.join(folder, `into-${count}`);
  mkdirSync(made);
  return made;
};

/** One entry of a tar, as an attacker may write it. */
function entry(
  name: string,
  options: { type?: string; content?: string; link?: string; size?: number; sum?: number } = {},
): Buffer {
  const { type = "0", content = "", link = "", sum = 0 } = options;
  const size = options.size ?? content.length;
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write("ustar\x0000", 257);
  const total = header.reduce((all, byte) => all + byte, sum);
  header.write(`${total.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.from(content);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

const end = Buffer.alloc(1_024);

async function unpack(bytes: Buffer, name = "release.tar"): Promise<string> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return unpackArchive(file, newFolder());
}

/** A release as tar writes it, with a long name, a program and npm's kind of link. */
function makeArchive(): Buffer {
  const source = path.join(folder, "source", "vigie-2");
  rmSync(path.dirname(source), { recursive: true, force: true });
  const deep = path.join(source, "node_modules", "x".repeat(90), "y".repeat(90));
  mkdirSync(path.join(source, "node_modules", ".bin"), { recursive: true });
  mkdirSync(deep, { recursive: true });
  writeFileSync(path.join(source, "package.json"), '{"name":"vigie"}');
  writeFileSync(path.join(deep, "été.js"), "long");
  writeFileSync(path.join(source, "run.sh"), "run", { mode: 0o755 });
  symlinkSync("../x.js", path.join(source, "node_modules", ".bin", "x"));
  const file = path.join(folder, "made.tar");
  expect(spawnSync("tar", ["-cf", file, "-C", path.dirname(source), "vigie-2"]).status).toBe(0);
  return readFileSync(file);
}

describe("an archive of a release", () => {
  for (const [name, format] of [
    ["GNU", "--format=gnu"],
    ["POSIX", "--format=pax"],
  ] as const) {
    test(`of ${name} tar is unpacked with its long names, programs and links`, async () => {
      makeArchive();
      const file = path.join(folder, "made.tar");
      spawnSync("tar", ["-cf", file, format, "-C", path.join(folder, "source"), "vigie-2"]);
      const into = await unpack(readFileSync(file));
      expect(readFileSync(path.join(into, "package.json"), "utf8")).toBe('{"name":"vigie"}');
      expect(readFileSync(path.join(into, "node_modules", "x".repeat(90), "y".repeat(90), "été.js"), "utf8")).toBe(
        "long",
      );
      expect(statSync(path.join(into, "run.sh")).mode & 0o777).toBe(0o755);
      expect(readlinkSync(path.join(into, "node_modules", ".bin", "x"))).toBe("../x.js");
    });
  }

  test("may be compressed, whatever its name", async () => {
    const bytes = makeArchive();
    expect(existsSync(path.join(await unpack(gzipSync(bytes), "a.tar.gz"), "package.json"))).toBe(true);
    expect(existsSync(path.join(await unpack(gzipSync(bytes), "v0.1.1"), "package.json"))).toBe(true);
    expect(existsSync(path.join(await unpack(zstdCompressSync(bytes), "a.tar.zst"), "package.json"))).toBe(true);
  });

  test("may have its files in a folder, as on GitHub, or without one, as `git archive` makes it", async () => {
    const repository = path.join(folder, "repository");
    mkdirSync(path.join(repository, ".ci"), { recursive: true });
    writeFileSync(path.join(repository, ".ci", "run"), "ci");
    writeFileSync(path.join(repository, "package.json"), "{}");
    const git = (...args: string[]) => {
      const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-C", repository];
      const run = spawnSync("git", [...identity, ...args]);
      expect(run.stderr.toString()).toBe("");
      return run.stdout;
    };
    git("init", "--quiet", "--initial-branch=main");
    git("add", ".");
    git("commit", "--quiet", "--message", "Release");
    for (const prefix of ["--prefix=vigie-0.1.1/", ""]) {
      const archive = git("archive", "--format=tar", ...(prefix ? [prefix] : []), "HEAD");
      const content = await unpack(archive);
      expect(readdirSync(content).sort()).toEqual([".ci", "package.json"]);
    }
  });

  test("of another format is refused with the one to choose", async () => {
    for (const start of ["PK\x03\x04", "BZh9", "\xfd7zXZ\0"])
      await expect(unpack(Buffer.from(`${start}and more`, "latin1"), "release")).rejects.toThrow(
        "use the .tar.gz of the same release",
      );
  });

  test("is refused if it has no end", async () => {
    const endless = Buffer.concat([entry("v/a", { content: "x" }), Buffer.alloc(17 * 2 ** 20)]);
    await expect(unpack(gzipSync(endless), "bomb.tgz")).rejects.toThrow("more data after its end");
  });

  test("is refused if it is cut short, at each tenth", async () => {
    const [plain, gzipped] = [makeArchive(), gzipSync(makeArchive())];
    // tar pads its end with empty blocks, of which two count.
    const used = plain.length - (plain.length - plain.findLastIndex((byte) => byte !== 0));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      await expect(unpack(plain.subarray(0, (used * tenth) / 10))).rejects.toThrow(/cut short|damaged/);
      await expect(unpack(gzipped.subarray(0, (gzipped.length * tenth) / 10), "cut.tgz")).rejects.toThrow(
        /cut short|damaged/,
      );
    }
  });

  test("is refused if it is none", async () => {
    await expect(unpack(Buffer.from("<html>Not found</html>".repeat(100)))).rejects.toThrow("damaged, or not");
    await expect(unpack(Buffer.from("<html>Not found</html>"), "page.tar.gz")).rejects.toThrow("cut short");
  });

  test.each([
    ["a parent folder", [entry("vigie/../../evil", { content: "x" })], "leads out of the folder"],
    ["an absolute path", [entry("/tmp/evil", { content: "x" })], "leads out of the folder"],
    ["a link out", [entry("vigie/out", { type: "2", link: "../../etc" })], "leads out of the folder"],
    ["an absolute link", [entry("vigie/out", { type: "2", link: "/etc" })], "leads out of the folder"],
    [
      "a file behind a link",
      [entry("v/a/", { type: "5" }), entry("v/b", { type: "2", link: "a" }), entry("v/b/c", { content: "x" })],
      "leads through a link",
    ],
    [
      "a link out through another link",
      [
        entry("v/a/b/c/", { type: "5" }),
        entry("v/x/", { type: "5" }),
        entry("v/a/b/c/up", { type: "2", link: "../../../x" }),
        entry("v/out", { type: "2", link: "a/b/c/up/../../../made.tar" }),
      ],
      "leads out of the folder",
    ],
    ["a folder with content", [entry("v/a", { content: "x" }), entry("v", { size: 2 ** 30 })], "damaged"],
    ["a hard link", [entry("v/a", { content: "x" }), entry("v/b", { type: "1", link: "v/a" })], "neither a file"],
    ["a device", [entry("v/a", { type: "3" })], "neither a file"],
    ["a wrong checksum", [entry("v/a", { content: "x", sum: 1 })], "damaged, or not"],
    ["more bytes than any release", [entry("v/a", { size: 7 * 2 ** 30 })], "larger than any release"],
    ["an endless name", [entry("v", { type: "L", size: 2 ** 20 })], "too long"],
    ["a link out of its only folder", [entry("v/out", { type: "2", link: "../made" })], "leads out of the folder"],
  ])("is refused for %s", async (_what, entries, reason) => {
    await expect(unpack(Buffer.concat([...entries, end]))).rejects.toThrow(reason);
    expect(existsSync("/tmp/evil")).toBe(false);
    expect(existsSync(path.join(folder, "evil"))).toBe(false);
  });

  test("does not replace a file that it names twice", async () => {
    const twice = [entry("v/a", { content: "x" }), entry("v/a", { content: "y" }), end];
    await expect(unpack(Buffer.concat(twice))).rejects.toThrow(/EEXIST/);
  });
});
