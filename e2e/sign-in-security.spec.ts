import { randomUUID } from "node:crypto";
import type { Browser, BrowserContextOptions, CDPSession, Locator, Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { TOTP } from "otpauth";
import type { Role } from "#features/members/rules.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { findMailedLink, findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember } from "./test-data.ts";

const password = "quatre tuiles sur un phare";
const linux = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** A member of one's own for one journey. */
async function member(role: Role = "reader"): Promise<string> {
  const { email } = await aMember(role, { email: `garde-${randomUUID()}@example.org`, name: "Garde Essai", password });
  return email;
}

async function tryPassword(page: Page, email: string, given: string, next = "/account/security"): Promise<void> {
  await page.goto(`/login?next=${encodeURIComponent(next)}`);
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(given);
  await page.getByRole("button", { name: "Se connecter" }).click();
}

async function signIn(page: Page, email: string): Promise<void> {
  await tryPassword(page, email, password);
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page).toHaveURL((url) => url.pathname === "/");
}

/** Somebody else at another machine, who waits for nothing but the answer. */
async function elsewhere<T>(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

test("a device is signed out from another one, and its next click finds nobody @nojs @desktop", async ({
  page,
  browser,
  baseURL,
  javaScriptEnabled,
}) => {
  const email = await member();
  await signIn(page, email);
  await elsewhere(browser, { baseURL, javaScriptEnabled, userAgent: linux }, async (other) => {
    await signIn(other, email);
    await page.goto("/account/security");
    const there = page.getByRole("listitem").filter({ hasText: "Firefox sur Linux" });
    await expect(there).toBeVisible();
    await expect(page.getByText("cet appareil")).toHaveCount(1);
    await there.getByRole("button", { name: "Déconnecter Firefox sur Linux" }).click();
    await expect(page.getByText("L’appareil est déconnecté.")).toBeVisible();
    await expect(there).toHaveCount(0);
    expect((await other.goto("/account/security"))?.status()).toBe(401);

    await signIn(other, email);
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Me déconnecter partout ailleurs" }).click();
    await expect(page.getByText("Vous êtes déconnecté partout ailleurs.")).toBeVisible();
    expect((await other.goto("/account/security"))?.status()).toBe(401);
  });
  expect((await page.goto("/account/security"))?.status()).toBe(200);
});

test("a new role counts at the next click @desktop", async ({ page, vigie }) => {
  const email = await member("editor");
  await signIn(page, email);
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  await vigie("user", "role", email, "reader");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toHaveCount(0);
});

test("whoever guesses is held up, the owner is not: neither on a known device nor by a mailed link @desktop", async ({
  page,
  browser,
  baseURL,
}) => {
  const email = await member();
  await signIn(page, email);
  await signOut(page);
  await elsewhere(browser, { baseURL }, async (stranger) => {
    for (let turn = 0; turn < 8; turn += 1) {
      await tryPassword(stranger, email, `essai ${turn}`);
      await expect(stranger.getByText("L’adresse ou le mot de passe ne convient pas.")).toBeVisible();
    }
    await tryPassword(stranger, email, password);
    await expect(stranger.getByText("Trop d’essais.")).toBeVisible();
  });
  await signIn(page, email);
  await elsewhere(browser, { baseURL }, async (owner) => {
    await owner.goto("/login/link");
    await owner.getByLabel("Adresse électronique").fill(email);
    await owner.getByRole("button", { name: "Envoyer le lien" }).click();
    await expect(owner.getByText("Si cette adresse a un compte")).toBeVisible();
    await owner.goto(await findMailedLink(email, "/login/link"));
    await owner.getByRole("button", { name: "Me connecter" }).click();
    await expect(owner).not.toHaveURL(/login/);
    expect((await owner.goto("/account/security"))?.status()).toBe(200);
  });
});

test("the header says who one is as soon as one is signed in, and no longer once one is out", async ({ page }) => {
  const email = await member();
  await page.goto("/login?next=/rules");
  const header = page.getByRole("banner");
  await expect(header.getByText("Se connecter")).toBeVisible();
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(page).toHaveURL(/\/rules$/);
  await expect(header.getByText("Garde Essai")).toBeVisible();
  await page.goto("/account/security");
  await expect(header.getByText("Garde Essai")).toBeVisible();
  await signOut(page);
  await expect(header.getByText("Se connecter")).toBeVisible();
});

test("one network has links sent to thirty addresses an hour, then is told to wait @only-nojs", async ({ page }) => {
  test.skip(process.env.TRUST_PROXY !== "1", "every journey would share this machine's own network");
  // Both kinds of link count together.
  for (let turn = 0; turn <= 30; turn += 1) {
    await page.goto(turn % 2 ? "/login/link" : "/login/password");
    await page.getByLabel("Adresse électronique").fill(`personne-${randomUUID()}@example.org`);
    await page.getByRole("main").getByRole("button").click();
    await expect(page.getByText(turn < 30 ? "Si cette adresse a un compte" : "C’est trop rapide.")).toBeVisible();
  }
});

/** All sessions of this account began a while ago. */
async function grownOld(email: string): Promise<void> {
  await withSiteDatabase((db) =>
    db.execute(sql`update member_sessions set created_at = now() - interval '31 minutes'
      where member_id = (select id from members where email = ${email})`),
  );
}

test("what adds a way in asks for a sign-in of just now, once on the page @nojs @desktop", async ({
  page,
  javaScriptEnabled,
}) => {
  const email = await member("editor");
  await signIn(page, email);
  const start = page.getByRole("button", { name: "Associer une application" });
  const add = page.getByRole("button", { name: "Ajouter une clé d’accès" });
  await expect(add).toBeVisible();
  await grownOld(email);
  // The page is still open: its button is refused. Without JavaScript the page that comes back asks already.
  await start.click();
  if (javaScriptEnabled !== false) {
    await expect(page.getByText("Votre connexion date un peu : rechargez")).toBeVisible();
    await page.goto("/account/security");
  }
  await expect(start).toHaveCount(0);
  await expect(add).toHaveCount(0);
  await expect(page.getByText("Votre connexion date un peu")).toHaveCount(2);
  await page.getByRole("link", { name: "montrez d’abord que c’est bien vous" }).click();
  await expect(page).toHaveURL(/#passkeys$/);
  await page.getByRole("textbox", { name: "Mot de passe", exact: true }).fill(password);
  await page.getByRole("button", { name: "Continuer" }).click();
  await expect(add).toBeVisible();
  await start.click();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  await grownOld(email);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  await expect(page.locator(".authenticator-setup")).toHaveCount(0);
});

test("a passkey is removed only by whoever signed in just now @desktop", async ({ page }) => {
  const email = await member();
  await authenticator(page);
  await signIn(page, email);
  await page.getByLabel("Nom de la clé").fill("Mon téléphone");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await grownOld(email);
  await page.getByRole("button", { name: "Retirer la clé Mon téléphone" }).click();
  await expect(page.getByText("Votre connexion date un peu : rechargez")).toBeVisible();
  await page.goto("/account/security");
  await expect(page.getByRole("listitem").filter({ hasText: "Mon téléphone" })).toBeVisible();
});

test("whoever signs in where somebody is signed in takes the place of that session @nojs @desktop", async ({
  page,
  context,
}) => {
  const email = await member();
  // Open before the sign-in: it would lead on afterwards.
  const other = await context.newPage();
  await other.goto("/login?next=/account/security");
  await signIn(page, email);
  await other.getByLabel("Adresse électronique").fill(email);
  await other.getByLabel("Mot de passe").fill(password);
  await other.getByRole("main").getByRole("button", { name: "Se connecter" }).click();
  await expect(other.getByText("cet appareil")).toHaveCount(1);
  await expect(other.getByRole("button", { name: /^Déconnecter / })).toHaveCount(0);
});

async function authenticator(page: Page): Promise<{ session: CDPSession; id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      automaticPresenceSimulation: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return { session, id: authenticatorId };
}

test("a member adds a passkey, signs in with it, and removes it @desktop", async ({ page }) => {
  const email = await member();
  const key = await authenticator(page);
  await signIn(page, email);
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("Donnez un nom à cette clé")).toBeVisible();
  await page.getByLabel("Nom de la clé").fill("Mon téléphone");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Mon téléphone" })).toContainText("jamais utilisée");

  await page.getByLabel("Nom de la clé").fill("Encore lui");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("Cet appareil a déjà une clé d’accès")).toBeVisible();
  await expect(page.getByLabel("Nom de la clé")).toHaveValue("Encore lui");

  await signOut(page);
  await page.goto("/login?next=/account/security");
  // What the browser sends is kept, to be sent again below.
  const sent = page.waitForRequest(
    (request) => request.method() === "POST" && (request.postData() ?? "").includes("authenticatorData"),
  );
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page).toHaveURL(/\/account\/security/);
  await expect(page.getByRole("listitem").filter({ hasText: "Mon téléphone" })).not.toContainText("jamais utilisée");
  await expect(page.getByRole("listitem").filter({ hasText: "cet appareil" })).toContainText("clé d’accès");

  await page.context().clearCookies();
  const { "content-length": _, cookie: __, ...headers } = await (await sent).allHeaders();
  const again = await page.request.post("/login?next=/account/security", {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
    data: (await sent).postDataBuffer() ?? "",
    maxRedirects: 0,
  });
  expect(await again.text()).toContain("Cette demande a déjà servi");
  expect((await page.context().cookies()).some((cookie) => cookie.name === "vigie_session")).toBe(false);

  await signIn(page, email);
  await page.getByRole("button", { name: "Retirer la clé Mon téléphone" }).click();
  await expect(page.getByText("La clé d’accès est retirée.")).toBeVisible();
  await findMailTo(email, /Mon téléphone.*vient d’être ajoutée/s);
  await findMailTo(email, /Mon téléphone.*vient d’être retirée/s);
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page.getByText("Cette clé d’accès n’ouvre aucun compte ici.")).toBeVisible();

  // Somebody whose device has none is told so by the browser, and here.
  await key.session.send("WebAuthn.clearCredentials", { authenticatorId: key.id });
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page.getByText("Aucune clé d’accès n’a été utilisée.")).toBeVisible();
});

test("without JavaScript passkeys say that they need it @only-nojs", async ({ page }) => {
  await signIn(page, await member());
  const says = "Les clés d’accès demandent JavaScript";
  await page.getByLabel("Nom de la clé").fill("Mon téléphone");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible();
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
  await expect(page.getByRole("alert").filter({ hasText: says })).toBeVisible();
});

/** Links an app to the account of whoever is signed in; returns it with the recovery codes. */
async function linkApp(page: Page): Promise<{ app: TOTP; codes: string[] }> {
  await page.getByRole("button", { name: "Associer une application" }).click();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  const secret = ((await page.locator(".authenticator-setup code").textContent()) ?? "").replace(/\s/g, "");
  const app = new TOTP({ secret });
  await page.getByLabel("Code à six chiffres").fill("12345");
  await page.getByRole("button", { name: "Activer" }).click();
  await expect(page.getByText("Ce code ne convient pas.")).toBeVisible();
  await page.getByLabel("Code à six chiffres").fill(app.generate());
  await page.getByRole("button", { name: "Activer" }).click();
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  const codes = await page.locator(".recovery-codes code").allTextContents();
  expect(codes).toHaveLength(10);
  await expect(page.getByRole("link", { name: "Télécharger" })).toHaveAttribute("href", new RegExp(codes[0] ?? "none"));
  await page.getByRole("link", { name: "Je les ai notés" }).click();
  await expect(page.getByText("Il vous reste 10 codes de secours.")).toBeVisible();
  return { app, codes };
}

/** The app's next code: a code that was used serves no more, and clocks may differ by one. */
const nextCode = (app: TOTP) => app.generate({ timestamp: Date.now() + 30_000 });

test("an editor's account asks for a code after the password and after a mailed link @nojs @desktop", async ({
  page,
}) => {
  const email = await member("editor");
  await signIn(page, email);
  const { app, codes } = await linkApp(page);
  await signOut(page);

  await tryPassword(page, email, password);
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  expect((await page.goto("/account/security"))?.status()).toBe(401);
  await page.goto("/login/code");
  await page.getByLabel("Code", { exact: true }).fill("aaaa-bbbb");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Ce code ne convient pas.")).toBeVisible();
  const code = nextCode(app);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();

  await signOut(page);
  await page.goto("/login/link?next=/account/security");
  await page.getByLabel("Adresse électronique").fill(email);
  await page.getByRole("button", { name: "Envoyer le lien" }).click();
  await page.goto(`${await findMailedLink(email, "/login/link")}&next=/account/security`);
  await page.getByRole("button", { name: "Me connecter" }).click();
  await expect(page).toHaveURL(/\/login\/code/);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Ce code a déjà servi.")).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(codes[0]?.toUpperCase() ?? "");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByText("Il vous reste 9 codes de secours.")).toBeVisible();
  await findMailTo(email, /avec un code de secours\. Il vous en reste 9/);

  await page.getByText("Refaire les codes de secours").click();
  await page
    .getByLabel("Code de l’application")
    .first()
    .fill(codes[1] ?? "");
  await page.getByRole("button", { name: "Créer de nouveaux codes" }).click();
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  const fresh = await page.locator(".recovery-codes code").allTextContents();
  expect(fresh).toHaveLength(10);
  await page.getByRole("link", { name: "Je les ai notés" }).click();
  await page.getByText("Désactiver", { exact: true }).click();
  await page
    .getByLabel("Code de l’application")
    .last()
    .fill(codes[2] ?? "");
  await page.getByRole("button", { name: "Désactiver le code" }).click();
  await expect(page.getByText("Ce code ne convient pas.")).toBeVisible();
  await page
    .getByLabel("Code de l’application")
    .last()
    .fill(fresh[0] ?? "");
  await page.getByRole("button", { name: "Désactiver le code" }).click();
  await expect(page.getByText("Le code de vérification n’est plus demandé.")).toBeVisible();
  for (const says of [/vient d’être associée/, /viennent d’être refaits/, /ne demande plus de code/])
    await findMailTo(email, says);
});

for (const [verifies, then] of [
  [true, "is two factors at once"],
  [false, "that only was there still waits for the code"],
] as const) {
  test(`a passkey ${then} @desktop`, async ({ page }) => {
    const email = await member("moderator");
    const { session, id } = await authenticator(page);
    await signIn(page, email);
    await linkApp(page);
    await page.getByLabel("Nom de la clé").fill("Clé");
    await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
    await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
    await signOut(page);
    // "Bad" for who demands that its owner was recognised: the answer says that they were only there.
    await session.send("WebAuthn.setResponseOverrideBits", { authenticatorId: id, isBadUV: !verifies });
    await page.goto("/login?next=/account/security");
    await page.getByRole("button", { name: "Utiliser une clé d’accès" }).click();
    await expect(page).toHaveURL(verifies ? /\/account\/security/ : /\/login\/code/);
  });
}

test.describe("a provider", () => {
  test.skip(!process.env.AUTH_GITHUB_URL, "the site was not started with a stand-in (docs/testing.md)");

  async function through(
    page: Page,
    name: "GitHub" | "Google",
    who: { email: string; subject: string; verified?: boolean },
  ) {
    await page.goto("/login?next=/account/security");
    await page.getByRole("button", { name: `Continuer avec ${name}` }).click();
    await page.getByLabel("Email").fill(who.email);
    await page.getByLabel("Number").fill(who.subject);
    if (who.verified === false) await page.getByLabel("Verified").uncheck();
    await page.getByRole("button", { name: "Authorize" }).click();
  }
  const subject = () => String(Math.floor(Math.random() * 1e12));
  const devices = (page: Page) => page.getByRole("heading", { name: "Appareils connectés" });

  for (const name of ["GitHub", "Google"] as const) {
    test(`${name} makes a member, and knows them again @nojs @desktop`, async ({
      browser,
      baseURL,
      javaScriptEnabled,
    }) => {
      const who = { email: `octavie-${randomUUID()}@example.org`, subject: subject() };
      for (const userAgent of [linux, undefined]) {
        await elsewhere(browser, { baseURL, javaScriptEnabled, userAgent }, async (page) => {
          await through(page, name, who);
          await expect(devices(page)).toBeVisible();
          await expect(page.getByRole("listitem").filter({ hasText: "cet appareil" })).toContainText(name);
        });
      }
    });

    test(`${name} opens the account that has the address only with its word for it @desktop`, async ({
      browser,
      baseURL,
    }) => {
      const email = await member();
      await elsewhere(browser, { baseURL }, async (page) => {
        await through(page, name, { email, subject: subject(), verified: false });
        await expect(page).toHaveURL(/\/login/);
        await expect(page.getByText("Ce compte ne nous donne pas d’adresse vérifiée")).toBeVisible();
        await through(page, name, { email, subject: subject() });
        await expect(devices(page)).toBeVisible();
      });
    });

    test(`a sign-in with ${name} that is given up is said so @nojs @desktop`, async ({
      browser,
      baseURL,
      javaScriptEnabled,
    }) => {
      await elsewhere(browser, { baseURL, javaScriptEnabled }, async (page) => {
        await page.goto("/login?next=/account/security");
        await page.getByRole("button", { name: `Continuer avec ${name}` }).click();
        await page.getByRole("button", { name: "Cancel" }).click();
        await expect(page).toHaveURL(/\/login/);
        await expect(page.getByText("La connexion n’a pas abouti")).toBeVisible();
        await expect(page.getByLabel("Mot de passe")).toBeVisible();
      });
    });
  }

  test("an editor who comes from a provider is asked for the code too @desktop", async ({ browser, baseURL }) => {
    const email = await member("editor");
    await elsewhere(browser, { baseURL }, async (page) => {
      await signIn(page, email);
      const { app } = await linkApp(page);
      await signOut(page);
      await through(page, "GitHub", { email, subject: subject() });
      await expect(page).toHaveURL(/\/login\/code/);
      await page.getByLabel("Code", { exact: true }).fill(nextCode(app));
      await page.getByRole("button", { name: "Se connecter" }).click();
      await expect(devices(page)).toBeVisible();
    });
  });
});

/** Moves the focus on with the keyboard until it stands on what is wanted. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard never comes to ${wanted}`);
}

test("the keyboard alone adds a passkey, links an app, and signs in with its code @desktop", async ({ page }) => {
  const email = await member("editor");
  await authenticator(page);
  await signIn(page, email);
  await tabTo(page, page.getByLabel("Nom de la clé"));
  await page.keyboard.type("Au clavier");
  await page.keyboard.press("Enter");
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Associer une application" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  const app = new TOTP({
    secret: ((await page.locator(".authenticator-setup code").textContent()) ?? "").replace(/\s/g, ""),
  });
  await tabTo(page, page.getByLabel("Code à six chiffres"));
  await page.keyboard.type(app.generate());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Je les ai notés" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Il vous reste 10 codes de secours.")).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Se déconnecter" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL((url) => url.pathname === "/");
  await page.goto("/login?next=/account/security");
  await tabTo(page, page.getByLabel("Adresse électronique"));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel("Mot de passe"));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Code de vérification" })).toBeVisible();
  await tabTo(page, page.getByLabel("Code", { exact: true }));
  await page.keyboard.type(nextCode(app));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Appareils connectés" })).toBeVisible();
});

test("the pages that guard an account pass axe and fit @phone", async ({ page }) => {
  test.slow();
  const email = await member("editor");
  await authenticator(page);
  await signIn(page, email);
  await expectReadableAtBothWidths(page);
  await page.getByLabel("Nom de la clé").fill("Une clé dont le nom est bien long, pour voir ce qu’il en advient");
  await page.getByRole("button", { name: "Ajouter une clé d’accès" }).click();
  await expect(page.getByText("La clé d’accès est enregistrée.")).toBeVisible();
  await expectReadableAtBothWidths(page);
  await page.getByRole("button", { name: "Associer une application" }).click();
  await expect(page.getByRole("img", { name: "Code QR" })).toBeVisible();
  await expectReadableAtBothWidths(page);
  const secret = ((await page.locator(".authenticator-setup code").textContent()) ?? "").replace(/\s/g, "");
  await page.getByLabel("Code à six chiffres").fill(new TOTP({ secret }).generate());
  await page.getByRole("button", { name: "Activer" }).click();
  await expect(page.getByRole("heading", { name: "Codes de secours" })).toBeVisible();
  await expectReadableAtBothWidths(page);
  await page.getByRole("link", { name: "Je les ai notés" }).click();
  await page.getByText("Refaire les codes de secours").click();
  await expectReadableAtBothWidths(page);
  await grownOld(email);
  await page.goto("/account/security");
  await expectReadableAtBothWidths(page);
  await signOut(page);
  await page.goto("/login/code");
  await expectReadableAtBothWidths(page);
  await page.goto("/login");
  await expectReadableAtBothWidths(page);
  await tryPassword(page, email, password);
  await expect(page.getByLabel("Code", { exact: true })).toBeVisible();
  await expectReadableAtBothWidths(page);
});
