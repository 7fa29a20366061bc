import { readFileSync } from "node:fs";
import path from "node:path";
import { controlFolder } from "./cluster-location.ts";

/**
 * The superuser's address of the embedded PostgreSQL of a DATA_DIR. The application never uses it: only a restore, which
 * creates and exchanges databases.
 */
export function superuserAddress(dataDir: string, applicationUrl: string, database = "postgres"): string {
  const password = readFileSync(path.join(controlFolder(dataDir), "superuser-password"), "utf8");
  return Object.assign(new URL(applicationUrl), { username: "postgres", password, pathname: `/${database}` }).href;
}
