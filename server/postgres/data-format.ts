import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lastCommitBeforeBaseline } from "#db/baseline.ts";
import { OperatorError } from "#lib/operator-error.ts";

/** The layout of DATA_DIR, stored in the file `format` in it. It grows when a version cannot use the folders of the version before. */
const format = 1;

/** Files of a database cluster that this folder has, or whose place it remembers. */
const clusterFiles = ["postgres/data", "postgres/place.json"];

/**
 * Throws an OperatorError with one line if another version made this data folder and this one cannot use it. Changes nothing. A folder with a
 * database but without the file `format` was made before the first release.
 */
export function checkDataFormat(dataDir: string): void {
  const folder = path.resolve(dataDir);
  const file = path.join(folder, "format");
  if (existsSync(file)) {
    const found = readFileSync(file, "utf8").trim();
    if (found === String(format)) return;
    throw new OperatorError(
      `The data folder ${folder} was made by a newer version (format ${found.slice(0, 20)}, and this version knows ${format}): start that version, or set DATA_DIR to another folder; nothing was changed.`,
    );
  }
  if (!clusterFiles.some((name) => existsSync(path.join(folder, name)))) return;
  throw new OperatorError(
    `The data folder ${folder} was made before Vigie's first release (it has no file "format"), and the last commit able to open it is ${lastCommitBeforeBaseline}: check that commit out, or set DATA_DIR to another folder; nothing was changed.`,
  );
}

/** Notes the format in a folder that has none yet. */
export function writeDataFormat(dataDir: string): void {
  const file = path.join(path.resolve(dataDir), "format");
  if (existsSync(file)) return;
  const part = `${file}.${process.pid}.part`;
  // On the disk before it has its name: an empty file would be refused.
  writeFileSync(part, `${format}\n`, { flush: true });
  renameSync(part, file);
}
