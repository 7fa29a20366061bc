/**
 * Parses what an author typed as a link's address: a complete one, a path of this site, a domain or a mailbox.
 * Undefined for words.
 */
export function parseTypedAddress(typed: string): string | undefined {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:|\/|#)\S+$/i.test(text)) return text;
  if (/^[^\s@/:]+@[^\s@/]+$/.test(text) && /[^@]\.[^@]/.test(text.slice(text.indexOf("@")))) return `mailto:${text}`;
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+([/?#:]\S*)?$/u.test(text) ? `https://${text}` : undefined;
}
