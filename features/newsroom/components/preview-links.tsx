import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { ActivePreviewLink } from "../preview/queries.ts";
import { CreatePreviewLinkForm, RevokePreviewLinkForm } from "./preview-links.client.tsx";

interface LinksProps {
  id: number;
  links: (ActivePreviewLink & { address: string })[];
  mayEdit: boolean;
}

/** The draft's preview links for people without an account: to create, copy and revoke them. */
export function PreviewLinks({ id, links, mayEdit }: LinksProps) {
  const t = translator();
  return (
    <section aria-labelledby="preview-links" className="preview-links">
      <h2 id="preview-links">{t("newsroom.preview.links")}</h2>
      <p className="field-hint">{t.typeset("newsroom.preview.hint")}</p>
      <ul>
        {links.map((link) => (
          <li key={link.id}>
            <input type="text" readOnly value={link.address} aria-label={t("newsroom.preview.link")} />
            <p className="admin-list-facts">
              <span>
                {t("newsroom.preview.expires")} <FormattedDate at={link.expiresAt} style="long" />
              </span>
              {link.by && <span>{link.by}</span>}
            </p>
            {mayEdit && <RevokePreviewLinkForm id={id} link={link.id} label={t("newsroom.preview.revoke")} />}
          </li>
        ))}
      </ul>
      {mayEdit && <CreatePreviewLinkForm id={id} label={t("newsroom.preview.share")} />}
    </section>
  );
}
