import type { Metadata, Viewport } from "next";
import { getSettings } from "#features/settings/cached.ts";
import { themeStylesheetPath } from "#features/settings/theme-colours.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import "./globals.css";

/** Every page is rendered on request; the page server keeps the shared ones (docs/page-cache.md). */
export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const settings = await getSettings();
  return {
    metadataBase: new URL(env().SITE_URL),
    title: { default: settings["site.name"], template: `%s · ${settings["site.name"]}` },
    description: settings["site.description"],
    icons: {
      icon: [
        { url: "/favicon.ico", sizes: "16x16 32x32 48x48" },
        { url: "/icon.svg", type: "image/svg+xml" },
      ],
      apple: "/apple-touch-icon.png",
    },
    manifest: "/manifest.webmanifest",
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fdfcf9" },
    { media: "(prefers-color-scheme: dark)", color: "#11141a" },
  ],
};

/**
 * Requested together with the page: otherwise the first lines would be painted twice. The files are bundled, so the
 * address changes with the content.
 */
const preloadedFonts = [
  new URL("./fonts/newsreader-headline.woff2", import.meta.url),
  new URL("./fonts/newsreader-text.woff2", import.meta.url),
  new URL("./fonts/instrument-sans.woff2", import.meta.url),
];

export default async function RootLayout({ children }: { children: React.ReactNode }) {
  const themeHref = themeStylesheetPath(await getSettings());
  // With this attribute Next jumps to the top of the next page. A smooth scroll would stop below the header.
  return (
    <html lang={siteLocale()} data-scroll-behavior="smooth" suppressHydrationWarning>
      <head>
        {preloadedFonts.map(({ pathname }) => (
          <link key={pathname} rel="preload" as="font" type="font/woff2" href={pathname} crossOrigin="anonymous" />
        ))}
        {themeHref && <link rel="stylesheet" href={themeHref} precedence="next" />}
      </head>
      <body>
        {children}
        <p id="unsent" role="alert" hidden>
          {translator().typeset("failures.unsent")}
        </p>
      </body>
    </html>
  );
}
