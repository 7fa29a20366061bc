import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { isSettingKey, settingKeys } from "#features/settings/schema.ts";
import { refused } from "#lib/result.ts";
import { expectOk, printResult, resolveFromCaller, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const settings = program.command("settings").description("read and change the site's settings");

  settings
    .command("get")
    .argument("[key]", "one setting; without it, all")
    .description("print one setting, or all")
    .option("--json", "print as JSON")
    .action(async (key: string | undefined, options: { json?: boolean }) => {
      if (key !== undefined && !isSettingKey(key)) expectOk(unknownKey(key));
      const all = await withDatabase(({ db }) => readSettings(db));
      if (key !== undefined && isSettingKey(key)) printResult({ [key]: all[key] }, options, () => String(all[key]));
      else printResult(all, options, () => settingKeys.map((name) => `${name} = ${JSON.stringify(all[name])}`));
    });

  settings
    .command("set")
    .argument("<key>")
    .argument(
      "[value]",
      "the new value; without it, what comes on standard input; an empty text restores the built-in one",
    )
    .description(`change one setting; a running site follows within a second. Settings: ${settingKeys.join(", ")}`)
    .option(
      "--file <path>",
      "read the value from a file (for the Markdown of pages.about, pages.privacy, pages.legal and pages.rules)",
    )
    .option("--json", "print the result as JSON")
    .action(async (key: string, value: string | undefined, options: { file?: string; json?: boolean }) => {
      if (!isSettingKey(key)) expectOk(unknownKey(key));
      const typed =
        value ??
        (options.file === undefined
          ? await text(process.stdin)
          : readFileSync(resolveFromCaller(options.file), "utf8"));
      const result = expectOk(await withDatabase(({ db }) => setSetting(db, key, typed)));
      printResult(
        result,
        options,
        () => `${result.key} = ${JSON.stringify(result.value)}${result.changed ? "" : " (as before)"}`,
      );
    });
}

function unknownKey(key: string) {
  return refused("setting.unknown", undefined, { key, known: settingKeys.join(", ") });
}
