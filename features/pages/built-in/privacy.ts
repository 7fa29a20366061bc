import type { Locale } from "#i18n/translator.ts";

/** The text of /privacy until the site writes its own: exactly what the software does. */
export const privacyPreset: Record<Locale, (site: string, mission: string, backupMonths: number) => string> = {
  fr: (site, _mission, backupMonths) => `# Confidentialité

Cette page explique ce que ${site} sait de vous, pourquoi, et comment le faire effacer. Elle décrit ce que fait réellement le logiciel du site.

## Quand vous lisez

- **Aucun traceur.** Pas de mesure d’audience, pas de publicité, pas de bouton de réseau social, pas de profilage.
- **Aucun appel à un tiers.** Les pages, les polices et les images viennent toutes de ce site. Votre navigateur ne contacte aucun autre site tant que vous ne suivez pas un lien.
- **Aucun cookie** n’est nécessaire pour lire, et aucun n’est déposé.
- **Deux réglages restent sur votre appareil** et ne nous parviennent jamais : l’apparence claire ou sombre que vous avez choisie, et l’heure de votre dernière visite, qui sert à vous montrer ce qui est nouveau. Effacer les données du site dans votre navigateur les supprime.
- **Les derniers articles ouverts** sont conservés dans votre navigateur, pour que vous puissiez les relire sans connexion. Seules les personnes qui utilisent l’appareil le savent ; effacer les données du site les supprime aussi.
- **Aucun historique.** Le logiciel n’enregistre ni vos visites ni votre adresse IP ; il compte seulement, quelques minutes et en mémoire vive, les requêtes venues d’une même adresse, pour arrêter les abus. Pour les formulaires (inscription, connexion, commentaire, note), ces décomptes sont conservés une heure ou deux, puis effacés ; ceux des inscriptions à la lettre d’information, un jour, sous forme d’empreinte. L’hébergeur peut conserver ses propres journaux techniques, comme la loi l’exige ; son nom figure dans les [mentions légales](/legal).

## Quand vous participez

Un compte n’est utile que pour participer. Le site conserve alors :

| Donnée | Pourquoi | Combien de temps |
|---|---|---|
| Adresse électronique | vous reconnaître et vous écrire au sujet de votre compte | tant que le compte existe |
| Nom affiché et identifiant | signer ce que vous publiez | tant que le compte existe |
| Présentation et photo, si vous en ajoutez | les afficher sur votre profil | jusqu’à ce que vous les retiriez |
| Mot de passe, sous forme d’empreinte (argon2id) | vérifier que c’est vous ; nous ne pouvons pas le lire | tant que le compte existe |
| Commentaires et notes, avec leur date | les publier ; un commentaire est fait pour être lu de tous | jusqu’à ce que vous les retiriez, ou que votre compte soit effacé |

- **Votre compte sur le fédivers**, si vous signez des articles et l’indiquez, est affiché avec vos articles et sur votre page d’auteur.
- **Votre profil public** montre votre nom, votre identifiant, la date de votre inscription, votre présentation, votre photo et vos commentaires visibles. Vous pouvez le désactiver : la page disparaît, mais vos commentaires restent signés.
- **Un commentaire que vous supprimez** disparaît aussitôt pour tous. Son texte est conservé à part pendant cinq minutes, pour que vous puissiez annuler, puis effacé.
- **Un commentaire que la modération refuse ou retire** n’est plus visible que d’elle et de vous. Son texte est conservé avec la décision, pour que vous puissiez la contester, jusqu’à ce que vous le supprimiez ou que votre compte soit effacé.
- **Un commentaire commencé** reste dans votre navigateur jusqu’à ce que vous l’envoyiez : trente jours au plus, un jour si vous n’êtes pas connecté. Le site ne le reçoit pas avant, et un autre membre qui utilise le même appareil ne le voit pas.
- **Vos visites dans les discussions** : votre navigateur retient, pour cent articles au plus, le dernier commentaire que vous avez vu et quand, afin de vous montrer les nouveaux. Le site ne le reçoit pas.
- **Vos notifications** indiquent qui vous a répondu ou cité, et où, ce que la modération a décidé, et ce que vous avez lu. Vous seul les voyez. Elles sont conservées aussi longtemps que le commentaire concerné, un an au plus.
- **Ce que vous suivez** (mots-clés, rubriques, auteurs, discussions) est enregistré pour vous seul, avec la date, jusqu’à ce que vous cessiez de le suivre. Ni les auteurs ni les autres membres n’en sont informés.
- **Votre flux privé**, si vous en créez un, a une adresse secrète : toute personne qui la connaît peut le lire, jusqu’à ce que vous la changiez ou la supprimiez dans [vos suivis](/account/following). Le site n’enregistre pas qui le consulte.
- **Vos courriels de notification** : le site conserve vos choix, et les discussions pour lesquelles vous ne voulez plus de courriels. Pour ne jamais vous envoyer deux fois le même courriel, il conserve pendant soixante jours la date et le sujet de chaque envoi, pas son texte.
- **Les décisions de la modération** qui vous concernent, avec leur règle et leur date, sont conservées sous un numéro, sans votre nom : la loi oblige à en rendre compte. Vous pouvez les lire dans votre compte et, par un lien signé, depuis le courriel qui vous les annonce. Ce que vous écrivez pour en **contester** une n’est lu que par la modération et disparaît avec votre compte.
- **Les membres que vous masquez** sont enregistrés pour vous seul, jusqu’à ce que vous changiez d’avis. Ils n’en sont pas avertis.
- **Vos appareils connectés** : le nom du navigateur, le moyen de connexion, l’heure de la connexion et celle de la dernière visite. Ni l’adresse IP, ni le lieu. Vous pouvez les déconnecter ; ils sont effacés dans l’heure, ou trente jours après la connexion.
- **Le réseau de votre inscription** : pendant trente jours, une empreinte qui montre à la modération les comptes ouverts depuis le même réseau en une journée. L’adresse IP n’est pas conservée, et l’empreinte ne permet pas de la retrouver : elle est calculée avec un nombre tiré au sort chaque jour et détruit deux jours plus tard.
- **Vos notes** : quand beaucoup de comptes récents notent un même article en peu de temps, la modération les vérifie avant de les compter. Pour cela, le site conserve pendant quatre-vingt-dix jours le moment où vous avez noté ; le résultat de la vérification est conservé avec la note.
- **Vos clés d’accès** : une clé publique, le nom que vous lui donnez, la date de sa dernière utilisation. Votre empreinte, votre visage ou votre code ne quittent jamais votre appareil.

Une fois que vous êtes connecté, votre navigateur conserve un cookie de session, et un second qui indique seulement qu’il existe ; ils sont effacés à la déconnexion, ou trente jours après la connexion. Un troisième reste six mois : il permet de reconnaître votre navigateur, pour que les essais de mot de passe d’un inconnu ne vous empêchent pas de vous connecter. Pendant une connexion en deux étapes ou une invitation à rejoindre l’équipe, un autre garde en mémoire l’étape où vous en êtes : dix minutes, ou une heure. Juste après la connexion, un dernier permet de vous souhaiter la bienvenue : deux minutes au plus. Tous sont propres à ce site et ne servent à rien d’autre.

La base légale est l’exécution du contrat : le service que vous demandez en ouvrant un compte. Rien n’est vendu, ni loué, ni transmis, sauf à l’autorité judiciaire qui en ferait la demande.

Quand un compte est effacé, tout cela l’est aussi. Vous choisissez si vos commentaires sont effacés ou restent en ligne sans votre nom ; les discussions restent lisibles.

## Quand vous recevez la lettre d’information

L’abonnement à la [lettre d’information](/newsletter) ne nécessite pas de compte. Le site conserve votre adresse et vos choix (thèmes, fréquence, langue) tant que dure l’abonnement. Après un désabonnement, l’adresse est conservée trois ans, pour que vous puissiez revenir, puis effacée ; vos préférences permettent de l’**effacer** à tout moment.

- **Votre consentement** est conservé comme preuve : le texte affiché, la page, les dates, vos choix. Cette preuve ne contient pas votre adresse.
- **Si vous ne confirmez pas votre inscription**, vous ne recevez que le courriel de confirmation. Son lien est valable sept jours ; l’inscription est effacée trente jours plus tard.
- **Les numéros envoyés** : le site enregistre si chacun vous a été envoyé et ce que votre messagerie a répondu, pour ne jamais l’envoyer deux fois. Ces données ne contiennent que le domaine de votre adresse.
- **Aucun pixel espion, aucun lien réécrit** : le site ne sait ni si vous ouvrez la lettre d’information, ni sur quoi vous cliquez.
- **Si votre messagerie refuse nos courriels** ou si vous en signalez un comme spam, une empreinte de l’adresse est conservée pour ne plus y écrire ; elle ne permet pas de retrouver l’adresse.

La base légale est votre consentement, que vous pouvez retirer en un clic depuis chaque courriel.

## Quand vous recevez un courriel

Cela s’applique à tous les courriels du site, de la confirmation d’adresse à la lettre d’information :

- **Le site ne sait pas si vous l’avez lu.** Aucun pixel espion, aucun lien réécrit : chaque lien mène à l’adresse qu’il affiche.
- **Chacun indique pourquoi vous le recevez et comment ne plus en recevoir.** Vous choisissez ceux que vous voulez dans [vos réglages](/account/notifications).
- **Ouvrir un lien ne change rien.** Seul le bouton de la page agit, car certaines messageries ouvrent automatiquement les liens reçus.
- **Un site sans serveur de messagerie** conserve ses courriels dans un dossier, trente jours au plus. Ses administrateurs peuvent les y lire, sauf les liens personnels.

## Quand vous signalez un contenu illicite

[Le formulaire](/report) recueille ce que la loi demande : l’adresse du contenu, vos explications, votre nom et votre adresse électronique (facultatifs pour les abus sexuels sur mineurs). Seule la modération les lit ; ils ne sont pas communiqués à l’auteur du contenu. Votre nom et votre adresse sont effacés six mois après la décision, sauf autre délai indiqué sur le formulaire ; le signalement lui-même est conservé sans eux, pour les bilans que la loi impose. La base légale est cette obligation (règlement européen sur les services numériques, articles 16 et 24).

Quand un membre signale un commentaire avec le bouton prévu, la modération voit son nom, sa raison et la part de ses signalements passés qui ont été retenus.

## Commentaires venus d’un ancien site

Des commentaires peuvent avoir été repris d’une version précédente du site. Ils restent signés du même nom. Les adresses IP qui les accompagnaient ne sont pas reprises. De l’adresse électronique, le site ne garde qu’une empreinte faite avec une clé secrète, dont on ne peut pas déduire l’adresse : si vous ouvrez un compte et confirmez la même adresse, vous pouvez reprendre vos commentaires. L’empreinte est effacée quand vous les reprenez, ou avec votre compte.

Les comptes de l’ancien site peuvent avoir été repris aussi, avec leur nom, leur adresse, leur date d’inscription et l’empreinte de leur mot de passe, remplacée par la nôtre à la première connexion.

## Les sauvegardes

Pour pouvoir rétablir le site après une panne, le logiciel en fait une copie chaque nuit. Ces sauvegardes contiennent les données décrites sur cette page, ne sont pas publiques et ne servent à rien d’autre. Ce qui est effacé du site y reste un temps, puis disparaît avec elles : la plus ancienne est conservée ${backupMonths === 1 ? "un mois" : `${backupMonths} mois`} environ. La base légale est l’intérêt légitime du site à protéger les données contre leur perte.

## Vos droits

Vous pouvez demander à consulter, corriger, récupérer ou effacer les données qui vous concernent, et vous opposer à leur utilisation. Écrivez au contact indiqué dans les [mentions légales](/legal) : vous devez recevoir une réponse dans un délai d’un mois. Si elle ne vous convient pas, vous pouvez saisir la [CNIL](https://www.cnil.fr/fr/plaintes).
`,
  en: (site, _mission, backupMonths) => `# Privacy

This page explains what ${site} knows about you, why, and how to have it erased. It describes what the site’s software actually does.

## When you read

- **No trackers.** No analytics, no advertising, no social network buttons, no profiling.
- **No third parties.** Pages, fonts and images all come from this site. Your browser contacts no one else until you follow a link.
- **No cookies** are needed for reading, and none are set.
- **Two settings stay on your device** and never reach us: the light or dark appearance you chose, and the time of your last visit, which lets us show you what is new. Clearing this site’s data in your browser removes them.
- **The articles you opened most recently** are kept in your browser so that you can read them again offline. Only people who use the device can see which ones; clearing this site’s data removes them too.
- **No history.** The software doesn’t record your visits or your IP address. To stop abuse, it counts requests from each address for a few minutes, in memory only. For forms (registration, sign-in, comments, ratings), the counts are kept for an hour or two and then erased; for newsletter sign-ups they are kept for a day, as a hash. The hosting company may keep technical logs of its own, as the law requires; its name is in the [legal notice](/legal).

## When you take part

You only need an account if you want to take part. The site then keeps:

| What | Why | How long |
|---|---|---|
| Email address | to recognise you and to write to you about your account | as long as the account exists |
| Display name and handle | to show who wrote what you publish | as long as the account exists |
| Profile text and picture, if you add them | to show them on your profile | until you remove them |
| Password, as a hash (argon2id) | to check that it’s you; we can’t read it | as long as the account exists |
| Comments and ratings, with their dates | to publish them; a comment is meant for everyone to read | until you remove them, or your account is deleted |

- **Your fediverse account**, if you write articles and provide it, is shown with your articles and on your author page.
- **Your public profile** shows your name, handle, joining date, profile text, picture and visible comments. You can turn it off: the page disappears, and your comments keep your name.
- **A comment you delete** disappears immediately for everyone. Its text is kept separately for five minutes so that you can undo this, and is then erased.
- **A comment the moderators refuse or remove** can then be seen only by them and by you. Its text is kept with the decision so that you can contest it, until you delete it or your account is deleted.
- **A comment you’ve started** stays in your browser until you post it, for 30 days at most, or one day if you aren’t signed in. The site doesn’t receive it before then, and other members who use the same device can’t see it.
- **Your visits to discussions**: your browser remembers, for up to 100 articles, the last comment you saw and when, so that it can show you the new ones. The site never receives this.
- **Your notifications** record who replied to you or mentioned you, where, what the moderators decided and what you’ve read. Only you can see them. They are kept for as long as the comment they are about, and for a year at most.
- **What you follow** (tags, sections, authors, discussions) is recorded for you alone, with the date, until you unfollow it. Authors and other members aren’t told.
- **Your private feed**, if you create one, has a secret address. Anyone who knows it can read the feed until you change or delete it under [Following](/account/following). The site doesn’t record who reads it.
- **Your notification emails**: the site keeps your choices, and the discussions you no longer want emails about. So that it never sends you the same email twice, it keeps the date and subject of each one for 60 days, but not the text.
- **Moderation decisions** about you are kept under a number, without your name, with the rule and the date, because the law requires us to account for them. You can read them in your account and, through a signed link, from the email that tells you about them. What you write in an **appeal** is read only by the moderators and is deleted with your account.
- **Members you mute** are recorded for you alone, until you change your mind. They aren’t told.
- **Devices you’re signed in on**: what the browser calls itself, how and when you signed in, and when you last visited. No IP address and no location. You can sign them out; the record is erased within an hour of that, or 30 days after you signed in.
- **The network you registered from**: for 30 days, a hash shows the moderators which accounts were opened from the same network on the same day. The IP address isn’t kept and can’t be recovered from the hash, which is made with a number that is drawn at random each day and destroyed two days later.
- **Your ratings**: when many recent accounts rate an article within a short time, the moderators check those ratings before they count. For this, the site keeps the time of each rating for 90 days; the result of a check is kept with the rating.
- **Your passkeys**: a public key, the name you give it and the date it was last used. Your fingerprint, face or PIN never leaves your device.

When you sign in, a session cookie is set, along with a second one that only tells the browser the first one exists. Both are deleted when you sign out, or 30 days after you signed in. A third stays for six months: it recognises your browser, so that a stranger guessing passwords can’t lock you out. During two-step sign-in, or while you accept an invitation to join the staff, another one remembers where you’ve got to, for 10 minutes or an hour. Just after you sign in, a last one lets the page welcome you, for two minutes at most. All of them stay on this site and have no other purpose.

The legal basis is the service you ask for by opening an account. Nothing is sold, rented or passed on, except to the courts if they require it.

When an account is deleted, so is all of this. You choose whether your comments are erased or stay without your name; either way, discussions keep their thread.

## When you get the newsletter

You don’t need an account to subscribe to the [newsletter](/newsletter). The site keeps your address and your choices (topics, frequency, language) for as long as you’re subscribed. After you unsubscribe, your address is kept for three years so that you can come back, and then erased; you can **erase** it at any time in your preferences.

- **Your consent** is kept as proof: the text shown, the page, the dates and your choices. This proof doesn’t contain your address.
- **If you don’t confirm your sign-up**, you get the confirmation email and nothing else. Its link is valid for seven days, and the sign-up is erased 30 days later.
- **The issues sent**: the site records whether each one was sent to you and what your email service replied, so that none is ever sent twice. These records contain only the domain of your address.
- **No tracking pixels, no rewritten links**: the site doesn’t know whether you open the newsletter or what you click on.
- **If your email service refuses our emails**, or you report one as spam, a hash of the address is kept so that we don’t write to it again. The address can’t be recovered from it.

The legal basis is your consent, which you can withdraw with one click from every email.

## When you get an email

This goes for every email the site sends, from address confirmations to the newsletter:

- **The site doesn’t know whether you’ve read it.** No tracking pixels, no rewritten links: every link leads to the address it shows.
- **Each one says why you’re receiving it and how to stop.** You choose the ones you want in [your settings](/account/notifications).
- **Opening a link changes nothing.** Only the button on the page does, because some email services open links automatically.
- **A site without a mail server** keeps its emails in a folder for 30 days at most. Its administrators can read them there, except for personal links.

## When you report illegal content

[The form](/report) keeps what the law requires: the address of the content, your explanation, and your name and email address (optional for child sexual abuse). Only the moderators can read them; the content’s author isn’t told. Your name and address are erased six months after the decision, unless the form gives a different time. The notice itself is kept, without them, for the reports the law requires. The legal basis is that obligation (Digital Services Act, articles 16 and 24).

When a member reports a comment with its button, the moderators see their name, their reason and how many of their past reports were upheld.

## Comments from an earlier site

Comments may have been carried over from an earlier version of the site. They keep the name they were posted under. The IP addresses that came with them are not carried over. Of the email address, the site only keeps a hash made with a secret key, from which the address can’t be worked out: if you open an account and confirm the same address, you can claim your comments. The hash is erased when you claim them, or with your account.

Accounts from the earlier site may have been carried over too, with their name, address, joining date and a hash of their password, which is replaced by ours when they first sign in.

## Backups

So that the site can be restored after a failure, its software makes a copy of it every night. These backups contain the data described on this page, are not public and are used for nothing else. What is erased from the site stays in them for a while and then disappears with them: the oldest one is kept for about ${backupMonths === 1 ? "one month" : `${backupMonths} months`}. The legal basis is the site’s legitimate interest in protecting the data from loss.

## Your rights

You can ask to see, correct, take away or erase the data about you, and object to its use. Write to the contact in the [legal notice](/legal); you are entitled to an answer within a month. If you aren’t satisfied with it, you can complain to your [data protection authority](https://www.edpb.europa.eu/about-edpb/about-edpb/members_en).
`,
};
