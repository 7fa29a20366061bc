const pending = "pending-";

/** The id of a picture that is on its way into the library. No stored text holds one: the allowlist knows library ids only. */
export function pendingId(key: string): string {
  return `${pending}${key}`;
}

/** Whether a picture is on its way into the library. */
export function isPending({ id }: { id: string }): boolean {
  return id.startsWith(pending);
}
