import type { QueueItem } from "./items/queue-item.ts";

/** The fields of a form, by name. */
export type FormFields = Record<string, string>;

/** The text fields of a form, without empty ones, Next's own and `back`. */
export function toFormFields(form: FormData): FormFields {
  return Object.fromEntries(
    [...form].filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && entry[1] !== "" && !entry[0].startsWith("$") && entry[0] !== "back",
    ),
  );
}

/** The fields of the form for bans and suspensions, without those of the other measure. */
export function readSanctionFields(form: FormData): FormFields {
  const { days, comments, ...fields } = toFormFields(form);
  if (fields.action === "suspend") return days === undefined ? fields : { ...fields, days };
  return comments === undefined ? fields : { ...fields, comments };
}

/**
 * The items on the page that a sanction decides on too: with a ban that cascades to comments, the member's visible and
 * pending ones.
 */
export function listCascadedItems(items: readonly QueueItem[], { id, action, comments }: FormFields): QueueItem[] {
  if (action !== "ban" || comments === undefined) return [];
  return items.filter(
    ({ author, status, deleted }) =>
      String(author.id) === id && (status === "visible" || status === "pending") && !deleted,
  );
}
