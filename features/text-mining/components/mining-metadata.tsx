import type { PageReservation } from "../rules.ts";
import { describeHead } from "../statements/page-head.ts";

/**
 * The reservation in a page's head, into which React moves it. The page server makes the headers of shared pages from the
 * `<meta>` elements.
 */
export function MiningMetadata({ page }: { page: PageReservation | null }) {
  const { properties, licence } = describeHead(page);
  return (
    <>
      {properties.map(([name, value]) => (
        <meta key={name} name={name} content={value} />
      ))}
      {licence && <link rel="license" {...licence} />}
    </>
  );
}
