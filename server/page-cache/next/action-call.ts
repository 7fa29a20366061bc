import type { IncomingHttpHeaders } from "node:http";
import { type FormPart, parseMultipart } from "#server/http/guard/multipart.ts";
import type { ActionIds } from "./action-ids.ts";
import { checkActionArguments, checkArguments, type FlightReplyParts, InvalidReplyError } from "./flight-reply.ts";
import { actionHeader } from "./internals.ts";

/**
 * How Next would treat a POST. `malformed`: no page of this site makes such a call. `unknown`: this build does not have the action; `fields` are the
 * form's fields, so that the typed text is not lost.
 */
type ActionCallCheck =
  | { kind: "fine"; form?: FormPart[]; call?: ActionCall | undefined }
  | { kind: "malformed"; why: string }
  | { kind: "unknown"; byScript: boolean; form: FormPart[] };

/** A call of one action with a form that contains only texts, as the pages of this site send it. */
export interface ActionCall {
  id: string;
  /** Whether a script called the action; otherwise a browser sent the form. */
  byScript: boolean;
  fields: readonly (readonly [name: string, text: string])[];
}

const refField = "$ACTION_REF_";
const idField = "$ACTION_ID_";
/** The fields in which React names the action of a form without scripts. */
const actionField = /^\$ACTION_(?:KEY$|ID_|REF_[\w-]{0,40}$|[\w-]{0,40}:\d{1,6}$)/;

/** A form's own action and its button's. React reads all arguments of each. */
const maxNamedActions = 2;

/** Checks a whole body before Next reads it. Recognises calls as Next 16.4.6 does (`server-action-request-meta.js`). */
export function checkActionCall(headers: IncomingHttpHeaders, body: Buffer, ids: ActionIds): ActionCallCheck {
  const id = headers[actionHeader];
  const type = headers["content-type"] ?? "";
  const isForm = type.startsWith("multipart/form-data");
  if (id === undefined && !isForm) return { kind: "fine" };
  const form = isForm ? parseMultipart(body, type) : [];
  if (!form) return { kind: "malformed", why: "The form is not encoded as browsers encode forms." };
  try {
    return id === undefined ? checkForm(form, ids) : checkCall(String(id), type, form, body, ids);
  } catch (error) {
    if (error instanceof InvalidReplyError) return { kind: "malformed", why: error.message };
    throw error;
  }
}

function checkCall(id: string, type: string, form: FormPart[], body: Buffer, ids: ActionIds): ActionCallCheck {
  if (!ids.has(id)) return { kind: "unknown", byScript: true, form: [] };
  if (type.startsWith("application/x-www-form-urlencoded"))
    throw new InvalidReplyError("A call is never sent URL-encoded.");
  checkArguments(type.startsWith("multipart/form-data") ? partsOf(form, "") : new Map([["0", body.toString("utf8")]]));
  return { kind: "fine", call: readCall(id, form) };
}

/** The arguments of `callAction` (components/ui): no previous state, and the form as the second value. */
const callArguments = '[{"status":"idle"},"$K1"]';
const callPrefix = "_1_";

/** Returns the call if its arguments are those of `callAction`; undefined for any other, which only Next reads. */
function readCall(id: string, form: readonly FormPart[]): ActionCall | undefined {
  const fields = form.filter(({ name }) => name !== "0");
  const root = form.filter(({ name }) => name === "0");
  if (root.length !== 1 || root[0]?.text !== callArguments) return undefined;
  if (fields.some(({ name }) => !name.startsWith(callPrefix))) return undefined;
  const texts = toTexts(fields.map((part) => ({ ...part, name: part.name.slice(callPrefix.length) })));
  return texts && { id, byScript: true, fields: texts };
}

/** The fields of a form; undefined if a file is among them. */
function toTexts(form: readonly FormPart[]): ActionCall["fields"] | undefined {
  const texts = form.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const]));
  return texts.length === form.length ? texts : undefined;
}

/** Checks a form without scripts. Next shows the page for a form that names no action. */
function checkForm(form: FormPart[], ids: ActionIds): ActionCallCheck {
  const own = form.filter(({ name }) => name.startsWith("$ACTION_"));
  const named = own.filter(({ name }) => name.startsWith(idField) || name.startsWith(refField));
  if (named.length > maxNamedActions || new Set(named.map(({ name }) => name)).size < named.length)
    throw new InvalidReplyError("The form names too many actions.");
  let known = true;
  const called: string[] = [];
  for (const { name, text } of own) {
    if (!actionField.test(name) || text === undefined)
      throw new InvalidReplyError("The form names its action in an unknown way.");
    if (name.startsWith(idField)) known &&= ids.has(name.slice(idField.length));
    if (name.startsWith(refField)) {
      const parts = partsOf(own, `$ACTION_${name.slice(refField.length)}:`);
      const id = checkActionArguments(parts);
      called.push(id);
      known &&= ids.has(id);
    }
  }
  if (!known) return { kind: "unknown", byScript: false, form };
  const [id] = called;
  const fields = named.length === 1 && id ? toTexts(form.filter((part) => !own.includes(part))) : undefined;
  return { kind: "fine", form, call: id && fields ? { id, byScript: false, fields } : undefined };
}

/**
 * Returns the parts of a call by number. Names that React would read as a surprising number ("" is 0, "0x1" is 1) are refused, and so are duplicates.
 */
function partsOf(form: readonly FormPart[], prefix: string): FlightReplyParts {
  const parts = new Map<string, string | undefined>();
  for (const { name, text } of form) {
    if (!name.startsWith(prefix)) continue;
    const own = name.slice(prefix.length);
    const number = Number(own.replace(/^S/, ""));
    // A field of a form inside the call.
    if (Number.isNaN(number)) continue;
    if (!/^(?:0|[1-9]\d{0,5})$/.test(own) || parts.has(own)) throw new InvalidReplyError("The parts are not numbered.");
    parts.set(own, text);
  }
  return parts;
}
