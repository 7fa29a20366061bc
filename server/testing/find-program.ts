import { existsSync } from "node:fs";
import path from "node:path";

/** The path of a program of the system that a test runs; undefined if the machine does not have it. */
export function findProgram(name: string): string | undefined {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/bin"]
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}
