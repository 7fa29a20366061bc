import type { Element } from "hast";

/** Classes and ids of what plugins add around an article: sharing, related articles, newsletters, advertisements. */
const names =
  /^(?:sharedaddy|sd-\w+|jp-relatedposts|jp-post-flair|jetpack-likes-widget\w*|addtoany\w*|a2a_\w+|feedflare|mf-viral|share|sharing|shares?-?(?:buttons?|bar|links?|icons?|tools?|this)|social-?(?:share|sharing|buttons?|links?|icons?|bar)\w*|sharethis\w*|st-btn\w*|essb_\w+|ssba\w*|heateor_\w+|mashsb\w*|swp_social\w*|shareaholic\w*|simplesocialbuttons|related-?(?:posts?|articles?|stories|content|links)|yarpp\w*|crp_related|rp4wp\w*|wp_rp_\w+|zem_rp_\w+|zemanta-\w+|articles-lies|mc4wp\w*|mailpoet\w*|newsletter-?\w*|comments?-(?:link|count|number)|leave-comment|reply-link|ads?|advert|advertisement|advertising|adsbygoogle|adslot\w*|publicite|pub|screen-reader-text|sr-only|visually-hidden|visuallyhidden|wp-block-file__button|printfriendly\w*|post-ratings\w*|kk-star-ratings|tptn_counter|post-views\w*|outbrain\w*|taboola\w*|post-navigation|nav-links|author-box|saboxplugin\w*|cookie-?\w*|paywall-?\w*|wp-block-jetpack-(?:subscriptions|sharing-\w+|like)|wp-block-(?:social-links|comments|post-comments\w*|search|loginout))$/i;

/** Elements that are not part of the article's text, with all they contain. */
const tags = new Set([
  "form",
  "nav",
  "dialog",
  "button",
  "input",
  "select",
  "textarea",
  "script",
  "style",
  "meta",
  "link",
]);

/** Whether an element is not part of the article: it is hidden, a form or navigation, or was added by a known plugin. */
export function isClutter({ tagName, properties }: Element): boolean {
  if (tags.has(tagName)) return true;
  if (properties.hidden !== undefined) return true;
  if (/(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(String(properties.style ?? "").slice(0, 1_000)))
    return true;
  return hasName(properties.className) || names.test(String(properties.id ?? "").slice(0, 100));
}

function hasName(className: unknown): boolean {
  return Array.isArray(className) && className.slice(0, 30).some((name) => names.test(String(name).slice(0, 100)));
}

/** Whether a link only leads to the comments or to a counter of clicks. */
export function isClutterLink(href: string): boolean {
  return /#(?:comments?|respond|disqus_thread|comment-form)$|feeds?\.feedburner\.com\/~(?:ff|r)\/|feeds\.wordpress\.com\/1\.0\/|\/~ff\//i.test(
    href,
  );
}
