/** A part of a form: a field has its text; the content of a file is not kept. */
export interface FormPart {
  name: string;
  /** Undefined for a file. */
  text: string | undefined;
  /** Bytes. */
  size: number;
}

/** More than any form of this site has: a queue page with everything selected has fewer than a thousand. */
const maxParts = 2_000;

/** The form that browsers, Node and Playwright write. Next's parsers might read looser forms differently. */
const boundaryPattern = /^multipart\/form-data; ?boundary=(?:"([\w'()+,./:=?-]{1,70})"|([\w'()+./:=?-]{1,70}))$/;
const dispositionPattern = /^form-data; name="([^"%\\\r\n]{1,200})"(?:; filename="((?:[^"\\\r\n]|\\(?!"))*)")?$/;

const fileType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w-]+=(?:"[^"\\]*"|[\w.,+-]+))*$/;
const plainField = /^(?:text\/plain; ?charset=utf-8)?$/i;

/**
 * Reads a buffered form in one pass. Undefined for anything that Next's two parsers (busboy for calls by scripts,
 * undici for forms) might read differently: headers that browsers do not write, encodings of a part, text before or
 * after the parts.
 */
export function parseMultipart(body: Buffer, contentType: string): FormPart[] | undefined {
  const match = boundaryPattern.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const first = Buffer.from(`--${boundary}`);
  const next = Buffer.from(`\r\n--${boundary}`);
  if (!body.subarray(0, first.length).equals(first)) return undefined;
  const parts: FormPart[] = [];
  let at = first.length;
  while (body.toString("latin1", at, at + 2) === "\r\n") {
    if (parts.length === maxParts) return undefined;
    const head = body.indexOf("\r\n\r\n", at, "latin1");
    const end = head < 0 ? -1 : body.indexOf(next, head + 2);
    // An incomplete head or part: the body was cut off.
    if (end < head + 4) return undefined;
    const part = readPart(body.toString("utf8", at + 2, head), body.subarray(head + 4, end));
    if (!part) return undefined;
    parts.push(part);
    at = end + next.length;
  }
  const rest = body.toString("latin1", at, at + 5);
  return rest === "--" || rest === "--\r\n" ? parts : undefined;
}

function readPart(head: string, content: Buffer): FormPart | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\t\v\f\x0e-\x1f\x7f]/.test(head)) return undefined;
  const headers = new Map<string, string>();
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(": ");
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 0 || headers.has(name)) return undefined;
    headers.set(name, line.slice(colon + 2));
  }
  const disposition = dispositionPattern.exec(headers.get("content-disposition") ?? "");
  const type = headers.get("content-type");
  if (!disposition || headers.size !== (type === undefined ? 1 : 2)) return undefined;
  const [, name = "", fileName] = disposition;
  const isFile = fileName !== undefined;
  // One parser treats a file without a name as a field. A field may name the default encoding, as text browsers do.
  if (
    isFile
      ? !fileType.test(type ?? "") || (fileName === "" && type !== "application/octet-stream")
      : !plainField.test(type ?? "")
  )
    return undefined;
  return { name, text: isFile ? undefined : content.toString("utf8"), size: content.length };
}
