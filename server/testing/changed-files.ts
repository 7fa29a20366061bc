import { execFileSync } from "node:child_process";
import { OperatorError } from "#lib/operator-error.ts";

/** The differences from main, committed or not. */
export interface Changes {
  /** Paths relative to the project's folder, sorted; removed files too. */
  files: string[];
  /** A file as it was before, or undefined if there was none. */
  before(path: string): string | undefined;
}

/** Compares the working tree of `root` with the commit where its branch left main (on main: with the last commit). */
export function findChanges(root: string): Changes {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "core.quotePath=false", ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 * 2 ** 20,
    });
  const attempt = (...args: string[]) => {
    try {
      return git(...args);
    } catch {
      return undefined;
    }
  };
  if (attempt("rev-parse", "--verify", "HEAD") === undefined)
    throw new OperatorError("`changed` compares with git, and this folder has no commit: run `npm test` instead.");
  const mains = ["main", "origin/main", "master", "origin/master"];
  const base = mains.map((main) => attempt("merge-base", "HEAD", main)?.trim()).find(Boolean) ?? "HEAD";
  const lines = (text: string) => text.split("\n").filter(Boolean);
  const changed = lines(git("diff", "--name-only", "--no-renames", "--relative", base));
  const added = lines(git("ls-files", "--others", "--exclude-standard"));
  return {
    files: [...new Set([...changed, ...added])].sort(),
    before: (path) => attempt("show", `${base}:./${path}`),
  };
}
