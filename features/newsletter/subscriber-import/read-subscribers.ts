import { type CsvFile, readCsvFile } from "#lib/csv-file.ts";
import { canonicalAddress } from "#lib/email-address.ts";

/** What the other system says of an address. `unconfirmed`: also one without any date, which proves no consent. */
export type ImportedStatus = "subscribed" | "unconfirmed" | "unsubscribed" | "bounced";

export interface ImportedSubscriber {
  /** In its canonical spelling. */
  email: string;
  status: ImportedStatus;
  /** When the address was entered and confirmed, as far as the file says. */
  requestedAt: Date | undefined;
  confirmedAt: Date | undefined;
}

export type WrongSubscriberLine = "cells" | "address" | "status";
export type Source = "MailPoet" | "Mailchimp" | "The Newsletter Plugin" | "CSV";

/**
 * The headings of MailPoet 3 and later (in English and French, as it translates them), of Mailchimp (which writes a file
 * for each status, told apart by UNSUB_TIME and CLEAN_TIME), of The Newsletter Plugin, and of a list made by hand.
 */
const columns = {
  email: ["email", "email address", "e-mail", "adresse e-mail", "adresse email", "courriel", "adresse électronique"],
  status: ["global status", "global_status", "status", "statut global", "état global", "statut", "état"],
  listStatus: ["list status", "list_status", "statut de la liste", "état de la liste"],
  requested: [
    ...["subscription time", "created_at", "optin_time", "date", "subscribed_at", "created"],
    ...["date d’inscription", "date d'inscription", "heure d’inscription", "heure d'inscription"],
    ...["heure d’abonnement", "heure d'abonnement", "date d’abonnement", "date d'abonnement"],
  ],
  confirmed: [
    "confirmation time",
    "confirmed_at",
    "confirm_time",
    "confirmed",
    "date de confirmation",
    "heure de confirmation",
  ],
  unsubscribed: ["unsub_time", "unsubscribed_at"],
  cleaned: ["clean_time", "bounced_at"],
  mailchimp: ["euid", "leid", "member_rating"],
  token: ["token"],
} as const;

/** The headings of dates in English. */
export const listDateColumns = (): string[] => [...columns.requested.slice(0, 6), ...columns.confirmed.slice(0, 4)];

/** MailPoet's words, Mailchimp's, and the letters of The Newsletter Plugin. `inactive`: reads nothing any more, so is asked again. */
const statuses: Record<string, ImportedStatus> = {
  ...{ subscribed: "subscribed", active: "subscribed", confirmed: "subscribed", c: "subscribed" },
  ...{ abonné: "subscribed", confirmé: "subscribed" },
  ...{ unconfirmed: "unconfirmed", pending: "unconfirmed", inactive: "unconfirmed", s: "unconfirmed" },
  ...{ "non confirmé": "unconfirmed", inactif: "unconfirmed" },
  ...{ unsubscribed: "unsubscribed", u: "unsubscribed", désabonné: "unsubscribed", désinscrit: "unsubscribed" },
  ...{ bounced: "bounced", cleaned: "bounced", complained: "bounced", b: "bounced", p: "bounced" },
  ...{ retourné: "bounced", "en erreur": "bounced" },
};

/** An address may have a line for each list. The strongest refusal of them counts, except that leaving one list is not leaving all. */
const weight: Record<ImportedStatus, number> = { unconfirmed: 1, subscribed: 2, unsubscribed: 3, bounced: 4 };

/**
 * Reads a list of subscribers, one entry for each address. Keeps the list in memory: about 30 MB for 100,000 addresses.
 * Lines that cannot be used go to `onWrong`. Throws an OperatorError that names the line.
 */
export async function readSubscribers(
  path: string,
  {
    onWrong,
    ...options
  }: { onWrong: (line: number, why: WrongSubscriberLine) => void } & Pick<CsvFile<string>, "onProgress">,
): Promise<{ source: Source; subscribers: ImportedSubscriber[]; repeated: number }> {
  const byAddress = new Map<string, ImportedSubscriber & { weight: number }>();
  let found: ReadonlySet<keyof typeof columns> = new Set();
  let repeated = 0;
  const lines = readCsvFile(path, {
    ...options,
    what: "a list of subscribers",
    columns,
    required: ["email"],
    onWrongLine: (line) => onWrong(line, "cells"),
    onHeadings: (headings) => {
      found = headings;
    },
  });
  for await (const { line, cells } of lines) {
    const email = canonicalAddress(cells.email);
    if (email === undefined) {
      onWrong(line, "address");
      continue;
    }
    const requestedAt = toMoment(cells.requested);
    const confirmedAt = toMoment(cells.confirmed);
    const read = readStatus(cells, found);
    if (read === undefined) {
      onWrong(line, "status");
      continue;
    }
    const isProven = requestedAt !== undefined || confirmedAt !== undefined;
    const status = read.status === "subscribed" && !isProven ? "unconfirmed" : read.status;
    const entry = { email, status, requestedAt, confirmedAt, weight: read.ofOneList ? 1.5 : weight[status] };
    const key = email.toLowerCase();
    const before = byAddress.get(key);
    if (before) repeated += 1;
    if (!before || entry.weight > before.weight) byAddress.set(key, entry);
  }
  const subscribers = [...byAddress.values()].map(({ weight: _, ...subscriber }) => subscriber);
  return { source: findSource(found), subscribers, repeated };
}

function readStatus(
  cells: Record<keyof typeof columns, string>,
  found: ReadonlySet<string>,
): { status: ImportedStatus; ofOneList?: boolean } | undefined {
  if (cells.cleaned !== "" || (found.has("cleaned") && !found.has("status"))) return { status: "bounced" };
  if (cells.unsubscribed !== "" || (found.has("unsubscribed") && !found.has("status")))
    return { status: "unsubscribed" };
  const [global, ofList] = [cells.status, cells.listStatus].map((word) => statuses[word.toLowerCase()]);
  if ((cells.status !== "" && !global) || (cells.listStatus !== "" && !ofList)) return undefined;
  // Subscribed in general, and no longer to this list; another line may name a list that they still have.
  if (ofList === "unsubscribed" && (global ?? "subscribed") === "subscribed")
    return { status: "unsubscribed", ofOneList: true };
  const status = global === "subscribed" ? (ofList ?? global) : (global ?? ofList);
  if (status) return { status };
  // Without a word for it: Mailchimp's subscribed members, or a list with the moment of the confirmation.
  return {
    status: cells.confirmed !== "" || (found.has("mailchimp") && cells.requested !== "") ? "subscribed" : "unconfirmed",
  };
}

function findSource(found: ReadonlySet<string>): Source {
  if (found.has("mailchimp")) return "Mailchimp";
  if (found.has("listStatus")) return "MailPoet";
  return found.has("token") ? "The Newsletter Plugin" : "CSV";
}

/** A date as these systems write it, in UTC unless it says otherwise; not one in the future. */
function toMoment(cell: string): Date | undefined {
  const [, day, time, zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,6})?(Z|[+-]\d\d:?\d\d)?)?$/.exec(cell) ?? [];
  if (!day) return undefined;
  const moment = new Date(`${day}T${time ?? "00:00"}${zone}`);
  return moment.getTime() > Date.UTC(1995, 0, 1) && moment.getTime() <= Date.now() ? moment : undefined;
}
