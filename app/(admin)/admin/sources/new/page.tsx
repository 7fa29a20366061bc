import "#components/admin-shell/admin-forms.css";
import "#features/syndication/sources/components/sources.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { sourcesAdminPath } from "#features/syndication/rules.ts";
import { AddressForm } from "#features/syndication/sources/components/address-form.tsx";
import { AddressPreviewView } from "#features/syndication/sources/components/address-preview.tsx";
import { loadPreview } from "#features/syndication/sources/preview/loaders.ts";
import { createPreviewToken, isPreviewToken } from "#features/syndication/sources/preview/preview-token.ts";
import { maxAddressLength } from "#features/syndication/sources/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("sources.addLink"));

export default async function NewSourcePage({ searchParams }: PageProps<"/admin/sources/new">) {
  const viewer = await requireEditor();
  const search = await searchParams;
  const address = (singleParam(search.address) ?? "").slice(0, maxAddressLength).trim();
  const isConfirmed = isPreviewToken(singleParam(search.token) ?? "", viewer.id);
  const preview = address === "" || !isConfirmed ? undefined : await loadPreview(viewer, address);
  const token = createPreviewToken(viewer.id);
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={sourcesAdminPath} title={t("sources.addLink")} messages={["sources"]}>
      <p className="admin-list-facts">
        <a href={sourcesAdminPath}>{t("admin.navigation.sources")}</a>
      </p>
      <AddressForm address={address} token={token} isUnconfirmed={address !== "" && !isConfirmed} />
      {preview && <AddressPreviewView preview={preview} token={token} />}
    </AdminPage>
  );
}
