import { csvByteOrderMark, csvLine } from "#lib/csv.ts";
import { readMembers, readSubscribers } from "../queries.ts";
import type { ExportRun } from "./export-run.ts";

/** Only their owner may read files with addresses of people. */
const ownerOnly = 0o600;

/** Writes the accounts. Passwords are not in it: other systems cannot use their hashes. Returns how many there are. */
export function writeMembers(run: ExportRun): Promise<number> {
  return writeTable(
    run,
    "members.csv",
    ["email", "name", "handle", "role", "created_at", "confirmed_at"],
    async function* () {
      for await (const page of readMembers(run.sql))
        for (const { email, name, handle, role, createdAt, confirmedAt } of page)
          yield [email ?? "", name, handle, role, createdAt.toISOString(), confirmedAt?.toISOString() ?? ""];
    },
  );
}

/** Writes the newsletter's subscribers, with the moment of their consent. Returns how many there are. */
export function writeSubscribers(run: ExportRun): Promise<number> {
  return writeTable(
    run,
    "subscribers.csv",
    ["email", "confirmed_at", "rhythm", "alerts", "topics", "locale"],
    async function* () {
      for await (const page of readSubscribers(run.sql))
        for (const { email, confirmedAt, rhythm, alerts, topics, locale } of page)
          yield [email, confirmedAt.toISOString(), rhythm, alerts ? "yes" : "no", topics.join(" "), locale ?? ""];
    },
  );
}

async function writeTable(
  run: ExportRun,
  name: string,
  columns: string[],
  rows: () => AsyncIterable<string[]>,
): Promise<number> {
  const file = await run.folder.open(name, ownerOnly);
  let count = 0;
  await file.write(csvByteOrderMark + csvLine(columns));
  for await (const row of rows()) {
    count += 1;
    await file.write(csvLine(row));
  }
  run.folder.count(await file.close());
  return count;
}
