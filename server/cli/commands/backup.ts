import type { Command } from "commander";
import { addCopyCommands } from "../backup-copies.ts";

export function register(program: Command): void {
  const backup = program.command("backup").description("backups of the site");
  addCopyCommands(backup);
}
