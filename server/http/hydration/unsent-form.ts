/**
 * For a page whose scripts failed or have not loaded yet. If a form were submitted while the site is unreachable, the
 * browser would replace the page by its own error page, and everything typed would be lost. The script holds the form
 * back and requests the page: on any response it submits the form, else it shows the notice in app/layout.tsx. Forms
 * that React submits are left alone. Failed scripts are requested again once the browser is online.
 */
export const unsentFormScript =
  "(()=>{let d=document,f=[],p;" +
  'addEventListener("error",e=>{e.target.tagName=="SCRIPT"&&f.push(e.target.src)},!0);' +
  'addEventListener("online",()=>f.splice(0).map(u=>d.head.append(Object.assign(d.createElement("script"),{async:!0,src:u}))));' +
  'addEventListener("submit",e=>{if(p||e.defaultPrevented||!f[0]&&navigator.onLine)return;' +
  'let n=d.getElementById("unsent"),t=e.target,b=e.submitter;e.preventDefault();n.hidden=!0;' +
  'fetch(d.URL,{method:"HEAD",cache:"no-store"}).then(()=>{p=1;t.requestSubmit(b);p=0},()=>{n.hidden=!1})})})()';
