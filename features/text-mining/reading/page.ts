import { isReservedByPreference } from "./robots-txt.ts";
import { readTags } from "./tags.ts";
import { readTdmValue, type TdmReservation } from "./tdmrep.ts";

/** The head of a page is in its first characters. */
const maxHeadLength = 512_000;

/** What the head of a page, or the headers of a response, say. */
export interface ResponseStatements {
  tdm: TdmReservation;
  /** Another explicit refusal: `noai`, which some sites write, or a content signal. */
  refusesAi: boolean;
  /** Addresses of RSL documents, as written. */
  licences: string[];
  /** RSL documents in the page itself. */
  inlineLicences: string[];
}

const rslType = "application/rsl+xml";

const refusesByRobotsMeta = (value: string) => /(?:^|[\s,:])(?:noai|noimageai)(?![\w-])/i.test(value.slice(0, 2_000));
const isLicenceLink = (rel: string, type: string) =>
  /(?:^|\s)license(?:\s|$)/i.test(rel.slice(0, 200)) && type.trim().toLowerCase() === rslType;

/** Reads the head of a page: TDMRep's `<meta>` elements, RSL's links. Any text is accepted. */
export function readPageStatements(html: string): ResponseStatements {
  const found: ResponseStatements = { tdm: undefined, refusesAi: false, licences: [], inlineLicences: [] };
  for (const { name, isEnd, attributes, text } of readTags(html.slice(0, maxHeadLength))) {
    if ((name === "head" && isEnd) || (name === "body" && !isEnd)) break;
    if (isEnd) continue;
    if (name === "link" && isLicenceLink(attributes.get("rel") ?? "", attributes.get("type") ?? ""))
      found.licences.push(attributes.get("href") ?? "");
    if (name === "script" && attributes.get("type")?.trim().toLowerCase() === rslType) found.inlineLicences.push(text);
    if (name !== "meta") continue;
    const [key, content] = [attributes.get("name")?.trim().toLowerCase(), attributes.get("content") ?? ""];
    if (key === "tdm-reservation") found.tdm ??= readTdmValue(content);
    if (key === "robots" && refusesByRobotsMeta(content)) found.refusesAi = true;
  }
  return found;
}

/** Reads the headers of a response, whose names are in lower case. */
export function readHeaderStatements(headers: Readonly<Record<string, string>>): ResponseStatements {
  const signals = [headers["content-signal"], headers["content-usage"]].map((value) => value ?? "");
  return {
    tdm: readTdmValue(headers["tdm-reservation"]),
    refusesAi:
      refusesByRobotsMeta(headers["x-robots-tag"] ?? "") || signals.some((value) => isReservedByPreference(value, "/")),
    licences: listLicenceLinks(headers.link ?? ""),
    inlineLicences: [],
  };
}

/** The targets of `Link: <…>; rel="license"; type="application/rsl+xml"`. */
function listLicenceLinks(header: string): string[] {
  return header
    .slice(0, 10_000)
    .split(/,(?=\s*<)/)
    .flatMap((link) => {
      const end = link.indexOf(">");
      const start = link.indexOf("<");
      if (start < 0 || end < start) return [];
      const parameters = link.slice(end + 1);
      const rel = /;\s*rel="?([^";,]+)/i.exec(parameters)?.[1] ?? "";
      const type = /;\s*type="?([^";,]+)/i.exec(parameters)?.[1] ?? "";
      return isLicenceLink(rel, type) ? [link.slice(start + 1, end)] : [];
    });
}
