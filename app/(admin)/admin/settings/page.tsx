import { loadPublishedPages } from "#features/pages/loaders.ts";
import { pageAddress } from "#features/pages/rules.ts";
import "#features/media/components/uploads.css";
import "#components/admin-shell/admin-forms.css";
import "#components/admin-shell/order-list.css";
import "#components/ui/page-preview.css";
import "#features/media/components/media-picker.css";
import "#features/media/components/picture-choices.css";
import "#features/moderation/try-out/components/try-out.css";
import "#features/settings-admin/components/settings-admin.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { findMovedLinks, loadSiteLinks } from "#app/(site)/site-links.ts";
import { requireModerator } from "#features/auth/loaders.ts";
import { pickerMessages } from "#features/media/rules.ts";
import { TryOut, TryStored } from "#features/moderation/try-out/components/try-out-form.client.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { themeStylesheetPath } from "#features/settings/theme-colours.ts";
import { DefaultWordLists } from "#features/settings-admin/components/default-word-lists.tsx";
import { SettingChanges } from "#features/settings-admin/components/setting-changes.tsx";
import { SettingsForm } from "#features/settings-admin/components/settings-form.client.tsx";
import { ThemeStylesheetSwitch } from "#features/settings-admin/components/theme-stylesheet-switch.client.tsx";
import { loadSettings } from "#features/settings-admin/loaders.ts";
import { ProtectionCard } from "#features/settings-admin/protection/components/protection-card.tsx";
import { protectionPath } from "#features/settings-admin/protection/rules.ts";
import type { MessagePath } from "#i18n/pick-messages.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.settings"));

const messages: readonly MessagePath[] = [
  "settings.admin",
  "settings.links",
  "settings.colour",
  "settings.picture",
  "settings.tryOut",
  "settings.of.moderation.bannedWords.name",
  "settings.of.moderation.suspectWords.name",
  "settings.of.moderation.spamScore.name",
  "home.order",
  ...pickerMessages,
];

export default async function SettingsPage({ searchParams }: PageProps<"/admin/settings">) {
  const viewer = await requireModerator();
  const mayChange = viewer.role === "admin";
  const before = Number(singleParam((await searchParams).before));
  const { groups, pictures, changes, older } = await loadSettings({
    all: mayChange,
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  });
  const links = mayChange ? await linksByName() : { known: [], missing: [] };
  const t = translator();
  const site = await getSettings();
  return (
    <AdminPage viewer={viewer} path="/admin/settings" title={t("admin.navigation.settings")} messages={messages}>
      <ThemeStylesheetSwitch address={themeStylesheetPath(site)} />
      {mayChange && site["moderation.setupReminder"] === 1 && <ProtectionCard />}
      {!mayChange && <p className="admin-lead">{t("settings.admin.readOnly")}</p>}
      <nav aria-label={t("settings.admin.groups")} className="settings-groups">
        <ul>
          {groups.map(({ group, settings }) => (
            <li key={group}>
              <a href={`#${group}`}>{t(`settings.groups.${group}`)}</a> <span>{settings.length}</span>
            </li>
          ))}
          <li>
            <a href="#try-out">{t("settings.admin.tryOut")}</a>
          </li>
          <li>
            <a href="#changes">{t("settings.admin.changes")}</a>
          </li>
        </ul>
      </nav>
      {groups.map(({ group, settings }) => (
        <section key={group} id={group} className="settings-group" aria-labelledby={`${group}-title`}>
          <h2 id={`${group}-title`}>{t(`settings.groups.${group}`)}</h2>
          {group === "moderation" && mayChange && (
            <p className="settings-more">
              <a className="subtle-link" href={protectionPath}>
                {t("settings.protection.title")}
              </a>
            </p>
          )}
          <SettingsForm
            group={group}
            settings={settings}
            mayChange={mayChange}
            zones={group === "site" ? Intl.supportedValuesOf("timeZone") : []}
            extras={{ pictures, ...links }}
          />
          {group === "moderation" && <DefaultWordLists />}
        </section>
      ))}
      <section id="try-out" className="settings-group" aria-labelledby="try-out-title">
        <h2 id="try-out-title">{t("settings.admin.tryOut")}</h2>
        <TryOut />
        <TryStored />
      </section>
      <section id="changes" className="settings-group" aria-labelledby="changes-title">
        <h2 id="changes-title">{t("settings.admin.changes")}</h2>
        <SettingChanges changes={changes} older={older} />
      </section>
    </AdminPage>
  );
}

/** The site's named addresses, including those that redirect since a renaming, and those without a target. */
async function linksByName() {
  const [settings, { knownLinks }, pages] = await Promise.all([getSettings(), loadSiteLinks(), loadPublishedPages()]);
  const pageLinks = pages.map(({ slug, title }) => ({ href: pageAddress(slug), label: title }));
  const named = new Set(knownLinks.map(({ href }) => href));
  const known = [
    ...knownLinks.map(({ href, label }) => ({ href, label })),
    ...pageLinks.filter(({ href }) => !named.has(href)),
  ];
  const moved = [...(await findMovedLinks(settings["navigation.header"], settings["navigation.footer"]))];
  const aliases = moved.flatMap(([href, to]) => {
    const link = href === to ? undefined : known.find((one) => one.href === to);
    return link ? [{ href, label: link.label }] : [];
  });
  return { known: [...known, ...aliases], missing: moved.flatMap(([href, to]) => (to === null ? [href] : [])) };
}
