import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Embed } from "../body/embeds.ts";

/**
 * Another site's film or page. Nothing is asked of that site before the reader opens this and follows the link inside, which leads into
 * the empty frame below it: no script is needed for that. `data-player` tells the page server which origin this page's frames may show.
 */
export function EmbedCard({ embed, name }: { embed: Embed; name: string }) {
  const t = translator();
  const { href, title, host, player } = embed;
  const outside = (
    <a href={href} rel="external noopener">
      {t("articles.embed.open", { host })}
    </a>
  );
  if (!player) {
    return (
      <div className="embed">
        <p className="embed-title">{typeset(title)}</p>
        <p>{outside}</p>
      </div>
    );
  }
  return (
    <div className="embed" data-player={new URL(player).origin}>
      <details>
        <summary className="embed-title">{typeset(title)}</summary>
        <p>{t.typeset("articles.embed.warning", { host })}</p>
        <p className="embed-ways">
          <a className="button" href={player} target={name}>
            {t("articles.embed.load")}
          </a>{" "}
          {outside}
        </p>
        <iframe
          name={name}
          title={title}
          allow="fullscreen"
          sandbox="allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox"
        />
      </details>
    </div>
  );
}
