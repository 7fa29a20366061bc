import "#components/site-shell/text-page.css";
import type { ReactNode } from "react";
import { TextPage, type TextPageProps } from "#components/site-shell/text-page.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { SiteFrame } from "./frame.tsx";

/** The pages on which the site accounts for itself, in the order of their list. */
const trustPaths = [
  "/about",
  "/rules",
  "/moderation-log",
  "/transparency",
  "/corrections",
  "/privacy",
  "/legal",
] as const;

interface Props extends Pick<TextPageProps, "title" | "lead" | "contents" | "children" | "after"> {
  /** Marks its entry; absent on a page that is not in the list. */
  path?: (typeof trustPaths)[number];
  changedAt?: Date | null | undefined;
  links?: { href: string; label: string }[];
}

/** The template of the pages about the site. */
export function TrustPage({ path, changedAt, links = [], ...page }: Props) {
  const t = translator();
  const labels: Record<(typeof trustPaths)[number], string> = {
    "/about": t("shell.aboutPage"),
    "/rules": t("shell.rules"),
    "/moderation-log": t("moderationLog.title"),
    "/transparency": t("transparency.title"),
    "/corrections": t("corrections.title"),
    "/privacy": t("shell.privacy"),
    "/legal": t("shell.legal"),
  };
  const facts: ReactNode = (changedAt || links.length > 0) && (
    <>
      {changedAt && (
        <p>
          {t("shell.changedOn")} <FormattedDate at={changedAt} style="short" absolute />
        </p>
      )}
      {links.map(({ href, label }) => (
        <a key={href} href={href}>
          {label}
        </a>
      ))}
    </>
  );
  return (
    <SiteFrame>
      <TextPage
        {...page}
        facts={facts}
        contentsLabel={t("shell.onThisPage")}
        siblingsLabel={t("shell.records")}
        siblings={trustPaths.map((href) => ({ href, label: labels[href], current: href === path }))}
      />
    </SiteFrame>
  );
}
