import "#components/ui/form-controls.css";
import "#features/account/components/account.css";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { RefreshViewerOnLeave } from "#features/auth/components/refresh-viewer-on-leave.client.tsx";
import { SignOutForm } from "#features/auth/components/sign-out-form.tsx";
import { getViewer } from "#features/auth/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** The sections of the account, in the order of the navigation. */
const sectionPaths = {
  profile: "/account",
  mail: "/account/mail",
  security: "/account/security",
  following: "/account/following",
  notifications: "/account/notifications",
  mutes: "/account/mutes",
  decisions: "/account/decisions",
  data: "/account/data",
};
type Section = keyof typeof sectionPaths;
const sectionOrder: Section[] = [
  "profile",
  "mail",
  "security",
  "following",
  "notifications",
  "mutes",
  "decisions",
  "data",
];

/** The metadata of a section's page; robots may not index it. */
export function accountMetadata(section: Section): Metadata {
  return { title: translator()(`account.titles.${section}`), robots: { index: false } };
}

/** A page of the account: links to the other sections, and this one's content (`AccountSection`). */
export async function AccountPage({ section, children }: { section: Section; children: ReactNode }) {
  const t = translator();
  const viewer = await getViewer();
  return (
    <SiteFrame viewer={viewer}>
      <div className="wide account-page">
        <nav aria-label={t("account.title")} className="account-nav">
          <ul>
            {sectionOrder.map((one) => (
              <li key={one}>
                <a href={sectionPaths[one]} aria-current={one === section ? "page" : undefined}>
                  {t(`account.nav.${one}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="account-main">
          <h1 className="headline text-headline">{t(`account.titles.${section}`)}</h1>
          <ErrorBoundary>{children}</ErrorBoundary>
        </div>
        <div className="account-exit">
          {viewer && viewer.role !== "reader" && <a href="/admin">{t("admin.title")}</a>}
          <SignOutForm />
        </div>
      </div>
      <RefreshViewerOnLeave />
    </SiteFrame>
  );
}

interface AccountSectionProps {
  /** Also the anchor of the section. */
  id: string;
  title: string;
  lead?: string | undefined;
  children: ReactNode;
}

/** One topic of a section, with its heading. */
export function AccountSection({ id, title, lead, children }: AccountSectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="account-section">
      <h2 id={`${id}-title`}>{typeset(title)}</h2>
      {lead && <p className="account-lead">{typeset(lead)}</p>}
      {children}
    </section>
  );
}
