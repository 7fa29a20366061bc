import { absoluteUrl } from "#lib/site-address.ts";
import { licencePath, type PageReservation } from "../rules.ts";
import { rslType } from "../statements/rsl.ts";
import { tdmProperties } from "../statements/tdmrep.ts";

/**
 * The reservation in a page's head: TDMRep's `<meta>` elements, from which the page server makes the headers of shared
 * pages, and the link to the licence document (RSL 1.0, section 4.6). React moves them there.
 */
export function MiningMetadata({ page }: { page: PageReservation | null }) {
  return (
    <>
      {tdmProperties(page).map(([name, value]) => (
        <meta key={name} name={name} content={value} />
      ))}
      {page?.hasLicence && <link rel="license" type={rslType} href={absoluteUrl(licencePath)} />}
    </>
  );
}
