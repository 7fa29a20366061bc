/** What somebody typed as a link's address: whole, of this site, a domain's or a mailbox's. Undefined for words, which are none. */
export function parseTypedAddress(typed: string): string | undefined {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:|\/|#)\S+$/i.test(text)) return text;
  if (/^[^\s@/:]+@[^\s@/]+$/.test(text) && /[^@]\.[^@]/.test(text.slice(text.indexOf("@")))) return `mailto:${text}`;
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+([/?#:]\S*)?$/u.test(text) ? `https://${text}` : undefined;
}
