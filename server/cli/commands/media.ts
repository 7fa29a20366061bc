import { join } from "node:path";
import type { Command } from "commander";
import { dropIdleSizes } from "#features/media/cleaning/idle-sizes.ts";
import { storageFolders } from "#features/media/cleaning/rules.ts";
import { cleanStrays } from "#features/media/cleaning/strays.ts";
import { formatBytes } from "#lib/byte-size.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { printResult, withDatabase } from "../run-command.ts";

interface CleanOptions {
  dryRun?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command("media")
    .description("the pictures' files")
    .command("clean")
    .description(
      "delete files of pictures that were deleted or replaced, and, while the disk is nearly full, sizes that nobody asked for lately; the worker does so by itself",
    )
    .option("--dry-run", "only count")
    .option("--json", "print the figures as JSON")
    .action(async (options: CleanOptions) => {
      const isDryRun = options.dryRun === true;
      const cleaned = await withDatabase(async ({ db, env, signal }) => ({
        strays: await cleanStrays(db, { storage: mediaStorage(), folders: storageFolders, signal, isDryRun }),
        sizes: env.S3_BUCKET
          ? { files: 0, bytes: 0 }
          : await dropIdleSizes({ folder: join(env.DATA_DIR, "media"), signal, isDryRun }),
      }));
      const say = ({ files, bytes }: { files: number; bytes: number }) =>
        `${files} ${files === 1 ? "file" : "files"} (${formatBytes(bytes, "en")})`;
      printResult({ ...cleaned, isDryRun }, options, () => [
        `${say(cleaned.strays)} of pictures that were deleted or replaced ${isDryRun ? "would be" : "were"} deleted.`,
        `${say(cleaned.sizes)} of idle sizes ${isDryRun ? "would be" : "were"} deleted.`,
      ]);
    });
}
