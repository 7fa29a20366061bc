const pending = "pending-";

/** The id of a picture that is not in the library yet. No stored text contains one: the allowlist accepts library ids only. */
export function toPendingId(key: string): string {
  return `${pending}${key}`;
}

/** Whether a picture is not in the library yet. */
export function isPending({ id }: { id: string }): boolean {
  return id.startsWith(pending);
}
