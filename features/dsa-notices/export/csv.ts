import type { Executor } from "#db/client.ts";
import { translator } from "#i18n/translator.ts";
import { csvByteOrderMark, csvLine } from "#lib/csv.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { streamDsaNotices } from "./queries.ts";

/**
 * All notices as CSV in the site's language, in chunks of some hundred lines.
 * @param viewerId the moderator who exports (see `streamDsaNotices`)
 */
export async function* streamDsaNoticesCsv(db: Executor, viewerId: number): AsyncGenerator<string, void> {
  const t = translator();
  const columns = [
    ...(["reference", "received", "ground", "address", "explanation"] as const),
    ...(["name", "email", "state", "outcome", "decided", "reasons"] as const),
  ];
  yield csvByteOrderMark + csvLine(columns.map((column) => t(`dsaNotices.csv.${column}`)));
  for await (const rows of streamDsaNotices(db, viewerId))
    yield rows
      .map((row) =>
        csvLine([
          row.reference,
          row.createdAt.toISOString(),
          t(`dsaNotices.grounds.${row.ground}`),
          absoluteUrl(row.address),
          row.explanation,
          row.name,
          row.email,
          t(`dsaNotices.states.${row.state}`),
          row.outcome && t(`dsaNotices.outcomes.${row.outcome}`),
          row.decidedAt?.toISOString() ?? null,
          row.reasons,
        ]),
      )
      .join("");
}
