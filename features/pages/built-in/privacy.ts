import type { Locale } from "#i18n/translator.ts";

/** The text of /privacy until the site writes its own: exactly what the software does. */
export const privacyPreset: Record<Locale, (site: string) => string> = {
  fr: (site) => `# Confidentialité

Cette page dit ce que ${site} sait de vous, pourquoi, et comment le faire effacer. Elle décrit ce que fait réellement le logiciel du site.

## Vous lisez

- **Aucun traceur.** Pas de mesure d’audience, pas de publicité, pas de bouton de réseau social, pas de profil.
- **Aucun appel à un tiers.** Les pages, les polices et les images viennent toutes de ce site. Votre navigateur ne parle à personne d’autre tant que vous ne suivez pas un lien.
- **Aucun témoin de connexion (« cookie »)** n’est nécessaire pour lire, et aucun n’est posé.
- **Deux réglages restent sur votre appareil** et ne nous parviennent jamais : l’apparence claire ou sombre que vous avez choisie, et l’heure de votre dernière visite, qui sert à vous montrer ce qui est nouveau. Effacer les données du site dans votre navigateur les supprime.
- **Aucun historique.** Le logiciel n’enregistre ni vos visites ni votre adresse IP ; il compte seulement, quelques minutes et en mémoire vive, les requêtes venues d’une même adresse, pour arrêter les abus. Pour les formulaires (inscription, connexion, commentaire, note), ces décomptes sont gardés une heure ou deux, puis effacés ; ceux des inscriptions à la lettre d’information, un jour, sous forme d’empreinte. L’hébergeur peut tenir ses propres journaux techniques, comme la loi le lui demande ; son nom figure dans les [mentions légales](/legal).

## Vous participez

Un compte n’est utile que pour prendre part à la communauté. Le site garde alors :

| Donnée | Pourquoi | Combien de temps |
|---|---|---|
| Adresse électronique | vous reconnaître et vous écrire au sujet de votre compte | tant que le compte existe |
| Nom affiché et identifiant | signer ce que vous publiez | tant que le compte existe |
| Présentation et photo, si vous en donnez | les montrer sur votre profil | jusqu’à ce que vous les retiriez |
| Mot de passe, sous forme d’empreinte (argon2id) | vérifier que c’est vous ; nous ne pouvons pas le lire | tant que le compte existe |
| Commentaires et notes, avec leur date | les publier ; un commentaire est fait pour être lu de tous | jusqu’à ce que vous ou la modération les retiriez |

- **Votre compte sur le fédivers**, si vous signez des articles et l’indiquez, est nommé avec vos articles et sur votre page d’auteur.
- **Votre profil public** montre votre nom, votre identifiant, la date de votre inscription, votre présentation, votre photo et vos commentaires visibles. Vous pouvez le désactiver : la page n’existe plus, vos commentaires restent signés.
- **Un commentaire que vous supprimez** disparaît aussitôt pour tous. Son texte est gardé à part pendant cinq minutes, pour que vous puissiez annuler, puis effacé.
- **Un commentaire commencé** reste dans votre navigateur jusqu’à ce que vous l’envoyiez : trente jours au plus, un jour si vous n’êtes pas connecté. Le site ne le reçoit pas avant, et un autre membre qui utilise le même appareil ne le voit pas.
- **Vos notifications** retiennent qui vous a répondu ou mentionné, où, ce que la modération a décidé, et ce que vous avez lu. Vous seul les voyez. Elles durent autant que le commentaire dont elles parlent.
- **Ce que vous suivez** (mots-clés, rubriques, auteurs, discussions) est noté pour vous seul, avec la date, jusqu’à ce que vous cessiez de le suivre. Ni les auteurs ni les autres membres n’en sont informés.
- **Votre flux privé**, si vous en créez un, a une adresse secrète : toute personne qui la connaît peut le lire, jusqu’à ce que vous la changiez ou la supprimiez dans [vos suivis](/account/following). Le site n’enregistre pas qui le lit.
- **Vos courriels de notification** : le site garde vos choix, et les discussions sur lesquelles vous ne voulez plus de courriels. Pour ne jamais vous envoyer deux fois le même courriel, il retient pendant soixante jours la date et le sujet de chaque envoi, pas son texte.
- **Les décisions de la modération** à votre égard, avec leur règle et leur date, sont gardées sans votre nom, par un numéro : la loi demande d’en rendre compte. Vous les lisez dans votre compte et, par un lien signé, depuis le courrier qui vous les annonce. Ce que vous écrivez pour en **contester** une est lu par la modération seule et disparaît avec votre compte.
- **Les membres que vous masquez** sont notés pour vous seul, jusqu’à ce que vous changiez d’avis. Ils n’en sont pas avertis.
- **Vos appareils connectés** : le nom que se donne le navigateur, le moyen de connexion, l’heure de la connexion et celle du dernier passage. Ni adresse IP, ni lieu. Vous pouvez les déconnecter ; ils sont effacés dans l’heure, ou trente jours après la connexion.
- **Le réseau de votre inscription** : pendant trente jours, une empreinte qui montre à la modération les comptes ouverts depuis le même réseau en une journée. L’adresse IP n’est pas gardée, et l’empreinte ne permet pas de la retrouver : elle est calculée avec un nombre tiré au sort chaque jour et détruit deux jours plus tard.
- **Vos notes** : quand beaucoup de comptes récents notent un même article en peu de temps, la modération les vérifie avant de les compter. Le site retient pour cela, pendant quatre-vingt-dix jours, quand vous avez noté ; ce qui a été vérifié est retenu avec la note.
- **Vos clés d’accès** : une clé publique, le nom que vous lui donnez, la date de son dernier emploi. Votre empreinte, votre visage ou votre code ne quittent jamais votre appareil.

Une fois connecté, vous portez un témoin de session, et un second qui dit seulement au navigateur qu’il existe ; ils s’effacent à la déconnexion, ou trente jours après la connexion. Un troisième reste six mois : il reconnaît votre navigateur, pour que les essais de mot de passe d’un inconnu ne vous ferment pas la porte. Le temps d’une connexion en deux étapes ou d’une invitation à rejoindre l’équipe, un autre retient où vous en êtes : dix minutes, ou une heure. Juste après la connexion, un dernier permet de vous souhaiter la bienvenue : deux minutes au plus. Tous restent sur ce site et ne servent à rien d’autre.

La base légale est l’exécution du service que vous demandez en ouvrant un compte. Rien n’est vendu, ni loué, ni transmis, sauf à l’autorité judiciaire qui en ferait la demande.

Quand un compte est effacé, tout cela l’est aussi. Vous choisissez si vos commentaires partent ou restent, sans votre nom ; les discussions gardent leur fil.

## Vous recevez la lettre d’information

L’abonnement à la [lettre d’information](/newsletter) ne demande pas de compte. Le site garde votre adresse et vos choix (thèmes, fréquence, langue) tant que dure l’abonnement. Après un désabonnement, l’adresse est conservée pour que vous puissiez revenir ; vos préférences permettent de l’**effacer** à tout moment.

- **Votre consentement** est conservé comme preuve : le texte affiché, la page, les dates, vos choix. Cette preuve ne contient pas votre adresse.
- **Si vous ne confirmez pas votre inscription**, vous ne recevez que le courriel de confirmation. Son lien est valable sept jours ; l’inscription est effacée trente jours plus tard.
- **Les numéros envoyés** : le site retient si chacun vous a été envoyé et ce que votre messagerie a répondu, pour ne jamais l’envoyer deux fois. Ces lignes ne contiennent que le domaine de votre adresse.
- **Aucun pixel espion, aucun lien réécrit** : le site ne sait ni si vous ouvrez la lettre d’information, ni sur quoi vous cliquez.
- **Si votre messagerie refuse nos courriels** ou si vous en signalez un comme spam, une empreinte de l’adresse est gardée pour ne plus y écrire ; elle ne permet pas de la retrouver.

La base légale est votre consentement, que vous pouvez retirer en un clic depuis chaque courriel.

## Vous recevez un courriel

Cela vaut pour tous les courriels du site, de la confirmation d’adresse à la lettre d’information :

- **Le site ne sait pas si vous l’avez lu.** Aucun pixel espion, aucun lien réécrit : chaque lien mène à l’adresse qu’il montre.
- **Chacun indique pourquoi vous le recevez et comment ne plus en recevoir.** Vous choisissez ceux que vous voulez dans [vos réglages](/account/notifications).
- **Ouvrir un lien ne change rien.** Seul le bouton de la page agit, car certaines messageries ouvrent automatiquement les liens reçus.
- **Un site sans serveur de messagerie** garde ses courriels dans un dossier, trente jours au plus. Ses administrateurs peuvent les y lire, sauf les liens personnels.

## Vous signalez un contenu illicite

[Le formulaire](/report) retient ce que la loi demande : l’adresse du contenu, vos explications, votre nom et votre adresse électronique (facultatifs pour les abus sexuels sur mineurs). Seule la modération les lit ; l’auteur du contenu n’en sait rien. Votre nom et votre adresse sont effacés six mois après la décision, sauf autre délai dit sur le formulaire ; le signalement lui-même reste, sans eux, pour les bilans que la loi impose. La base légale est cette obligation (règlement européen sur les services numériques, articles 16 et 24).

Quand un membre signale un commentaire par le bouton prévu, la modération voit son nom, sa raison, et la part de ses signalements passés qui se sont révélés justes.

## Commentaires venus d’un ancien site

Des commentaires peuvent avoir été repris d’une version précédente du site. Ils gardent le nom sous lequel ils avaient été signés ; les adresses électroniques et adresses IP qui les accompagnaient ne sont pas reprises.

## Vos droits

Vous pouvez demander à voir, corriger, emporter ou effacer ce qui vous concerne, et vous opposer à son usage. Écrivez au contact donné dans les [mentions légales](/legal) ; une réponse vous est due dans le mois. Si elle ne vous convient pas, vous pouvez saisir la [CNIL](https://www.cnil.fr/fr/plaintes).
`,
  en: (site) => `# Privacy

This page says what ${site} knows about you, why, and how to have it erased. It describes what the site's software really does.

## When you read

- **No trackers.** No audience measurement, no advertising, no social network buttons, no profile.
- **No calls to others.** Pages, fonts and pictures all come from this site. Your browser talks to nobody else until you follow a link.
- **No cookie** is needed for reading, and none is set.
- **Two settings stay on your device** and never reach us: the light or dark appearance you chose, and the time of your last visit, which lets us show you what is new. Clearing this site’s data in your browser removes them.
- **No history.** The software records neither your visits nor your IP address; it only counts, for some minutes and in memory, the requests from one address, to stop abuse. For forms (registration, sign-in, comment, rating) these counts are kept for an hour or two, then erased; those of newsletter sign-ups for a day, as a hash. The host may keep technical logs of its own, as the law asks of it; its name is in the [legal notice](/legal).

## When you take part

An account is only of use for taking part in the community. The site then keeps:

| What | Why | How long |
|---|---|---|
| Email address | to recognise you and to write to you about your account | as long as the account exists |
| Display name and handle | to sign what you publish | as long as the account exists |
| Biography and picture, if you give any | to show them on your profile | until you remove them |
| Password, as a hash (argon2id) | to check that it is you; we cannot read it | as long as the account exists |
| Comments and ratings, with their date | to publish them; a comment is made to be read by all | until you or the moderators remove them |

- **Your fediverse account**, if you write articles and name it, is shown with your articles and on your author page.
- **Your public profile** shows your name, your handle, when you joined, your biography, your picture and your visible comments. You can switch it off: the page is gone, your comments stay signed.
- **A comment that you delete** disappears at once for everyone. Its text is kept separately for five minutes, so that you can undo this, and is then erased.
- **A draft comment** stays in your browser until you send it: for thirty days at most, or one day if you are not signed in. The site does not receive it before then, and other members on the same device do not see it.
- **Your notifications** keep who answered or mentioned you, where, what the moderators decided, and what you have read. Only you see them. They last as long as the comment they are about.
- **What you follow** (tags, categories, authors, discussions) is noted for you alone, with the date, until you unfollow it. Neither the authors nor other members are told.
- **Your private feed**, if you create one, has a secret address: anyone who knows it can read the feed, until you change or remove it under [Following](/account/following). The site does not record who reads it.
- **Your notification emails**: the site keeps your choices, and the discussions about which you want no more emails. So that it never sends you the same email twice, it keeps for sixty days when each email was sent and what it was about, not its text.
- **The moderators’ decisions** about you, with their rule and date, are kept without your name, by a number: the law asks for an account of them. You read them in your account and, by a signed link, from the mail that tells you of them. What you write to **contest** one is read by the moderators alone and goes with your account.
- **Members you have muted** are noted for you alone, until you change your mind. They are not told.
- **Your signed-in devices**: what the browser calls itself, how you signed in, when, and when you last came by. No IP address, no place. You can sign them out; they are erased within the hour, or thirty days after you signed in.
- **The network you registered from**: for thirty days, a hash that shows the moderators which accounts were opened from one network within a day. The IP address is not kept, and the hash does not lead back to it: it is made with a number that is drawn each day and destroyed two days later.
- **Your ratings**: when many recent accounts rate one article within a short time, the moderators check them before they count. For that the site keeps for ninety days when you rated; what was checked is kept with the rating.
- **Your passkeys**: a public key, the name you give it, the date it last served. Your fingerprint, face or PIN never leaves your device.

Once signed in you carry a session cookie, and a second one that only tells the browser that it exists; they go when you sign out, or thirty days after you signed in. A third one stays for six months: it recognises your browser, so that a stranger who tries passwords cannot shut you out. During a sign-in in two steps, or an invitation to join the staff, another remembers where you are: ten minutes, or an hour. Right after you sign in, one more cookie lets the page welcome you: for two minutes at most. All stay with this site and serve nothing else.

The legal basis is the service that you ask for by opening an account. Nothing is sold, rented or passed on, except to a court that demands it.

When an account is erased, so is all of this. You choose whether your comments go or stay, without your name; discussions keep their thread.

## When you receive the newsletter

Subscribing to the [newsletter](/newsletter) needs no account. The site keeps your address and the topics, frequency and language that you chose, as long as you are subscribed. After you unsubscribe, the address stays so that you can come back; your preferences let you **erase** it at any time.

- **Your consent** is kept as proof: the text shown, the page, the dates, your choices. This proof does not contain your address.
- **A sign-up that you do not confirm** leads to one email and nothing else. Its link is valid for seven days; the sign-up is erased thirty days later.
- **The issues sent**: the site keeps whether each one was sent to you and what your mail server answered, so that none is sent twice. These records contain only the domain of your address.
- **No tracking pixel, no rewritten links**: the site knows neither whether you open the newsletter nor what you click.
- **If your mailbox refuses our emails**, or you report one as spam, a hash of the address is kept so that nothing more is sent to it; the address cannot be recovered from it.

The legal basis is your consent, which you can withdraw with one click from every email.

## When you receive an email

This goes for all the site's emails, from the confirmation of an address to a newsletter:

- **The site does not know whether you read it.** No tracking pixel, no rewritten links: each link leads to the address that it shows.
- **Each one says why you received it and how to stop.** You choose which ones you want in [your settings](/account/notifications).
- **Opening a link changes nothing.** The button on the page does, because some mail services open links by themselves.
- **A site without a mail server** keeps its emails in a folder, for thirty days at most. Its administrators can read them there, except for personal links.

## When you report illegal content

[The form](/report) keeps what the law asks for: the content’s address, your explanation, your name and email address (optional for the sexual abuse of children). Only the moderators read them; the content’s author learns nothing of them. Your name and address are erased six months after the decision, unless the form says another time; the notice itself stays, without them, for the reports that the law demands. The legal basis is that duty (Digital Services Act, articles 16 and 24).

When a member reports a comment by its button, the moderators see their name, their reason, and how many of their past reports proved right.

## Comments from an earlier site

Comments may have been brought over from an earlier version of the site. They keep the name they were signed with; the email and IP addresses that came with them are not brought over.

## Your rights

You may ask to see, correct, take away or erase what concerns you, and object to its use. Write to the contact in the [legal notice](/legal); you are owed an answer within a month. If it does not satisfy you, you may turn to your [data protection authority](https://www.edpb.europa.eu/about-edpb/about-edpb/members_en).
`,
};
