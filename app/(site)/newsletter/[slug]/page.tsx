import "#features/newsletter/archive/components/archive.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { getIssuePage } from "#features/newsletter/archive/cached.ts";
import { IssueView } from "#features/newsletter/archive/components/issue-view.tsx";
import { issuePath } from "#features/newsletter/issues/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { describePage } from "#lib/page-metadata.ts";

export async function generateMetadata({ params }: PageProps<"/newsletter/[slug]">): Promise<Metadata> {
  const { slug } = await params;
  const page = await getIssuePage(slug);
  if (!page) notFound();
  const { subject, preheader } = page.issue.snapshot;
  return describePage({
    site: describeSite(await getSettings()),
    title: subject,
    description: preheader || subject,
    path: issuePath(slug),
  });
}

/** An issue of the newsletter that was sent. */
export default async function IssuePage({ params }: PageProps<"/newsletter/[slug]">) {
  const page = await getIssuePage((await params).slug);
  if (!page) notFound();
  return (
    <SiteFrame>
      <div className="wide pt-8 md:pt-14">
        <IssueView {...page} />
      </div>
    </SiteFrame>
  );
}
