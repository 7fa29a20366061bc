/** A logo in place of the site's name, with an optional variant for dark backgrounds. */
export interface Logo {
  src: string;
  dark?: string | undefined;
  width: number;
  height: number;
  alt: string;
}

/** Longer names are set in small letters, on two lines at most, so that the header keeps its height. */
const maxShortName = 14;

/** The site's name with its lamp, or its logo; links to the home page. */
export function Wordmark({ name, logo, label }: { name: string; logo?: Logo | undefined; label: string }) {
  const isLong = !logo && [...name].length > maxShortName;
  return (
    <a href="/" className={isLong ? "wordmark wordmark-long" : "wordmark"} aria-label={label}>
      {logo ? (
        <LogoImages logo={logo} />
      ) : (
        <>
          <span>{name}</span>
          <span className="lamp" />
        </>
      )}
    </a>
  );
}

/** Styles choose the variant, because a reader may have chosen another appearance than the device's; the other one is never loaded. */
function LogoImages({ logo: { src, dark, width, height, alt } }: { logo: Logo }) {
  const variants = dark ? [["logo-light", src] as const, ["logo-dark", dark] as const] : [["", src] as const];
  return variants.map(([variant, address]) => (
    <picture key={variant} className={variant}>
      <img className="logo" src={address} width={width} height={height} alt={alt} loading={dark ? "lazy" : undefined} />
    </picture>
  ));
}
