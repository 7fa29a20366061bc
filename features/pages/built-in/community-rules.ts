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
  en: (site) => `# The community’s rules

People come to ${site} to understand, to help and to discuss. These rules hold for comments, ratings, profiles and all that members publish here. They are short on purpose; their spirit counts as much as their letter.

## Respect people {#respect}

Challenge an idea, an argument, a figure. Do not attack the person who holds it: no insults, no mockery, no threats, no hounding. Somebody is reading you, often in good faith, sometimes a beginner.

## No hate {#hate}

Nothing that belittles or excludes anyone for their origin, the colour of their skin, religion, sex, gender, orientation, age, health or disability. Hints and jokes included.

## Nothing illegal {#illegal}

No call to violence, praise of terrorism, defamation, infringement, or instructions for doing harm. Talking about an attack on computers is allowed, and often useful; helping to commit one is not.

## Leave other people’s lives to them {#privacy}

No address, telephone number, private exchange or document of anyone without their consent. The same goes for you: do not write a password, a card number or a file number here.

## No advertising, no noise {#spam}

No commercial messages, no repeated texts, no links without a word about them. You may point to what you wrote or made yourself if it answers the subject and you say that it is yours.

## Stay with the subject {#topic}

A discussion follows its article. A digression that sheds light is welcome; a quarrel brought from elsewhere is not.

## Be who you say you are {#identity}

Pseudonyms are allowed. Impersonation is not: pass yourself off as nobody else, do not open several accounts to agree with yourself, and say so if you have an interest in the matter.

## Help us know {#sources}

Tell apart what you know, what you suppose and what you have read. Give your sources. Do not present as true what you know to be false. Being wrong is no offence; saying so is appreciated.

## Rate for yourself {#votes}

One rating per person: your own, of the article that you read. No ratings to order, by several accounts, or by many together to push a mean up or down.

## How we decide

A comment that breaks a rule may be held before it is published or removed afterwards. Its author is told so in their notifications, with the rule in question. After serious or repeated breaches an account may lose the right to write.

Disagreeing with an article, a moderator or the majority is no ground.

## Report, object

Below each comment a link lets you report it: a moderator reads every report. Illegal content can be [reported](/report) without an account too.

Each decision tells you its reason. If it seems unjust to you, contest it free of charge on the page that explains it, for six months: another person looks at it again. The contact in the [legal notice](/legal) is open to all.
`,
};
