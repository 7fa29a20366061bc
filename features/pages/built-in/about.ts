import type { Locale } from "#i18n/translator.ts";

/** The text of /about until the site writes its own. What only the operator knows is marked, and has to be filled in. */
export const aboutPreset: Record<Locale, (site: string, mission: string) => string> = {
  fr: (site, mission) => `# À propos de ${site}

${mission}

> **Cette page n’est pas terminée.** Les passages marqués **[à compléter]** reviennent à l’exploitant du site, qui remplace ce texte dans les réglages (\`pages.about\`).

## Ce que vous trouvez ici

Des articles, que chacun peut noter et discuter. La note d’un article est la moyenne des avis de lecteurs inscrits, un avis par personne. Les discussions les plus suivies et les articles les mieux notés apparaissent sur la page d’accueil.

Pour un article repris d’un autre site, la source est nommée et un lien mène à l’original.

## Qui édite et finance ce site

${site} appartient à **[à compléter : propriétaire]** et vit de **[à compléter : ressources, par exemple des dons, des abonnements, une subvention]**. Ceux qui le financent n’ont pas leur mot à dire sur ce qui est publié **[à compléter : confirmer ou préciser]**.

La rédaction : **[à compléter : noms et rôles]**. L’éditeur et l’hébergeur figurent dans les [mentions légales](/legal).

## Comment nous corrigeons

Une erreur est corrigée dans l’article, avec une note datée qui précise ce qui a changé. Toutes les notes sont réunies sur la page des [corrections](/corrections). Si un article est retiré, une page l’indique à son adresse.

Vous avez repéré une erreur ? Signalez-la dans les commentaires de l’article ou écrivez-nous.

## Comment nous modérons

Les commentaires suivent des [règles](/rules) publiques. Chaque décision cite la règle en cause, figure au [journal de la modération](/moderation-log) sans le nom de la personne visée, et peut être contestée : quelqu’un d’autre la réexamine, si l’équipe est assez nombreuse. Un [bilan](/transparency) paraît chaque année.

## Ce que nous savons de vous

Ni traceur, ni publicité ciblée. Ce que le site enregistre, et pourquoi, est expliqué sur la page [Confidentialité](/privacy).

## Nous écrire

**[à compléter : adresse électronique]**. Un contenu illicite peut être [signalé](/report) avec ou sans compte.
`,
  en: (site, mission) => `# About ${site}

${mission}

> **This page is not finished.** The passages marked **[to be filled in]** must be completed by the site’s operator, who can replace this text with the setting \`pages.about\`.

## What you’ll find here

Articles that every member can rate and discuss. An article’s rating is the average of its readers’ ratings, one per member. The busiest discussions and the top-rated articles appear on the home page.

When an article comes from another site, the source is named, with a link to the original.

## Who owns and funds this site

${site} belongs to **[to be filled in: owner]** and is funded by **[to be filled in: for example donations, subscriptions, a grant]**. Those who fund it have no say in what is published **[to be filled in: confirm or qualify]**.

The team: **[to be filled in: names and roles]**. The publisher and the hosting company are named in the [legal notice](/legal).

## How we correct mistakes

We correct mistakes in the article itself, with a dated note that says what has changed. All notes are listed on the [corrections](/corrections) page. If an article is withdrawn, a page at its address says so.

Spotted a mistake? Tell us in the article’s comments, or write to us.

## How we moderate

Comments follow public [rules](/rules). Every decision cites the rule concerned, is listed in the [moderation log](/moderation-log) without the name of the person it is about, and can be appealed against. Someone else then reviews it, if the team is large enough. A [report](/transparency) is published every year.

## What we know about you

No trackers, no targeted advertising. The [privacy](/privacy) page explains what the site stores and why.

## Contact

**[to be filled in: email address]**. Illegal content can be [reported](/report) with or without an account.
`,
};
