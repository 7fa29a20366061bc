import { escapeHtml } from "#lib/html/escape-html.ts";
import type { Attributes, Shortcode } from "./shortcodes.ts";

/** By shortcode: the shape of an id, and the page of what it names. Shortcodes of wordpress.com and of common plugins. */
const players: Record<string, { id: RegExp; address: (id: string) => string }> = {
  youtube: { id: /^[\w-]{6,20}$/, address: (id) => `https://www.youtube.com/watch?v=${id}` },
  dailymotion: { id: /^[a-z0-9]{5,12}$/i, address: (id) => `https://www.dailymotion.com/video/${id}` },
  vimeo: { id: /^\d{4,12}$/, address: (id) => `https://vimeo.com/${id}` },
  wpvideo: { id: /^[a-z0-9]{8}$/i, address: (id) => `https://videopress.com/v/${id}` },
  ted: { id: /^\d{1,9}$/, address: (id) => `https://www.ted.com/talks/view/id/${id}` },
  gist: { id: /^[0-9a-f]{5,40}$/, address: (id) => `https://gist.github.com/${id}` },
  tweet: { id: /^\d{5,25}$/, address: (id) => `https://twitter.com/i/status/${id}` },
  soundcloud: { id: /^\d{1,15}$/, address: (id) => `https://api.soundcloud.com/tracks/${id}` },
  spotify: { id: /^[a-z0-9]{22}$/i, address: (id) => `https://open.spotify.com/track/${id}` },
};
const aliases: Record<string, string> = {
  yt: "youtube",
  ytvideo: "youtube",
  daily: "dailymotion",
  videopress: "wpvideo",
  "wp-video": "wpvideo",
  twitter: "tweet",
};

/**
 * The handlers of players: `[youtube=ADDRESS]`, `[youtube ADDRESS]`, `[youtube ID]`, `[youtube id=ID]` and
 * `[youtube]ADDRESS or ID[/youtube]` become the page that plays it, alone in its line.
 */
export const playerShortcodes: Record<string, Shortcode> = Object.fromEntries(
  [...Object.keys(players).map((name) => [name, name] as const), ...Object.entries(aliases)].map(([name, player]) => [
    name,
    (attributes, content) => playerLine(player, attributes, content),
  ]),
);

function playerLine(name: string, attributes: Attributes, content = ""): string | undefined {
  const player = players[name];
  const text = content
    .replace(/<[^<>]*>/g, "")
    .trim()
    .replaceAll("&amp;", "&");
  const given = [
    attributes.address,
    attributes.url,
    attributes.id,
    attributes.video,
    attributes.v,
    attributes[""],
    text,
  ];
  for (const value of given) {
    if (!value || !player) continue;
    if (/^(?:https?:)?\/\/\S+$/.test(value)) return onOwnLine(name === "youtube" ? cleanYouTube(value) : value);
    if (player.id.test(value)) return onOwnLine(player.address(value));
  }
  return undefined;
}

/** wordpress.com appends the player's size to the address: `watch?v=ID&w=640&h=385`, `watch?v=ID?fs=1`. */
function cleanYouTube(address: string): string {
  const id = /[?&](?:amp;)?v=([\w-]{6,20})/.exec(address)?.[1];
  const list = /[?&](?:amp;)?list=([\w-]{6,60})/.exec(address)?.[1];
  return id === undefined ? address : `https://www.youtube.com/watch?v=${id}${list ? `&list=${list}` : ""}`;
}

function onOwnLine(address: string): string {
  return `\n\n${escapeHtml(address)}\n\n`;
}
