import { chromium } from "@playwright/test";
const b = await chromium.launch({ executablePath:"/usr/bin/chromium", args:["--no-sandbox","--disable-quic","--disable-background-networking","--disable-component-update","--disable-sync","--no-first-run"] });
const p = await b.newPage({ viewport:{width:1280,height:900}, deviceScaleFactor:0.6 });
const pages: [string,string][] = [["home","/"],["menuiserie","/articles/menuiserie-rancongiciel-trois-jours"],["sauvegarde","/articles/sauvegarde-3-2-1"],["camera","/articles/camera-trente-euros"],["hopital","/articles/exercice-hopital-sans-ordinateurs"],["qr","/articles/qr-codes-horodateurs"],["cat","/categories/tutoriels"],["author","/authors/yanis-belkacem"]];
for (const [n,u] of pages) { const r=await p.goto("http://localhost:3177"+u); console.log(n,r?.status()); for (let y=0;y<12000;y+=600){ await p.evaluate(y=>scrollTo(0,y),y); await p.waitForTimeout(60);} await p.waitForTimeout(600); await p.screenshot({path:`/tmp/demo-${n}.png`,fullPage:true}); }
const m = await b.newPage({ viewport:{width:390,height:844}, deviceScaleFactor:1 });
await m.goto("http://localhost:3177/articles/faux-conseiller-bancaire"); for (let y=0;y<12000;y+=600){ await m.evaluate(y=>scrollTo(0,y),y); await m.waitForTimeout(60);} await m.screenshot({path:"/tmp/demo-m.png",fullPage:true});
await b.close();
