import type { Locale } from "#i18n/translator.ts";

/**
 * The text of /legal until the site writes its own. What only the operator knows is marked, and has to be filled in.
 */
export const legalPreset: Record<Locale, (site: string) => string> = {
  fr: (site) => `# Mentions légales

> **Cette page n’est pas terminée.** Les passages marqués **[à compléter]** sont à remplir par l’exploitant du site, qui y est tenu par la loi. Un administrateur remplace ce texte dans les réglages (\`pages.legal\`).

## Éditeur

${site} est édité par **[à compléter : nom ou raison sociale, forme, capital, adresse, numéro d’immatriculation]**.

Directeur ou directrice de la publication : **[à compléter : nom]**.

## Contact

Adresse électronique : **[à compléter : adresse]** · Téléphone : **[à compléter : numéro]**.

Pour signaler un contenu illicite, utilisez [le formulaire prévu](/report), avec ou sans compte : vous recevez aussitôt un accusé de réception, puis une décision motivée. Pour demander une rectification ou un droit de réponse, ou pour exercer vos droits sur vos données ([confidentialité](/privacy)), écrivez à l’adresse ci-dessus.

## Hébergeur

**[à compléter : nom, adresse et téléphone de l’hébergeur]**.

## Droits d’auteur

Les articles de ${site} appartiennent à leurs auteurs. Les extraits repris d’autres publications le sont au titre de la courte citation : leur source est indiquée, avec un lien vers l’original, vers lequel les moteurs de recherche sont dirigés. Tout ayant droit peut demander le retrait d’un extrait à l’adresse ci-dessus.

## Commentaires

Chacun est responsable de ce qu’il publie. Un commentaire illicite ou injurieux est retiré dès que la modération en a connaissance.
`,
  en: (site) => `# Legal notice

> **This page is not finished.** The passages marked **[to be filled in]** must be completed by the site’s operator, as the law requires. An administrator can replace this text with the setting \`pages.legal\`.

## Publisher

${site} is published by **[to be filled in: name or company, legal form, address, registration number]**.

Responsible for the content: **[to be filled in: name]**.

## Contact

Email: **[to be filled in: address]** · Phone: **[to be filled in: number]**.

To report illegal content, use [the form](/report), with or without an account: you get a receipt straight away, and a decision with its reasons. To ask for a correction or a right of reply, or to exercise your rights over your data ([privacy](/privacy)), write to the address above.

## Hosting

**[to be filled in: name, address and phone number of the hosting company]**.

## Copyright

Articles on ${site} belong to their authors. Excerpts from other publications are short quotations: their source is named, with a link to the original, and search engines are pointed there. Rights holders who don’t want to be quoted can ask for removal at the contact above.

## Comments

Everyone is responsible for what they publish. Illegal or abusive comments are removed as soon as the moderators become aware of them.
`,
};
