/** Far more than a mail program sends (bytes). */
const maxBodyLength = 4_096;

const field = "List-Unsubscribe";
const value = "One-Click";
const disposition = /^content-disposition:/i;
const fieldName = /;\s*name=(?:"List-Unsubscribe"|List-Unsubscribe(?=$|[\s;]))/i;

/**
 * Whether a body is the one-click unsubscription of a mail program: the field `List-Unsubscribe=One-Click`, as a multipart or a URL-encoded
 * form (RFC 8058, section 3.2). Programs write multipart forms in more ways than browsers do, so the parts are read line by line.
 */
export function isOneClickBody(contentType: string, body: Buffer): boolean {
  if (body.length > maxBodyLength) return false;
  const text = body.toString("utf8");
  if (!/^multipart\/form-data(?:$|[\s;])/i.test(contentType))
    return new URLSearchParams(text.trim()).get(field) === value;
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const head = lines.findIndex((line) => disposition.test(line) && fieldName.test(line));
  const blank = head < 0 ? -1 : lines.indexOf("", head);
  return blank >= 0 && lines[blank + 1] === value;
}
