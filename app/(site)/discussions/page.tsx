import "#features/comments/components/recent-discussions.css";
import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { RecentDiscussions } from "#features/comments/components/recent-discussions.tsx";
import { getRecentDiscussions } from "#features/comments/recent/cached.ts";
import { discussionsPath } from "#features/comments/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";

export async function generateMetadata(): Promise<Metadata> {
  const settings = await getSettings();
  const t = translator();
  return describePage({
    site: describeSite(settings),
    title: t("shell.ongoing"),
    description: t("shell.discussionsPage.description", { site: settings["site.name"] }),
    path: discussionsPath,
  });
}

/** The discussions with the newest comments. */
export default async function DiscussionsPage() {
  const discussions = await getRecentDiscussions();
  const t = translator();
  return (
    <SiteFrame current={discussionsPath}>
      <div className="wide pt-8 md:pt-14">
        <div className="text-column">
          <h1 className="headline text-title">{t("shell.ongoing")}</h1>
          <p className="mt-3 text-lead text-soft">{t.typeset("shell.discussionsPage.lead")}</p>
          <RecentDiscussions discussions={discussions} />
        </div>
      </div>
    </SiteFrame>
  );
}
