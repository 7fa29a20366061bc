import { absoluteUrl } from "#lib/site-address.ts";

/** The addresses of the text's links, with the numbers that a printed page gives them. Only on paper. */
export function PrintedLinks({ links, heading }: { links: string[]; heading: string }) {
  if (links.length === 0) return null;
  return (
    <section className="printed-links">
      <h2>{heading}</h2>
      <ol>
        {links.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text may link to one address several times
          <li key={index}>{link.startsWith("/") ? absoluteUrl(link) : link}</li>
        ))}
      </ol>
    </section>
  );
}
