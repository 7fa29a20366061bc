import { hashSource } from "../security-headers.ts";
import { insertFirstScript } from "./insert-script.ts";

/**
 * The first script of every page: what must not wait for React. It is small, inline and admitted by its hash.
 *
 * - The appearance that the reader chose is set before the first paint, and with it the colour of the browser's own bars.
 * - `data-member` on the root says that somebody is signed in, so that styles reserve the place of their name.
 * - A click on a link to `/menu` opens the menu's dialog, with the focus on its first button (on the choice itself for `#appearance`).
 *   Before a page goes into the back/forward cache, or a link leads elsewhere on it, the dialog closes.
 * - The time of the last visit stays on the device. When the menu opens, the sections get the number of articles published since
 *   (`/menu/new.json`), in attributes, so that React finds the markup as it was sent. Pages less than half an hour apart are one visit.
 * - A page transition that the browser skips (a form sent, a link followed at once) is no error. It may
 *   do so before the page is revealed, when no event names the transition, so that its rejected promise is all there is.
 * - The header's date is hidden if the page was kept beyond its day, here and in the site's time zone. The zone is asked only
 *   where the device's own day is another: `Intl` takes 50 ms of a slow phone.
 * - A page that was prerendered over five minutes before its reader opens it is requested again.
 * - The page that the service worker shows for one that it does not keep is requested again once the browser is online.
 * - Once a member is no longer signed in, the service worker drops the articles that it keeps: others may use the device. Browsers with
 *   `cookieStore` notice the sign-out itself, all others the next page.
 *
 * Without storage (blocked, private) the device's appearance counts, and nothing is counted.
 */
export const earlyScript =
  "(()=>{let d=document,r=d.documentElement,s=(k,v)=>{try{return v===void 0?localStorage.getItem(k):localStorage.setItem(k,v)}catch{}}," +
  'A="vigie-appearance",V="vigie-visit",c,m,asked,now=Date.now(),' +
  '[prev,last]=(s(V)||"").split(" "),' +
  'paint=()=>{let t=s(A),x;/^(light|dark)$/.test(t)||(t="");x=d.querySelector("[name=appearance][value=\'"+t+"\']");' +
  "x&&(x.checked=!0);c&&c.remove();c=0;t?r.dataset.appearance=t:delete r.dataset.appearance;" +
  't&&(c=d.createElement("meta"),c.name="theme-color",c.content=t=="dark"?"#11141a":"#fdfcf9",d.head.prepend(c))},' +
  "count=()=>{if(asked||!(prev>0))return;asked=1;" +
  'fetch("/menu/new.json").then(a=>a.json()).then(n=>d.querySelectorAll("[data-section]").forEach(b=>{' +
  "let a=(n[b.dataset.section]||[]).filter(t=>t*1e3>prev).length;" +
  'a&&(b.dataset.count=a>8?"9+":a,r.dataset.news="")})).catch(()=>asked=0)};' +
  'let hint=()=>/(^|; )(__Host-)?vigie_hint=/.test(d.cookie),w,M="vigie-member",' +
  'member=()=>{hint()?s(M,1):s(M)&&(w=navigator.serviceWorker)&&w.getRegistration().then(g=>{g&&g.active&&g.active.postMessage("forget");s(M,"")}).catch(()=>{})};' +
  'paint();hint()&&(r.dataset.member="");' +
  'self.cookieStore&&cookieStore.addEventListener("change",member);' +
  'if(now-last>18e5)prev=last;s(V,(prev||"")+" "+now);' +
  'addEventListener("storage",e=>e.key==A&&paint());' +
  'addEventListener("pageshow",()=>{paint();member();d.getElementById("menu")||location.pathname=="/menu"&&count();' +
  'let t=d.querySelector("time[data-zone]");try{let n=new Date;t.hidden=new Date(n-n.getTimezoneOffset()*6e4).toISOString().slice(0,10)!=t.dateTime&&' +
  'new Intl.DateTimeFormat("sv",{timeZone:t.dataset.zone}).format(n)!=t.dateTime}catch{}});' +
  'addEventListener("pagehide",()=>m&&m.close());' +
  'd.addEventListener("prerenderingchange",()=>{paint();performance.now()>3e5&&location.reload()});' +
  // After half a second: a connection that comes and goes must not undo a click on a link.
  'addEventListener("online",()=>d.querySelector("[data-kept]")&&setTimeout(()=>navigator.onLine&&location.reload(),500));' +
  'addEventListener("unhandledrejection",e=>e.reason instanceof DOMException&&/transition/i.test(e.reason.message)&&e.preventDefault());' +
  'd.addEventListener("change",e=>{if(e.target.name=="appearance"){s(A,e.target.value);paint()}});' +
  'd.addEventListener("click",e=>{let a=e.target.closest("a");m=d.getElementById("menu");' +
  "if(!a||!m||!m.showModal||e.button||e.metaKey||e.ctrlKey||e.shiftKey||e.altKey)return;" +
  'if(a.pathname=="/menu"&&a.origin==location.origin){e.preventDefault();if(m.open)return;m.showModal();count();' +
  '(m.querySelector(a.hash?"#appearance :checked":"button[value=close]")).focus()}' +
  "else if(m.open&&a.hash&&a.pathname==location.pathname)m.close()})})()";

export const earlyScriptHash = hashSource(earlyScript);

/** Inserts the script at the start of a page's head. */
export function insertEarlyScript(html: string, nonce = ""): string {
  return insertFirstScript(html, earlyScript, nonce);
}
