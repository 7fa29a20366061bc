/**
 * The browser-side policy that every page creates before any other script: script addresses only below our own
 * `/_next/static/`, and of markup only what React itself writes (the empty script element it clones, and text without a tag, such
 * as JSON-LD on a client navigation). Whatever else reaches a script sink is refused by the browser.
 */
export const trustedTypesScript =
  'self.trustedTypes&&trustedTypes.createPolicy("default",{' +
  'createScriptURL:u=>{let a=new URL(u,location);return a.origin==location.origin&&a.pathname.startsWith("/_next/static/")?u:null},' +
  'createHTML:h=>h=="\\x3cscript>\\x3c/script>"||!/</.test(h)?h:null});';
