import { refusalMessages } from "#i18n/refusal-messages.ts";
import type { Locale } from "#i18n/translator.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { type Refusal, refused } from "#lib/result.ts";

/** Why something did not come as it was: a refusal as reports store it, shown in the reader's language. */
export type ImportReason = Pick<Refusal, "code" | "fields" | "values">;

export function toReason({ code, fields, values }: Refusal): ImportReason {
  return { code, ...(fields && { fields }), ...(values && { values }) };
}

/**
 * Formats a reason. That of a picture that was not answered has the answer's status in brackets. Reports of earlier
 * versions have English sentences instead.
 */
export function formatReason(reason: ImportReason | string, locale: Locale): string {
  if (typeof reason === "string") return reason;
  const status = reason.code.startsWith("picture.") ? reason.values?.status : undefined;
  const text = refusalMessages({ ok: false, ...reason }, locale).join(" ");
  return status === undefined ? text : `${text} (${status})`;
}

/** Why a post or page that was not public there is a draft here. `status` is WordPress's, or one of ours. */
export function toDraftReason(status: string): ImportReason {
  const reasons: Record<string, Refusal> = {
    draft: refused("import.draft"),
    "auto-draft": refused("import.draft"),
    pending: refused("import.pending"),
    private: refused("import.private"),
    protected: refused("import.protected"),
    future: refused("import.scheduled"),
    costly: refused("import.plain"),
    failed: refused("import.conversionFailed"),
    empty: refused("import.withoutText"),
  };
  return toReason(
    Object.hasOwn(reasons, status) && reasons[status]
      ? reasons[status]
      : refused("import.status", undefined, { status }),
  );
}

/** Where in the source a failure is. */
interface FailurePlace {
  /** For the command line; a page never shows paths of the server. */
  path?: string;
  /** The name of the export in an archive of several. */
  part?: string;
  line?: number;
  column?: number;
  /** Exports of the same archive that were imported before. */
  importedParts?: number;
}

/** A failure of an import that its owner can understand, in any language. Its message is the English line. */
export class ImportFailure extends OperatorError {
  readonly reason: ImportReason;
  readonly place: FailurePlace;

  constructor(refusal: Refusal, { cause, ...place }: FailurePlace & { cause?: unknown } = {}) {
    const where = [place.path, place.part, place.line, place.column].filter((at) => at !== undefined).join(":");
    const isOfFile = place.path !== undefined && !place.importedParts;
    const nothing = isOfFile ? ` ${formatReason(toReason(refused("import.nothingImported")), "en")}` : "";
    super(`${where}${where && ": "}${formatReason(toReason(refusal), "en")}${nothing}`, { cause });
    this.reason = toReason(refusal);
    this.place = place;
  }
}

/** A failure as the record of a run holds it: JSON, or the English line of an unexpected one and of earlier versions. */
export interface StoredFailure extends ImportReason {
  part?: string;
  line?: number;
  column?: number;
  /** The file is at fault: continuing would not help. */
  isOfFile?: boolean;
}

export function storeFailure(error: Error): string {
  if (!(error instanceof ImportFailure)) return error.message;
  const { path, part, line, column } = error.place;
  const place = { ...(part !== undefined && { part }), ...(line && { line }), ...(column && { column }) };
  const stored: StoredFailure = { ...error.reason, ...place, ...(path !== undefined && { isOfFile: true }) };
  return JSON.stringify(stored);
}

export function readFailure(stored: string): StoredFailure | string {
  if (!stored.startsWith('{"code":')) return stored;
  try {
    return JSON.parse(stored) as StoredFailure;
  } catch {
    return stored;
  }
}
