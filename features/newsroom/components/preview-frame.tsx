import { translator } from "#i18n/translator.ts";
import { type PreviewOptions, previewThemes, previewWidths } from "../preview/rules.ts";

/** The working copy in a window as wide as a phone or a desktop, light or dark; chosen by links, so that no script is needed. */
export function PreviewFrame({ path, look }: { path: string; look: PreviewOptions }) {
  const t = translator();
  const options = [
    ...previewWidths.map((width) => ({ ...look, width, is: look.width === width, name: width })),
    ...previewThemes.map((theme) => ({ ...look, theme, is: look.theme === theme, name: theme })),
  ];
  return (
    <>
      <nav aria-label={t("newsroom.preview.options")} className="preview-options">
        {options.map(({ width, theme, is, name }) => (
          <a key={name} href={`${path}?width=${width}&theme=${theme}`} aria-current={is ? "true" : undefined}>
            {t.typeset(`newsroom.preview.${name}`)}
          </a>
        ))}
        <a href={`${path}/view?theme=${look.theme}`} target="_blank" rel="noopener">
          {t("newsroom.preview.openInTab")}
        </a>
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by key */}
      <section className="preview-window" tabIndex={0} aria-label={t("newsroom.preview.title")}>
        <iframe src={`${path}/view?theme=${look.theme}`} title={t("newsroom.preview.frame")} data-width={look.width} />
      </section>
    </>
  );
}
