/**
 * Replaces control characters: a name or a title that a stranger chose, or a row of a hostile backup, must not write to
 * the operator's terminal anything but text.
 */
export function printableText(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
}
