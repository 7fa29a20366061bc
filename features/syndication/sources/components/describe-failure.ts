import type { FeedFailure } from "#db/schema/syndication.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { isFailureCode } from "../failure-codes.ts";

/** Why a fetch failed and what to do, in words, with the place of the damage. */
export function describeFailure({ code, status, line, column }: FeedFailure): string {
  const t = translator();
  const known = isFailureCode(code) ? code : "other";
  const text = t(`sources.failures.${known}`, { status: status ?? 0 });
  const place = line ? ` ${t("sources.place", { line, column: column ?? 1 })}` : "";
  return typeset(`${text}${place}`);
}
