import { translator } from "#i18n/translator.ts";

const links = {
  "401": { href: "/login", label: "refusals.signIn" },
  "403": { href: "/", label: "refusals.home" },
  "404": { href: "/", label: "refusals.home" },
} as const;

/**
 * Shown by the client router in place of a page that is refused (`unauthorized()`, `forbidden()`, `notFound()`); a refused
 * document gets the page server's own page. Next puts all three into the payload of every page, so they must be small:
 * Next's defaults are 6 KB.
 */
export function RefusedContent({ status }: { status: keyof typeof links }) {
  const t = translator();
  const { href, label } = links[status];
  return (
    <p className="text-column" role="alert">
      {t.typeset(status === "403" ? "refusals.role.text" : `refusals.${status}.text`)} <a href={href}>{t(label)}</a>
    </p>
  );
}
