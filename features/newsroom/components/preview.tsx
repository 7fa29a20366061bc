import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { ActivePreviewLink } from "../preview/queries.ts";
import { type PreviewOptions, previewThemes, previewWidths } from "../preview/rules.ts";
import { CreatePreviewLinkForm, RevokePreviewLinkForm } from "./preview-links.client.tsx";

/**
 * The draft in a frame as wide as a phone or a desktop, light or dark; chosen by links, so that no script is needed.
 */
export function PreviewFrame({ path, look }: { path: string; look: PreviewOptions }) {
  const t = translator();
  const ways = [
    ...previewWidths.map((width) => ({ ...look, width, is: look.width === width, name: width })),
    ...previewThemes.map((theme) => ({ ...look, theme, is: look.theme === theme, name: theme })),
  ];
  return (
    <>
      <nav aria-label={t("newsroom.preview.options")} className="preview-options">
        {ways.map(({ width, theme, is, name }) => (
          <a key={name} href={`${path}?width=${width}&theme=${theme}`} aria-current={is ? "true" : undefined}>
            {t(`newsroom.preview.${name}`)}
          </a>
        ))}
        <a href={`${path}/view?theme=${look.theme}`} target="_blank" rel="noopener">
          {t("newsroom.preview.openInTab")}
        </a>
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: content that scrolls sideways must be reachable by keyboard */}
      <section className="preview-window" tabIndex={0} aria-label={t("newsroom.preview.title")}>
        <iframe src={`${path}/view?theme=${look.theme}`} title={t("newsroom.preview.frame")} data-width={look.width} />
      </section>
    </>
  );
}

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
