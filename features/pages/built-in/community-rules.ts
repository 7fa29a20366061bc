import type { Locale } from "#i18n/translator.ts";

/**
 * The text of /rules until the site writes its own. A heading that ends in {#anchor} is a rule; moderation decisions
 * cite it by that anchor, so anchors stay the same when the text changes, and in every language.
 */
export const rulesPreset: Record<Locale, (site: string) => string> = {
  fr: (site) => `# Les règles de la communauté

On vient sur ${site} pour comprendre, aider et discuter. Ces règles valent pour les commentaires, les notes, les profils et tout ce que les membres publient ici. Elles sont courtes exprès ; leur esprit compte autant que leur lettre.

## Respectez les personnes {#respect}

Contestez une idée, un argument, un chiffre. N’attaquez pas la personne qui les porte : ni insulte, ni moquerie, ni menace, ni acharnement. En face, quelqu’un vous lit, souvent de bonne foi, parfois débutant.

## Pas de haine {#hate}

Rien qui rabaisse ou exclue quelqu’un pour son origine, sa couleur de peau, sa religion, son sexe, son genre, son orientation, son âge, sa santé ou son handicap. Cela vaut aussi pour les allusions et les plaisanteries.

## Rien d’illégal {#illegal}

Pas d’appel à la violence, d’apologie du terrorisme, de diffamation, de contrefaçon ni de mode d’emploi pour nuire. Parler d’une attaque informatique est permis, et souvent utile ; aider à en commettre une ne l’est pas.

## Ne livrez pas la vie des autres {#privacy}

Ni adresse, ni téléphone, ni échange privé, ni document de quelqu’un sans son accord. Cela vaut aussi pour vous : n’écrivez pas ici un mot de passe, un numéro de carte ou de dossier.

## Ni publicité ni bruit {#spam}

Pas de message commercial, de texte répété, de lien sans explication. Vous pouvez citer ce que vous avez écrit ou fabriqué si cela répond au sujet et que vous dites que c’est de vous.

## Restez dans le sujet {#topic}

Un fil suit son article. Une digression qui éclaire est bienvenue ; une querelle importée d’ailleurs ne l’est pas.

## Soyez qui vous dites être {#identity}

Le pseudonyme est permis. L’usurpation ne l’est pas : ne vous faites passer pour personne, n’ouvrez pas plusieurs comptes pour vous donner raison, et dites votre intérêt si vous en avez un.

## Aidez à savoir {#sources}

Distinguez ce que vous savez, ce que vous supposez et ce que vous avez lu. Donnez vos sources. Ne présentez pas comme vrai ce que vous savez faux. Se tromper n’est pas une faute ; le reconnaître est apprécié.

## Notez pour vous-même {#votes}

Une note par personne : la vôtre, sur l’article que vous avez lu. Pas de note sur commande, ni par plusieurs comptes, ni à plusieurs pour faire monter ou descendre une moyenne.

## Comment nous décidons

Un commentaire qui enfreint une règle peut être retenu avant sa publication ou retiré après. Son auteur en est prévenu dans ses notifications, avec la règle en cause. Pour des manquements graves ou répétés, le compte peut perdre le droit d’écrire.

Désaccord avec un article, avec un modérateur ou avec la majorité ne sont pas des motifs.

## Signaler, contester

Sous chaque commentaire, un lien permet de le signaler : un modérateur lit chaque signalement. Un contenu illicite se [signale](/report) aussi sans compte.

Chaque décision vous dit sa raison. Si elle vous paraît injuste, contestez-la sans frais depuis la page qui vous l’explique, pendant six mois : une autre personne la relit. Le contact donné dans les [mentions légales](/legal) reste ouvert à tous.
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

## Be yourself {#identity}

Pseudonyms are fine. Impersonation is not: don’t impersonate anyone, don’t open several accounts to agree with yourself, and declare any interest you have in the matter.

## Back up what you say {#sources}

Distinguish between what you know, what you assume and what you’ve read. Name your sources. Don’t present as true what you know to be false. Being wrong is no offence, and admitting it is appreciated.

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
