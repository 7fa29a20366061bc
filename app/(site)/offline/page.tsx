import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = translator();
  return describePage({
    site: describeSite(await getSettings()),
    title: t("offline.title"),
    description: t("offline.lead"),
    path: "/offline",
    indexed: false,
  });
}

/**
 * What a browser shows in place of a page that it cannot reach. Its service worker writes the list of the articles that
 * it keeps into `data-kept` (server/http/offline/).
 */
export default function OfflinePage() {
  const t = translator();
  return (
    <SiteFrame>
      <article className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <h1 className="headline">{t.typeset("offline.title")}</h1>
          <div className="prose">
            <p>{t.typeset("offline.lead")}</p>
            <div data-kept="" />
          </div>
        </div>
      </article>
    </SiteFrame>
  );
}
