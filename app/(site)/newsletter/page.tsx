import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { SignupSection } from "#features/newsletter/components/signup-section.tsx";
import { newsletterPath } from "#features/newsletter/signup/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import { typeset } from "#lib/typography.ts";

export async function generateMetadata(): Promise<Metadata> {
  const settings = await getSettings();
  const t = translator();
  return describePage({
    site: describeSite(settings),
    title: t("subscription.page.title"),
    description: t("subscription.page.description", { site: settings["site.name"] }),
    path: newsletterPath,
  });
}

/** The newsletter: the sign-up with the description of each topic. */
export default async function NewsletterPage() {
  const settings = await getSettings();
  const t = translator();
  return (
    <SiteFrame>
      <div className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <h1 className="headline">{t("subscription.page.title")}</h1>
          <p className="signup-lead">
            {typeset(settings["newsletter.lead"] || t("subscription.lead", { site: settings["site.name"] }))}
          </p>
          <p className="signup-lead">{t.typeset("subscription.page.promise")}</p>
          {settings["newsletter.enabled"] === 0 && <p className="signup-lead">{t("subscription.page.closed")}</p>}
          <SignupSection page={newsletterPath} full />
          <p className="signup-manage">
            <a href="/newsletter/preferences">{t.typeset("subscription.page.manage")}</a>
          </p>
        </div>
      </div>
    </SiteFrame>
  );
}
