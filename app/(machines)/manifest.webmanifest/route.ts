import { getSettings } from "#features/settings/cached.ts";
import { siteLocale } from "#i18n/translator.ts";

/** The token paper of app/base.css: a manifest has no dark scheme. */
const paper = "#fdfcf9";

export const dynamic = "force-dynamic";

/** The web app manifest. It is a route handler, because the page cache may not store Next's `manifest.ts`. */
export async function GET(): Promise<Response> {
  const settings = await getSettings();
  const manifest = {
    id: "/",
    start_url: "/",
    name: settings["site.name"],
    short_name: settings["site.name"].slice(0, 12),
    description: settings["site.description"],
    lang: siteLocale(),
    display: "minimal-ui",
    background_color: paper,
    theme_color: paper,
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { "content-type": "application/manifest+json; charset=utf-8" },
  });
}
