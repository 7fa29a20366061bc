import { translator } from "#i18n/translator.ts";
import { csvByteOrderMark, csvLine } from "#lib/csv.ts";
import type { readConsents } from "./queries.ts";

const columns = [
  ...(["address", "event", "via", "recorded", "requested"] as const),
  ...(["page", "sentence", "topics", "rhythm", "alerts"] as const),
];

/** The proofs of one subscriber's consent as CSV: codes as they are stored, times in UTC. */
export function consentsToCsv({ address, consents }: NonNullable<Awaited<ReturnType<typeof readConsents>>>): string {
  const t = translator();
  const lines = consents.map((consent) =>
    csvLine([
      address,
      consent.event,
      consent.via,
      consent.createdAt.toISOString(),
      consent.requestedAt?.toISOString() ?? null,
      consent.page,
      consent.consentText,
      consent.topics.join(", "),
      consent.rhythm,
      consent.alerts ? 1 : 0,
    ]),
  );
  return csvByteOrderMark + csvLine(columns.map((column) => t(`subscribers.csv.${column}`))) + lines.join("");
}
