import { translator } from "#i18n/translator.ts";

const links = {
  "401": { href: "/login", label: "refusals.signIn" },
  "403": { href: "/", label: "refusals.home" },
  "404": { href: "/", label: "refusals.home" },
} as const;

/**
 * What the client router shows in place of a page that is refused (`unauthorized()`, `forbidden()`, `notFound()`); for a
 * document the page server answers. Next puts it into the payload of every page, so it must be small: Next's own three
 * are 6 KB.
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
