import type { QueueItem } from "./items/queue-item.ts";

/** A decision as a form's fields. */
export type FormFields = Record<string, string>;

/** What a form sends, without what is empty and without Next's own. */
export function toFormFields(form: FormData): FormFields {
  return Object.fromEntries(
    [...form].filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && entry[1] !== "" && !entry[0].startsWith("$") && entry[0] !== "back",
    ),
  );
}

/** The form of a ban or a suspension: what belongs to the other measure is left out. */
export function readSanctionFields(form: FormData): FormFields {
  const { days, comments, ...fields } = toFormFields(form);
  if (fields.action === "suspend") return days === undefined ? fields : { ...fields, days };
  return comments === undefined ? fields : { ...fields, comments };
}

/** Which of the comments on the page a sanction decides too: what is read or waits, and only where the ban takes it along. */
export function listCascadedItems(items: readonly QueueItem[], { id, action, comments }: FormFields): QueueItem[] {
  if (action !== "ban" || comments === undefined) return [];
  return items.filter(
    ({ author, status, deleted }) =>
      String(author.id) === id && (status === "visible" || status === "pending") && !deleted,
  );
}
