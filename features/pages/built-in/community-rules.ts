import type { Locale } from "#i18n/translator.ts";

/**
 * The text of /rules until the site writes its own. A heading that ends in {#anchor} is a rule; moderation decisions
 * cite it by that anchor, so anchors stay the same when the text changes, and in every language.
 */
export const rulesPreset: Record<Locale, (site: string) => string> = {
  fr: (site) => `# Les règles de la communauté

On vient sur ${site} pour comprendre, s’entraider et discuter. Ces règles s’appliquent aux commentaires, aux notes, aux profils et à tout ce que les membres publient ici. Elles sont volontairement courtes ; leur esprit compte autant que leur lettre.

## Respectez les personnes {#respect}

Contestez une idée, un argument, un chiffre. N’attaquez pas la personne qui les défend : ni insulte, ni moquerie, ni menace, ni acharnement. La personne qui vous lit est souvent de bonne foi, et parfois débutante.

## Pas de haine {#hate}

Aucun propos qui rabaisse ou exclut quelqu’un en raison de son origine, sa couleur de peau, sa religion, son sexe, son genre, son orientation, son âge, sa santé ou son handicap. Cela vaut aussi pour les allusions et les plaisanteries.

## Rien d’illicite {#illegal}

Pas d’appel à la violence, d’apologie du terrorisme, de diffamation, de contrefaçon ni de mode d’emploi pour nuire. Vous pouvez parler d’une attaque informatique, et c’est souvent utile ; aider à en commettre une est interdit.

## Respectez la vie privée {#privacy}

Ne publiez pas l’adresse, le numéro de téléphone, les échanges privés ou les documents de quelqu’un sans son accord. Protégez aussi les vôtres : n’écrivez ici ni mot de passe, ni numéro de carte ou de dossier.

## Pas de spam {#spam}

Pas de message commercial, de texte répété ni de lien sans explication. Vous pouvez citer ce que vous avez écrit ou créé si c’est utile à la discussion et si vous précisez que c’est de vous.

## Restez dans le sujet {#topic}

Une discussion porte sur son article. Une digression utile est bienvenue ; une querelle venue d’ailleurs ne l’est pas.

## N’usurpez pas d’identité {#identity}

Vous pouvez utiliser un pseudonyme, mais pas vous faire passer pour quelqu’un d’autre. N’ouvrez pas plusieurs comptes pour vous donner raison et, si vous êtes partie prenante, dites-le.

## Étayez ce que vous avancez {#sources}

Distinguez ce que vous savez, ce que vous supposez et ce que vous avez lu. Donnez vos sources. Ne présentez pas comme vrai ce que vous savez faux. Se tromper n’est pas une faute ; le reconnaître est toujours apprécié.

## Donnez votre propre note {#votes}

Une note par personne : la vôtre, sur un article que vous avez lu. Ne notez ni sur commande, ni avec plusieurs comptes, ni à plusieurs pour faire monter ou baisser une moyenne.

## Comment nous décidons

Un commentaire qui enfreint une règle peut être refusé avant sa publication ou retiré ensuite. Son auteur en est prévenu dans ses notifications, avec la règle en cause. En cas de manquement grave ou répété, son compte peut être suspendu ou exclu.

Être en désaccord avec un article, un modérateur ou la majorité n’est pas un motif de sanction.

## Signaler, contester

Sous chaque commentaire, un lien permet de le signaler : un modérateur lit chaque signalement. Un contenu illicite peut aussi être [signalé](/report) sans compte.

Chaque décision est motivée. Si elle vous paraît injuste, vous avez six mois pour la contester gratuitement, depuis la page qui vous l’explique : une autre personne la réexaminera. Vous pouvez aussi écrire au contact indiqué dans les [mentions légales](/legal).
`,
  en: (site) => `# Community rules

People come to ${site} to understand, to help and to discuss. These rules apply to comments, ratings, profiles and everything else members publish here. They are short on purpose, and their spirit counts as much as their wording.

## Respect people {#respect}

Challenge an idea, an argument or a figure, but don’t attack the person behind it: no insults, mockery, threats or harassment. There is someone at the other end, usually in good faith and sometimes new to the subject.

## No hate {#hate}

Nothing that demeans or excludes anyone because of their origin, skin colour, religion, sex, gender, sexual orientation, age, health or disability. That includes hints and jokes.

## Nothing illegal {#illegal}

No incitement to violence, glorifying of terrorism, defamation, counterfeits or instructions for causing harm. Discussing a cyber-attack is fine, and often useful; helping someone to carry one out is not.

## Respect people’s privacy {#privacy}

Don’t publish anyone’s address, phone number, private messages or documents without their consent. The same goes for you: never post a password, card number or case number here.

## No spam {#spam}

No adverts, repeated messages or links without an explanation. You may mention something you’ve written or made yourself if it’s relevant and you say that it’s yours.

## Stay on topic {#topic}

The discussion is about the article. A digression that sheds light is welcome; a quarrel brought in from elsewhere is not.

## Don’t impersonate anyone {#identity}

Pseudonyms are fine, but don’t pretend to be someone else. Don’t open several accounts to agree with yourself, and declare any interest you have in the matter.

## Back up what you say {#sources}

Distinguish between what you know, what you assume and what you’ve read. Give your sources. Don’t present as true what you know to be false. Being wrong is no offence, and admitting it is appreciated.

## Rate for yourself {#votes}

One rating per person: your own, for an article you’ve read. No ratings to order, from several accounts or as part of a campaign to push an average up or down.

## How we decide

A comment that breaks a rule may be held before it is published, or removed afterwards. Its author is told in their notifications, along with the rule concerned. After serious or repeated breaches, an account may lose the right to comment.

Disagreeing with an article, a moderator or the majority is not grounds for removal.

## Reporting and appeals

There is a link below every comment to report it, and a moderator looks at every report. You can also [report illegal content](/report) without an account.

Every decision comes with its reason. If you think it’s unfair, you can appeal free of charge for six months, on the page that explains it, and someone else will review it. Anyone can use the contact in the [legal notice](/legal).
`,
};
