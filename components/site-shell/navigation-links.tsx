/** A link of the header, the menu or the footer. */
export interface NavigationLink {
  href: string;
  label: string;
  current?: boolean;
  /** Whether the link leads to another site. */
  outside?: boolean;
}

/** A list of links; `divideAt` is the index of the link before which a divider stands. */
export function NavigationLinks({
  links,
  className,
  linkClass,
  divideAt,
}: {
  links: readonly NavigationLink[];
  className?: string;
  linkClass?: string;
  divideAt?: number;
}) {
  return (
    <ul className={className}>
      {links.map(({ href, label, current, outside }, at) => (
        <li key={href} className={at > 0 && at === divideAt ? "divided" : undefined}>
          <a
            className={linkClass}
            href={href}
            aria-current={current ? "true" : undefined}
            rel={outside ? "external noopener" : undefined}
          >
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
}
