import "#features/home/components/home.css";
import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { JsonLd } from "#components/json-ld.client.tsx";
import { homeMetadata } from "#features/articles/metadata.ts";
import { getFrontPage } from "#features/home/cached.ts";
import { EmptySite } from "#features/home/components/empty-site.tsx";
import { FrontPage } from "#features/home/components/front-page.tsx";
import { loadPublisherLogo } from "#features/media/site-logo.ts";
import { SignupSection } from "#features/newsletter/components/signup-section.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { organizationJsonLd, webSiteJsonLd } from "#features/settings/structured-data.ts";

export async function generateMetadata(): Promise<Metadata> {
  const [settings, { hasMore }] = await Promise.all([getSettings(), getFrontPage()]);
  return homeMetadata({ page: 1, last: hasMore ? 2 : 1 }, settings);
}

export default async function HomePage() {
  const [settings, content] = await Promise.all([getSettings(), getFrontPage()]);
  const logo = await loadPublisherLogo(settings);
  return (
    <SiteFrame isHome>
      <JsonLd data={webSiteJsonLd(settings)} />
      <JsonLd data={organizationJsonLd(settings, logo)} />
      <div className="front-page home">
        <h1 className="sr-only">{settings["site.name"]}</h1>
        {content.lead ? (
          <FrontPage content={content} />
        ) : (
          <div className="wide">
            <EmptySite />
          </div>
        )}
        <div className="wide">
          <SignupSection page="/" />
        </div>
      </div>
    </SiteFrame>
  );
}
