import { formatOmission, type Omission } from "./omissions.ts";

/** What was read of a live site, and what was not. */
export interface SiteReading {
  address: string;
  requests: number;
  /** An interrupted run was continued. */
  isContinued: boolean;
  /** The end of the last complete run; only what changed since then was read. */
  updatedSince: string | null;
  /** Items in the copy by collection. */
  items: Record<string, number>;
  /** Collections that the site does not show to visitors. */
  notPublic: string[];
  /** Items of plugins' types, which are not read. */
  otherTypes: { name: string; count: number }[];
  /** What plugins added to the texts: removed. */
  addOns: { name: string; count: number }[];
  /** Items that were left out, by reason. */
  omitted: Omission[];
}

/** Formats what was read for people, as English lines. */
export function formatSiteReading(reading: SiteReading): string[] {
  const named = (list: { name: string; count: number }[]) =>
    list.map(({ name, count }) => `${count} ${name}`).join(", ");
  const items = Object.entries(reading.items).map(([name, count]) => `${count} ${name.replace(/^terms-/, "")}`);
  const how = reading.updatedSince
    ? `what changed since ${reading.updatedSince.slice(0, 16).replace("T", " ")} UTC`
    : reading.isContinued
      ? "continued"
      : "everything";
  const lines = [
    `Read from ${reading.address} by its REST API (${how}, ${reading.requests} requests):`,
    `  Copy        ${items.join(", ")}`,
  ];
  if (reading.omitted.length > 0) lines.push(`  Left out    ${reading.omitted.map(formatOmission).join(", ")}`);
  if (reading.addOns.length > 0) lines.push(`  Left out    what themes and plugins add: ${named(reading.addOns)}`);
  if (reading.otherTypes.length > 0) lines.push(`  Not read    plugins' content: ${named(reading.otherTypes)}`);
  if (reading.notPublic.length > 0)
    lines.push(`  Not read    the site does not show its ${reading.notPublic.join(", ")} to visitors`);
  lines.push(
    "  Note        not public there, so not read: drafts, private, scheduled and protected posts, pending comments,",
    "              readers' addresses, pingbacks, ratings, menus, former slugs, custom fields. Most of it is in an",
    "              export file (Tools → Export); a later import of that file finds the same articles",
  );
  return lines;
}
