import type { IncomingMessage, ServerResponse } from "node:http";
import { translator } from "#i18n/translator.ts";
import { escapeHtml as text } from "#lib/html/escape-html.ts";
import { typeset } from "#lib/typography.ts";
import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";

/** A form sent without a script that could not be saved, returned to its sender. */
export interface KeptForm {
  /** The address to which it was sent, and is sent again. */
  action: string;
  fields: [name: string, value: string][];
  /** Names of fields that are never returned and must be typed again. */
  passwords: string[];
}

/**
 * Bytes of one form, and of all that are held at once. A comment is 20 KB at most; an article of 40,000 words is about
 * this large.
 */
const maxFormBytes = 256 * 1024;
const maxHeldBytes = 16 * 1024 * 1024;
const maxFields = 200;

const formType = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i;
const passwordName = /password|^current$/i;
/**
 * A one-time code is used up or expired by then, and a link's secret is in its address: such forms must be opened
 * again.
 */
const singleUseFields = new Set(["code", "token", "secret"]);

/** A usual form always has space. */
const heldForms = new FairConcurrencyLimit(maxHeldBytes, 64 * 1024);

/**
 * Copies what a form without a script sends, independently of its reader, while the request is handled. Returns a
 * function that reads the copy; it returns undefined if nothing can be returned: another kind of request, more than
 * this network may hold, or a form that may not be sent again.
 */
export function readFormForRefusal(
  req: IncomingMessage,
  res: ServerResponse,
  network: string,
): () => Promise<KeptForm | undefined> {
  const type = req.headers["content-type"] ?? "";
  if (req.method !== "POST" || req.headers["next-action"] !== undefined || !formType.test(type))
    return async () => undefined;
  const push = req.push.bind(req);
  const ended = Promise.withResolvers<void>();
  let chunks: Buffer[] = [];
  let bytes = 0;
  let isGivenUp = false;
  const release = () => {
    heldForms.release(network, bytes);
    bytes = 0;
    chunks = [];
  };
  req.push = (chunk: Uint8Array | string | null, encoding?: BufferEncoding) => {
    if (chunk === null) ended.resolve();
    else if (!isGivenUp) {
      const part = typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
      isGivenUp = bytes + part.length > maxFormBytes || !heldForms.acquire(network, part.length);
      if (isGivenUp) release();
      else {
        bytes += part.length;
        chunks.push(part);
      }
    }
    return push(chunk, encoding);
  };
  req.once("close", () => ended.resolve());
  res.once("close", () => {
    // A handler may continue to read after its response.
    isGivenUp = true;
    release();
  });
  return async () => {
    // The request may have no other reader yet.
    req.resume();
    await ended.promise;
    if (isGivenUp || bytes === 0) return undefined;
    return readKeptForm(Buffer.concat(chunks), type, req.url ?? "/");
  };
}

/** Reads a form's body: its texts without its files. Undefined if it is no form or cannot be sent again. */
async function readKeptForm(body: Buffer<ArrayBuffer>, type: string, action: string): Promise<KeptForm | undefined> {
  const form = await new Response(body, { headers: { "content-type": type } }).formData().catch(() => undefined);
  if (!form) return undefined;
  const fields = [...form].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  if (fields.length === 0 || fields.length > maxFields || fields.some(([name]) => singleUseFields.has(name)))
    return undefined;
  return {
    action,
    fields: fields.filter(([name]) => !passwordName.test(name)),
    passwords: fields.map(([name]) => name).filter((name) => passwordName.test(name)),
  };
}

/** A longer value, or one with a space, was typed as text and is shown. */
const maxHiddenLength = 60;
const isVisibleField = ([name, value]: [string, string]) =>
  !name.startsWith("$ACTION") && (name === "body" || value.length > maxHiddenLength || /\s/.test(value.trim()));

/** Renders the form again: its texts to be read, copied or changed, and a button that sends it. */
export function keptFormHtml({ action, fields, passwords }: KeptForm): string {
  const t = translator();
  const label = (id: string, name: string) => `<label for="${id}">${text(typeset(name))}</label>`;
  const visibleFields = fields.filter(isVisibleField).map(([name, value], index) => {
    const id = `kept-${index}`;
    // The parser drops the line break after the tag; it is not part of the text.
    const area = `<textarea id="${id}" name="${text(name)}" rows="8">\n${text(value)}</textarea>`;
    return `<div class="field">${label(id, t("refusals.keptText"))}${area}</div>`;
  });
  const hidden = fields
    .filter((field) => !isVisibleField(field))
    .map(([name, value]) => `<input type="hidden" name="${text(name)}" value="${text(value)}">`);
  const passwordInputs = passwords.map((name, index) => {
    const id = `kept-password-${index}`;
    const input = `<input id="${id}" type="password" name="${text(name)}" required>`;
    return `<div class="field">${label(id, t("refusals.keptPassword"))}${input}</div>`;
  });
  return (
    `<form class="form mt-7" method="post" enctype="multipart/form-data" action="${text(action)}">${hidden.join("")}${visibleFields.join("")}${passwordInputs.join("")}` +
    `<div class="form-actions"><button type="submit" class="button button-strong">${text(t("refusals.retry"))}</button></div></form>`
  );
}
