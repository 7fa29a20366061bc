import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Embed } from "../body/embeds.ts";

/**
 * A video or page of another site. Nothing is requested from that site until the reader opens this element and follows
 * its link, which targets the empty frame below: no script is needed. `data-player` tells the page server which origin
 * the page's policy has to allow in frames.
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
