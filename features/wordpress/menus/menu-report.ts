import { quoteForShell } from "../fields/site.ts";
import { formatReason, type ImportReason } from "../import-reason.ts";

export type NavigationSetting = "navigation.header" | "navigation.footer";

interface MenuCount {
  setting: NavigationSetting;
  menu: string;
  links: number;
}

/** What an import made of the blog's menus. */
export interface MenuReport {
  /** Set by this run. */
  imported: MenuCount[];
  /** The same as here. */
  unchanged: MenuCount[];
  /** The navigation was edited here, or has the menu of another blog: the lines that an administrator can type. */
  proposed: { setting: NavigationSetting; menu: string; lines: string[]; otherBlog?: string }[];
  /** Links of these menus that are left out, or whose names are shortened. */
  leftOut: { menu: string; label: string; address: string; reason: ImportReason | string }[];
  /** Menus for which the site has no place. */
  others: { menu: string; links: number }[];
  /** Items beyond the limit, which were not read. */
  excess: number;
}

export function emptyMenuReport(): MenuReport {
  return { imported: [], unchanged: [], proposed: [], leftOut: [], others: [], excess: 0 };
}

const place = (setting: NavigationSetting) => (setting === "navigation.header" ? "header" : "footer");

const counted = (links: number) => `${links} ${links === 1 ? "link" : "links"}`;

/** Formats the counts, as rows of the report. */
export function formatMenus(report: MenuReport): string[] {
  const name = ({ setting, menu, links }: MenuCount) => `${place(setting)}: ${counted(links)} of “${menu}”`;
  return [
    ...report.imported.map((menu) => name(menu)),
    ...report.unchanged.map((menu) => `${name(menu)}, unchanged`),
    ...report.proposed.map(
      ({ setting, menu, otherBlog }) =>
        `${place(setting)}: ${otherBlog ? `has the menu of ${otherBlog}` : "edited here"}, so “${menu}” is proposed below`,
    ),
    ...(report.others.length > 0
      ? [`not imported: ${report.others.map(({ menu, links }) => `“${menu}” (${counted(links)})`).join(", ")}`]
      : []),
    ...(report.excess > 0 ? [`${report.excess} items beyond the limit, not read`] : []),
  ];
}

/** Lists what an administrator has to check: headings with their entries. */
export function listMenus(report: MenuReport): [string, string[]][] {
  return [
    [
      "Menu links left out or shortened:",
      report.leftOut.map(
        ({ label, address, reason }) => `${label || address || "a link without a name"}: ${formatReason(reason, "en")}`,
      ),
    ],
  ];
}

/** The lines of menus that were not imported, to be typed on the settings page or with `settings set`. */
export function listProposals(report: MenuReport): string[] {
  return report.proposed.flatMap(({ setting, menu, lines }) => [
    `The menu “${menu}” of the old site, to take it over (one link per line):`,
    ...`npm run vigie -- settings set ${setting} ${quoteForShell(lines.join("\n"))}`
      .split("\n")
      .map((line) => `    ${line}`),
  ]);
}
