/**
 * For a page whose scripts did not come, or have not yet: a form that is sent while nothing can be reached would be replaced by the browser's own
 * error page, with all that was typed. The form is held back, the site is asked for, and either the form goes its way or the notice is
 * shown that each page has ready (app/layout.tsx). React prevents the browser from sending a form that it sends itself. Scripts that failed are asked for again once the connection is back.
 */
export const unsentFormScript =
  "(()=>{let d=document,f=[],p;" +
  'addEventListener("error",e=>{e.target.tagName=="SCRIPT"&&f.push(e.target.src)},!0);' +
  'addEventListener("online",()=>f.splice(0).map(u=>d.head.append(Object.assign(d.createElement("script"),{async:!0,src:u}))));' +
  'addEventListener("submit",e=>{if(p||e.defaultPrevented||!f[0]&&navigator.onLine)return;' +
  'let n=d.getElementById("unsent"),t=e.target,b=e.submitter;e.preventDefault();n.hidden=!0;' +
  'fetch(d.URL,{method:"HEAD",cache:"no-store"}).then(()=>{p=1;t.requestSubmit(b);p=0},()=>{n.hidden=!1})})})()';
