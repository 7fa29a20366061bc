import type { Logo } from "#components/site-shell/wordmark.tsx";
import type { Settings } from "#features/settings/schema.ts";
import { defaultPublisherLogo, type PublisherLogo } from "#features/settings/structured-data.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { getLogo } from "./cached.ts";

/** Twice the largest width in the header. */
const logoWidth = 480;

/** Loads the logo for the site's header; undefined without one, or if its picture was deleted. */
export async function loadSiteLogo(settings: Settings): Promise<Logo | undefined> {
  const [light, dark] = await Promise.all(
    [settings["look.logo"], settings["look.logoDark"]].map((id) => (id === "" ? null : getLogo(id))),
  );
  if (!light) return undefined;
  const width = Math.min(logoWidth, light.width);
  return {
    src: mediaSrc(light.id, logoWidth, "webp", light.revision),
    dark: dark ? mediaSrc(dark.id, logoWidth, "webp", dark.revision) : undefined,
    width,
    height: Math.max(1, Math.round((light.height * width) / light.width)),
    alt: light.alt || settings["site.name"],
  };
}

/** Width of the logo in structured data, and the least width and height that Google accepts. */
const publisherLogoWidth = 960;
const minPublisherLogoSize = 112;

/** Loads the logo for structured data: the site's own if it is large enough, else the mark in public/. */
export async function loadPublisherLogo(settings: Settings): Promise<PublisherLogo> {
  const id = settings["look.logo"];
  const logo = id === "" ? null : await getLogo(id);
  if (!logo) return defaultPublisherLogo;
  const width = Math.min(publisherLogoWidth, logo.width);
  const height = Math.round((logo.height * width) / logo.width);
  if (Math.min(width, height) < minPublisherLogoSize) return defaultPublisherLogo;
  return { path: mediaSrc(logo.id, publisherLogoWidth, "png", logo.revision), width, height };
}
