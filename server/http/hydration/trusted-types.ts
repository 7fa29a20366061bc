/** The address of the service worker, the only script outside Next's folder. */
export const workerPath = "/sw.js";

/**
 * The browser-side policy that every page creates before any other script. It allows script addresses only below
 * `/_next/static/` and the service worker's, and only the markup that React itself writes (the empty script element it clones, and text without
 * a tag, such as JSON-LD on a client navigation). The browser refuses everything else that reaches a script sink.
 */
export const trustedTypesScript =
  'self.trustedTypes&&trustedTypes.createPolicy("default",{' +
  'createScriptURL:u=>{let a=new URL(u,location);return a.origin==location.origin&&(a.pathname.startsWith("/_next/static/")||a.pathname=="/sw.js")?u:null},' +
  'createHTML:h=>h=="\\x3cscript>\\x3c/script>"||!/</.test(h)?h:null});';
