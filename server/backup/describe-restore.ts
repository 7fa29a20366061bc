import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RestoreResult } from "./restore-site.ts";

/** What an operator has to know after a restore, in lines. */
export function describeRestore(
  { manifest, keptDatabase, pictures, heldMail, check, notes }: RestoreResult,
  {
    siteUrl,
    isEmbedded,
    dataDir,
    hasGivenSecrets,
  }: { siteUrl: string; isEmbedded: boolean; dataDir: string; hasGivenSecrets: boolean },
): string[] {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const held = [
    [heldMail.jobs, "mails in the queue"],
    [heldMail.notifications, "mails about notifications"],
    [heldMail.issues, "issues of the newsletter (see /admin/newsletter)"],
  ].filter(([count]) => count !== 0);
  return [
    `The site of ${manifest.siteUrl} is restored as it was at ${manifest.madeAt}: ${rows.toLocaleString("en")} rows, every table equal to the backup; ${pictures.written} pictures written, ${pictures.kept} were there.`,
    check.total === 0
      ? `All ${check.checks} checks passed.`
      : `The checks found ${check.total} contradictions, which the backed-up site had too: \`npm run vigie -- check\` lists them.`,
    ...(held.length > 0
      ? [
          `Not sent, because they may have been sent since the backup: ${held.map(([count, what]) => `${count} ${what}`).join(", ")}.`,
        ]
      : []),
    ...(manifest.hasSecrets
      ? ["The secret keys were in the backup and are restored."]
      : [
          hasGivenSecrets
            ? "The backup has no secret keys: AUTH_SECRET and NEXT_SERVER_ACTIONS_ENCRYPTION_KEY of this environment are used. They are right if they are those of the site that was backed up."
            : existsSync(join(dataDir, "auth-secret"))
              ? `The backup has no secret keys; those in ${dataDir} stay, and are right if the backup is of the same site.`
              : `The backup has no secret keys. Copy auth-secret and actions-key of the old DATA_DIR into ${dataDir} before the start; without them members sign in again, second steps must be set up again, and links in mails that were sent no longer work.`,
        ]),
    ...(manifest.pictures === "omitted"
      ? ["The backup has no pictures: they must be in the storage of this environment already."]
      : []),
    ...(pictures.missing > 0
      ? [
          `${pictures.missing} pictures are neither in the storage nor beside the backup: \`npm run vigie -- check\` names them.`,
        ]
      : []),
    ...notes,
    ...(manifest.siteUrl === siteUrl
      ? []
      : [
          `The site had the address ${manifest.siteUrl} and has ${siteUrl} here. Links in mails that were sent, and other sites' subscriptions, still name the old one; sign-in with GitHub or Google and passkeys need the new address; if both sites run, leave SMTP_URL unset on the copy.`,
        ]),
    ...(keptDatabase
      ? [
          `The replaced database is kept as ${keptDatabase}. \`npm run vigie -- restore undo\` brings it back, \`npm run vigie -- restore clean\` deletes it.`,
        ]
      : []),
    `Start the site with \`npm start\`${isEmbedded ? "" : " and the same DATABASE_URL"}.`,
  ];
}
