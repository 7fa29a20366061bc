import type { Locale } from "#i18n/translator.ts";
import { intlTags } from "./intl-tags.ts";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

const known = new Map<string, Intl.NumberFormat>();

function unitFormat(locale: Locale, unit: string, digits: number): Intl.NumberFormat {
  const key = `${locale} ${unit} ${digits}`;
  const format =
    known.get(key) ??
    new Intl.NumberFormat(intlTags[locale], {
      style: "unit",
      unit,
      // The short form is "0 byte" in English, which is wrong, and "0 o" in French.
      unitDisplay: unit === "byte" && locale === "en" ? "long" : "short",
      maximumFractionDigits: digits,
    });
  known.set(key, format);
  return format;
}

/** A size in decimal units, as disks are sold: "41 Go", "4.8 GB", "512 ko". Below ten, with one decimal. */
export function formatBytes(bytes: number, locale: Locale): string {
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 999.5 && step < units.length - 1) {
    value /= 1_000;
    step += 1;
  }
  const digits = step > 1 && Math.abs(value) < 9.95 ? 1 : 0;
  return unitFormat(locale, units[step] ?? "byte", digits).format(value);
}
