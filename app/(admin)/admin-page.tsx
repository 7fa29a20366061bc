import "#components/admin-shell/admin-shell.css";
import "#components/admin-shell/admin-list.css";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Wordmark } from "#components/site-shell/wordmark.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { MemberGreeting } from "#features/auth/components/member-greeting.tsx";
import { RefreshViewerOnLeave } from "#features/auth/components/refresh-viewer-on-leave.client.tsx";
import { SignOutForm } from "#features/auth/components/sign-out-form.tsx";
import type { Viewer } from "#features/auth/viewer.ts";
import { loadSiteLogo } from "#features/media/site-logo.ts";
import { getSettings } from "#features/settings/cached.ts";
import { loadWaitingCounts } from "#features/staff/loaders.ts";
import { MessagesProvider } from "#i18n/messages-provider.client.tsx";
import { type MessagePath, pickMessages } from "#i18n/pick-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { type AdminNavItem, adminNavigation, countedKinds, findNavItem, navigationForRole } from "./navigation.ts";

/** The metadata of a page of the admin area; robots may not index it. */
export function adminMetadata(title: string): Metadata {
  return { title, robots: { index: false } };
}

interface Props {
  viewer: Viewer;
  /** The page's own address: marks the current entry of the navigation. */
  path: string;
  title: string;
  /** Above the title. */
  lead?: ReactNode;
  /** Actions on the page as a whole, beside the title. */
  tools?: ReactNode;
  /** The third pane: on wide screens beside the page, on others below it. */
  aside?: ReactNode;
  /** The messages that its client components use: branches of the catalogue, or single ones. */
  messages?: readonly MessagePath[];
  children: ReactNode;
}

const noMessages: readonly MessagePath[] = [];

/** The frame of the admin area: navigation, the page, and the pane about the selected item. The page's gate runs before it. */
export async function AdminPage({ viewer, path, title, lead, tools, aside, messages = noMessages, children }: Props) {
  const t = translator();
  const settings = await getSettings();
  const name = settings["site.name"];
  const groups = navigationForRole(viewer.role, adminNavigation);
  const current = findNavItem(path, adminNavigation);
  const counts = await loadWaitingCounts(countedKinds(viewer.role));
  const nav = groups.map(({ group, items }) => (
    <div key={group} className="admin-group">
      <p>{t(`admin.groups.${group}`)}</p>
      <ul>
        {items.map((item) => (
          <li key={item.href}>
            <NavLink item={item} current={item === current} count={(item.count && counts[item.count]) ?? 0} />
          </li>
        ))}
      </ul>
    </div>
  ));
  return (
    <MessagesProvider locale={siteLocale()} messages={pickMessages(messages)}>
      <div className={aside ? "admin admin-three" : "admin"}>
        <a href="#page" className="admin-skip">
          {t("shell.skip")}
        </a>
        <header className="admin-head">
          <Wordmark name={name} logo={await loadSiteLogo(settings)} label={t("shell.home", { name })} />
          <details className="admin-menu">
            <summary>{t("admin.menu")}</summary>
            <nav aria-label={t("admin.title")}>{nav}</nav>
          </details>
          <nav aria-label={t("admin.title")} className="admin-nav">
            {nav}
          </nav>
          <div className="admin-who">
            <a href="/account">{viewer.name}</a>
            <SignOutForm />
          </div>
        </header>
        <main id="page" tabIndex={-1} className="admin-main">
          {lead}
          <div className="admin-title">
            <h1>{typeset(title)}</h1>
            {tools}
          </div>
          <ErrorBoundary>{children}</ErrorBoundary>
        </main>
        {aside && <aside className="admin-aside">{aside}</aside>}
        <RefreshViewerOnLeave />
        <MemberGreeting name={viewer.name} />
      </div>
    </MessagesProvider>
  );
}

function NavLink({ item, current, count }: { item: AdminNavItem; current: boolean; count: number }) {
  const t = translator();
  return (
    <a href={item.href} aria-current={current ? "page" : undefined}>
      {t(`admin.navigation.${item.name}`)}
      {item.count && (
        <span className="admin-count" data-waiting={item.name} hidden={count === 0}>
          {count > 999 ? "999+" : count}
        </span>
      )}
    </a>
  );
}
