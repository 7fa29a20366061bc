import { catalogues, type Locale, translator } from "#i18n/translator.ts";
import { formatBytes } from "#lib/byte-size.ts";
import { formatDate } from "#lib/dates.ts";
import type { Figures, FindingCode, HealthFinding, ProblemCode } from "../checks/rules.ts";
import { formatMilliseconds, formatSeconds } from "./figures.ts";

/** The language and time zone in which figures are shown. */
export interface FigureStyle {
  locale: Locale;
  zone: string;
}

/** The part of an incident that is shown. */
interface ShownIncident {
  code: string;
  figures: Figures;
}

/**
 * Formats the figures of a finding by the ending of their names: bytes, milliseconds, seconds in full ("31 hours"), ages
 * in short ("31 h"), dates. Other numbers stay, for plurals.
 */
export function formatFigures(figures: Figures, { locale, zone }: FigureStyle): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]): [string, number | string] => {
      if (typeof value === "string") return [name, value];
      if (name.endsWith("Bytes")) return [name, formatBytes(value, locale)];
      if (name.endsWith("Ms")) return [name, formatMilliseconds(value, locale)];
      if (name.endsWith("Seconds")) return [name, formatSeconds(value, { locale, unitDisplay: "long" })];
      if (name.endsWith("Age")) return [name, formatSeconds(value, { locale, unitDisplay: "short" })];
      if (name.endsWith("At")) return [name, formatDate(new Date(value), { locale, zone, style: "long" })];
      return [name, value];
    }),
  );
}

/** The sentence of a finding. */
export function describeFinding(
  { code, figures }: Pick<HealthFinding, "code" | "figures">,
  style: FigureStyle,
): string {
  const t = translator(style.locale);
  return t.typeset(`health.says.${code}`, {
    ...formatFigures(figures, style),
    kind: nameFigureKind(figures, style.locale),
  });
}

/** A kind of page by its plain name; its technical name if it has no other. */
export function describePageKind(kind: string, locale: Locale): string {
  return isPageKindName(kind) ? translator(locale).typeset(`health.pageKinds.${kind}`) : kind;
}

type PageKindName = keyof (typeof catalogues)["fr"]["health"]["pageKinds"];
const isPageKindName = (kind: string): kind is PageKindName => Object.hasOwn(catalogues.fr.health.pageKinds, kind);

const nameFigureKind = ({ kind }: Figures, locale: Locale) =>
  typeof kind === "string" ? describePageKind(kind, locale) : "";

const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(catalogues.fr.health.says, code);
const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(catalogues.fr.health.safe, code);

/** The sentence of an incident, whose code another version may have written: then the name of its check. */
export function describeIncident(
  { code, figures, ...incident }: ShownIncident & { name: string },
  style: FigureStyle,
): string {
  if (isFindingCode(code)) return describeFinding({ code, figures }, style);
  return isCheckTitle(incident.name) ? translator(style.locale)(`health.checks.${incident.name}`) : incident.name;
}

type CheckTitle = keyof (typeof catalogues)["fr"]["health"]["checks"];
const isCheckTitle = (name: string): name is CheckTitle => Object.hasOwn(catalogues.fr.health.checks, name);

/** What is safe, and what is not, while something needs attention. Empty for a finding that does not. */
export function describeSafety(code: string, { locale }: FigureStyle): string {
  return isProblemCode(code) ? translator(locale).typeset(`health.safe.${code}`) : "";
}
