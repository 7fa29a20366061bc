import { env } from "#lib/env.ts";

/** Addresses end as domains do, by a list, because "fin.Le" and "config.json" are no addresses. Reserved ones stand in examples. */
const written =
  /(?<![\p{L}\p{N}@._-])(?:https?:\/\/)?((?:[a-z0-9][a-z0-9-]{0,62}\.){1,4}(?:com|net|org|fr|be|ch|lu|ca|uk|us|eu|de|es|it|nl|pt|pl|ru|su|cn|in|io|co|me|tv|cc|to|ws|la|ly|gl|gd|gg|info|biz|pro|mobi|name|app|dev|ai|xyz|top|site|online|store|shop|club|live|life|world|today|click|link|win|bet|vip|fun|space|website|tech|agency|email|group|money|loan|loans|credit|finance|trade|trading|cash|casino|poker|games|social|chat|dating|webcam|cam|pics|page|blog|art|fit|beauty|health|icu|buzz|cyou|rest|quest|monster|lol|bond|sbs|cfd|gdn|ci|sn|cm|bj|tg|ng|gh|ma|dz|tn|re|gp|mq|nc|pf|ie|au|nz|za|example|test))(?![\p{L}\p{N}-])(\/[^\s]{0,200})?/giu;
/** What every address has, and few texts. */
const dotInWord = /[a-z0-9-]\.[a-z]/iu;
/** "example dot com", "exemple . fr", "exemple (point) fr". */
const spelled =
  /(?<![a-z\d-])[a-z\d-]{4,40}(?: dot | point | \. | ?[([](?:dot|point)[)\]] ?)(?:com|fr|net|org|top|xyz|shop|site|online|be|ch|co|io|info|example)(?![a-z\d])/gi;
const spelledDot = /dot|point| \. /i;
/** What makes it a mail address. */
const mailBefore = /(?:@|arobase?|arrobas?|at[\])]?|chez) ?$/i;

export interface WebAddress {
  host: string;
  path: string;
  written: string;
}

/** The most addresses that are looked at. */
const maxAddresses = 30;

/** Reads the address of a link; undefined if it leads to no site. */
export function toWebAddress(link: string): WebAddress | undefined {
  if (!/^https?:/i.test(link) || !URL.canParse(link)) return undefined;
  const { hostname, pathname, search } = new URL(link);
  const host = hostname.replace(/^www\./, "");
  return { host, path: pathname + search, written: host };
}

/** Lists the addresses in a text, with or without a scheme. Mail addresses are none. */
export function listWebAddresses(text: string): WebAddress[] {
  const found: WebAddress[] = [];
  if (!dotInWord.test(text)) return found;
  for (const { 0: whole, 1: host = "", 2: path = "" } of text.matchAll(written)) {
    found.push({ host: host.toLowerCase().replace(/^www\./, ""), path, written: whole });
    if (found.length >= maxAddresses) break;
  }
  return found;
}

/** Addresses in words, which only somebody writes who expects to be filtered. */
export const listSpelledAddresses = (text: string): string[] =>
  spelledDot.test(text)
    ? Array.from(text.matchAll(spelled)).flatMap(({ index, 0: whole }) =>
        mailBefore.test(text.slice(Math.max(0, index - 10), index)) ? [] : [whole],
      )
    : [];

const shorteners = new Set(
  (
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd cutt.ly rebrand.ly shorturl.at lnkd.in rb.gy urlz.fr vu.fr urlr.me t.ly s.id tiny.cc " +
    "buff.ly adf.ly bl.ink clck.ru v.gd soo.gd short.io linktr.ee beacons.ai lnk.bio bio.link taplink.cc shrtco.de kutt.it u.to"
  ).split(" "),
);
const messengerLinks = new Set(
  "wa.me api.whatsapp.com chat.whatsapp.com t.me telegram.me telegram.dog m.me discord.gg signal.me signal.group viber.click".split(
    " ",
  ),
);
/** Sites that readers cite. */
const cited =
  /(?:^|\.)(?:gouv\.fr|europa\.eu|gov|gov\.uk|edu|admin\.ch|fgov\.be|canada\.ca|gouv\.qc\.ca|wikipedia\.org|wikimedia\.org|wiktionary\.org|archive\.org|cnil\.fr|service-public\.fr|vie-publique\.fr|insee\.fr|has-sante\.fr|ameli\.fr|senat\.fr|assemblee-nationale\.fr|conseil-etat\.fr|courdecassation\.fr|legifrance\.com|who\.int|un\.org|github\.com|gitlab\.com|stackoverflow\.com|mozilla\.org|debian\.org|ubuntu\.com|kernel\.org|python\.org|w3\.org|ietf\.org|mitre\.org|nist\.gov|arxiv\.org|doi\.org|nature\.com|sciencedirect\.com|cairn\.info|persee\.fr|hal\.science|eff\.org|laquadrature\.net|lemonde\.fr|liberation\.fr|lefigaro\.fr|mediapart\.fr|francetvinfo\.fr|radiofrance\.fr|rtbf\.be|rts\.ch|letemps\.ch|lesoir\.be|ledevoir\.com|lapresse\.ca|bbc\.com|bbc\.co\.uk|theguardian\.com|nytimes\.com|reuters\.com|afp\.com|apnews\.com|youtube\.com|youtu\.be|vimeo\.com|peertube\.fr|framasoft\.org|openstreetmap\.org|nextinpact\.com|next\.ink|ouest-france\.fr|sudouest\.fr|20minutes\.fr|leparisien\.fr|lesechos\.fr|google\.com|google\.fr|amazon\.fr|booking\.com|leboncoin\.fr|doctolib\.fr|sncf-connect\.com|laposte\.fr|orange\.fr|free\.fr|haveibeenpwned\.com|signal-arnaques\.com|33700\.fr|cybermalveillance\.fr)$/;

export const isShortener = ({ host }: WebAddress): boolean => shorteners.has(host);
export const isMessengerLink = ({ host }: WebAddress): boolean => messengerLinks.has(host);
/** Of this site, or of one that readers cite. */
export const isCited = ({ host }: WebAddress): boolean =>
  cited.test(host) || host === new URL(env().SITE_URL).hostname.replace(/^www\./, "");
/** A reward for the member who gave the link. */
export const isAffiliate = ({ path }: WebAddress): boolean =>
  /[?/&](?:ref|aff|affiliate|parrain|parrainage|partner|sponsor|coupon|promo)(?:[=/_-]|$)/i.test(path);
export const isOfTrade = ({ host }: WebAddress): boolean =>
  /promo|deal|cheap|discount|outlet|d[eé]?stock|gratuit|gagn|gain|casino|credit|pret|loan|recov|pas-?cher|malin|business|offre|seo|boost|token|profit|invest|datin|keto|slim|mince|iptv|essay|cash|win|bonus|express|secours|free/.test(
    host,
  );
