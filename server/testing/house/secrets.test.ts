import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeFiles, readSource, root } from "./source-files.ts";

/** Lists every file that is, or would be, committed. */
function allFiles(): string[] {
  if (existsSync(join(root, ".git"))) {
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    });
    return listed.split("\n").filter((path) => path && existsSync(join(root, path)));
  }
  return globSync("**/*", { cwd: root, exclude: (name) => /^(node_modules|\.next|\.data|\.test)$/.test(name) });
}

const files = allFiles().filter((path) => statSync(join(root, path)).isFile());

test("raw HTML enters a page in one reviewed place only", () => {
  const users = codeFiles().filter(
    (path) =>
      !path.startsWith("server/testing/") &&
      /dangerouslySetInnerHTML|\.innerHTML\s*=|insertAdjacentHTML/.test(readSource(path)),
  );
  expect(users, "make React elements of it: lib/prose/render.tsx").toEqual(["components/json-ld.client.tsx"]);
});

test("no secret is committed", () => {
  const secret =
    /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}|\bAKIA[0-9A-Z]{16}\b|\bxox[abp]-[\w-]{20,}|\bsk_live_\w{16,}|\bnpm_[A-Za-z0-9]{36}\b|postgres(?:ql)?:\/\/\w+:(?!\$\{)[^@\s"'`]{8,}@(?!127\.0\.0\.1|localhost|db\b|host\b)/;
  const found = files.filter(
    (path) =>
      /\.(tsx?|mjs|json|md|ya?ml|sh|css|sql|txt)$|\/run$/.test(path) &&
      secret.test(readFileSync(join(root, path), "utf8")),
  );
  expect(found).toEqual([]);
  expect(files.filter((path) => /(^|\/)\.env(\.|$)|\.pem$|(^|\/)id_(rsa|ed25519)/.test(path))).toEqual([]);
});

test("no generated file is committed", () => {
  expect(
    files.filter((path) => /^(\.next|\.data|\.test|node_modules|test-results)\/|\.tsbuildinfo$/.test(path)),
  ).toEqual([]);
});

test("package-lock.json installs from any registry that npm is configured to use", () => {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  expect(
    lock.match(/"resolved":/g) ?? [],
    'leave out "resolved": npm config set omit-lockfile-registry-resolved true',
  ).toEqual([]);
});

test("dependencies and the lock file have exact versions", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const wanted: Record<string, string> = { ...dependencies, ...devDependencies };
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const loose = Object.entries(wanted).filter(
    ([name, version]) => packages[`node_modules/${name}`]?.version !== version,
  );
  expect(loose, "npm install --save-exact").toEqual([]);
});

test("no comment suppresses a checker without a reason", () => {
  const code = codeFiles({ tests: true }).filter((path) => !path.startsWith("server/testing/house/"));
  const silenced = code.filter((path) =>
    /@ts-(ignore|nocheck)|\bas unknown as\b|\bas any\b|biome-ignore [^\n:]*(?::\s*)?$/m.test(readSource(path)),
  );
  expect(silenced).toEqual([]);
});
