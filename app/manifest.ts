import type { MetadataRoute } from "next";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale } from "#i18n/translator.ts";

/** Served as /manifest.webmanifest: how the site looks when a reader keeps it on a phone's first screen. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const settings = await getSettings();
  return {
    name: settings["site.name"],
    short_name: settings["site.name"],
    description: settings["site.description"],
    lang: siteLocale(),
    start_url: "/",
    scope: "/",
    display: "minimal-ui",
    background_color: "#fdfcf9",
    theme_color: "#fdfcf9",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
