import type { SitePromise } from "#components/site-shell/site-footer.tsx";
import { correctionsPath } from "#features/corrections/rules.ts";
import { logPath } from "#features/transparency/log/rules.ts";
import type { getMonthlyFigures } from "#features/transparency/monthly-figures/cached.ts";
import { transparencyPath } from "#features/transparency/report/rules.ts";
import { translator } from "#i18n/translator.ts";

type MonthlyFigures = Awaited<ReturnType<typeof getMonthlyFigures>>;

/** What the footer of every page promises, with this month's figures; a promise without anything to count says so. */
export function describePromises({
  decisions,
  appealsAccepted,
  corrections,
  correctionsByReaders,
}: MonthlyFigures): SitePromise[] {
  const t = translator();
  const moderated =
    decisions === 0
      ? t.typeset("shell.promises.moderation.none")
      : t.typeset("shell.promises.moderation.decisions", { count: decisions, appeals: appealsAccepted });
  return [
    {
      title: t.typeset("shell.promises.moderation.title"),
      text: moderated,
      link: { href: logPath, label: t("shell.promises.moderation.link") },
    },
    {
      title: t.typeset("shell.promises.corrections.title"),
      text:
        corrections === 0
          ? t.typeset("shell.promises.corrections.none")
          : t.typeset("shell.promises.corrections.text", { count: corrections, readers: correctionsByReaders }),
      link: { href: correctionsPath, label: t("shell.promises.corrections.link") },
    },
    {
      title: t.typeset("shell.promises.privacy.title"),
      text: t.typeset("shell.promises.privacy.text"),
      link: { href: transparencyPath, label: t("shell.promises.privacy.link") },
    },
  ];
}
