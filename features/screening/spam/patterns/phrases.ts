/**
 * What advertising and fraud say, by theme, in French and English: whole phrases, compared after folding (`lib/words/`). A phrase belongs
 * here if a reader who has nothing to sell hardly writes it; two of them from different themes, or one with a way to get in touch, make a
 * comment wait. Words of news about fraud (arnaque, phishing, bitcoin) do not belong here.
 */
export const phrases = {
  /** Loans, gains and inheritances. */
  money: `
prêt entre particuliers
prêts entre particuliers
prêt entre particulier
offre de prêt
offres de prêt
prêt d'argent
prêt rapide
prêt agricole
crédit rapide
crédit sans justificatif
prêt sans justificatif
sans justificatif
interdit bancaire
interdits bancaires
même fiché
fiché banque de france
taux de remboursement
particulier sérieux
particulier honnête
business angel
gains garantis
gain garanti
rendement garanti
rendements garantis
sans risque garanti
doublez votre
doublez vos
triplez votre
multipliez votre
gagnez jusqu'à
gagner de l'argent
gagnez de l'argent
argent facile
cash facile
revenus passifs
revenu passif
revenus illimités
complément de revenu
complément de revenus
arrondir vos fins de mois
liberté financière
indépendance financière
travail à domicile
travail à la maison
travaillez de chez vous
travailler de chez vous
travailler depuis chez vous
depuis votre canapé
depuis mon canapé
sans apport
aucune expérience requise
signaux forex
robot de trading
robot trading
bot de trading
trading automatique
trade pour moi
plateforme de trading
copy trading
retrait instantané
investissez dans
investissement minimum
airdrop
fais don de ma fortune
fais don de mes biens
faire don de ma fortune
j'ai hérité
don de ma fortune
paris sûrs
pronostics sûrs
pronostics gratuits
pronostic sûr
matchs arrangés
matchs truqués
fixed matches
fixed match
correct score
betting id
free bets
free bet
free spins
tours gratuits
sans dépôt
no deposit
casino en ligne
online casino
bonus de bienvenue
welcome bonus
bad credit
no credit check
no guarantor
loan approved
loans at
instant loan
payday loan
personal loan
need cash
guaranteed returns
guaranteed return
guaranteed profit
guaranteed profits
passive income
financial freedom
work from home
be your own boss
own boss
no experience needed
no experience required
trading bot
trading signals
trading expert
forex signals
forex trader
crypto trader
account manager
best broker
invested with
minimum investment
double your
triple your
make money online
earn money
quit my job
quit his job
quit her job
get paid to
you have been selected
we are donating
claims officer
next of kin
cash app
no win no fee
you could be owed
owed thousands
entitled to compensation
you may be entitled
dropshipping
masterclass gratuite
free masterclass
free webinar
webinaire gratuit
tous les jours depuis mon lit
offre des prêts
offre de crédit
offres de crédit
prêt de
accordé un prêt
m'a accordé un prêt
prêteur
prêteur particulier
héritage à partager
gagnez maintenant
jouez et gagnez
bonus casino
investissez
votre conseiller financier
mon conseiller financier
gagnez un iphone
a gagné un iphone
vous avez gagné
vous avez été sélectionné
vous êtes l'heureux gagnant
you have won
you won
claim your prize
lottery winner
claim your
get rich
want to be rich
send btc
send bitcoin
to this wallet
bonus d'inscription
paris sportifs sûrs
cote garantie
cotes garanties
fast payouts
fastest payouts
betting tips
work permit
`,
  /** Offers of goods and services. */
  offer: `
devis gratuit
devis gratuits
devis offert
devis en ligne
estimation gratuite
audit gratuit
audit offert
audit flash
diagnostic gratuit
séance offerte
séance gratuite
séance découverte
première séance
premier rendez-vous offert
première consultation
1ère consultation
première question offerte
question offerte
essai gratuit
essai 7 jours
essai 14 jours
jours offerts
mois offerts
mois offert
1er mois offert
premier mois offert
test gratuit
livraison gratuite
livraison offerte
livraison discrète
livraison rapide
livraison instantanée
livraison incluse
port compris
port offert
frais de port
envoi discret
pli discret
colis discret
emballage discret
discrétion assurée
discrétion absolue
discrétion garantie
satisfait ou remboursé
garantie à vie
garanti à vie
licence à vie
clé à vie
prix cassés
prix cassé
prix imbattable
prix imbattables
prix sacrifiés
prix d'usine
prix d'ami
prix d'amis
tarif imbattable
meilleur prix
petit prix
stock limité
stocks limités
stock épuisé
quantité limitée
quantités limitées
dernières pièces
dernière pièce
dernier arrivage
dernière chance
derniers jours
offre limitée
offre valable
offre exceptionnelle
offre spéciale
offre de lancement
offre exclusive
aujourd'hui seulement
places limitées
plus que quelques places
profitez vite
code promo
code parrain
code parrainage
parrainage
lien d'affiliation
lien partenaire
lien perso
ventes privées
vente flash
clients satisfaits
avis positifs
commande en mp
commandez vite
cliquez vite
inscription gratuite
inscription ici
réservez ici
réservez votre
visitez notre site
visitez mon site
visitez notre
découvrez notre
découvrez nos
découvrez aussi notre
notre agence
notre cabinet
notre équipe d'experts
nous proposons
nous vous proposons
nos experts
experts certifiés
conseiller vous rappelle
un conseiller vous rappelle
un expert vous rappelle
on vous rappelle
rappel immédiat
sans engagement
sans abonnement
paiement en 3 fois
paiement en 3x
paiement en plusieurs fois
paiement 4x
payable en
facilités de paiement
paiement comptant
paiement immédiat
paiement après résultat
paiement à la livraison
paiement paypal
paiement crypto
paiement en bitcoin
éligible cpf
éligibles cpf
compte cpf
compte formation
crédit d'impôt
agréé par l'état
100 % financée
100 % financé
100 % remboursé
pris en charge à 100
vérifiez votre éligibilité
testez votre éligibilité
déplacement france entière
partout en france
intervention rapide
intervention 24
24h/24
7j/7
vends pour cause
cherche acheteur
achète comptant
rachetons
nous vendons
mp moi
prix en mp
infos en mp
tarifs en mp
free trial
free shipping
free delivery
free worldwide shipping
free quote
free quotes
free survey
free consultation
free audit
free gift
free plan
free spin
free credits
free demonstration
next day delivery
instant delivery
discreet packing
discreet shipping
shipped discreetly
discreet delivery
no prescription
without prescription
money back guarantee
satisfaction guaranteed
results guaranteed
result guaranteed
guaranteed results
limited stock
limited places
limited offer
limited time
limited edition
selling out fast
while stocks last
today only
this week only
order now
order here
order today
order our
buy now
buy here
buy real
shop now
sign up here
sign up now
sign up with my link
sign up today
subscribe now
join now
join today
join my team
join our
click now
click shop now
click the link
click my
my link
referral link
referral code
promo code
discount code
use code
use my code
quote news
happy customers
happy customer
best price
best prices
cheapest
huge discounts
trade prices
price list
book now
book a call
book free
call now
call today
call free
ring our
get yours
our team
our experts
our expert
our specialist
our specialists
our solicitors
our lawyers
our agents
our agency
our shop
hire our
hire dedicated
we buy any
we sell
we offer
we arrange
no joining fees
no contract
no obligation
bad credit considered
finance available
zero upfront cost
licensed and insured
mention this article
mention this post
mentionnez cet article
si vous mentionnez
parlez de cet article
venez de ma part
viens de ma part
compare prices
étude gratuite
bilan gratuit
simulation gratuite
simulation en
rappel gratuit
premier rdv gratuit
premier rendez-vous gratuit
devis sous
devis rapide
catalogue sur demande
catalogue complet
catalogue gratuit
brochure
bonus offert
bonus à l'inscription
bonus de bienvenue
offert à l'inscription
par mon lien
avec mon lien
mon lien de parrainage
avec mon code
clients contents
clients ravis
ou remboursé
remboursé si
en stock
flocage compris
flocage offert
prix bas
prix promo
promo printemps
soldes exceptionnelles
aides de l'état jusqu'à
sans justificatif ni frais
produits de qualité
de qualité garantie
qualité garantie
répliques
réplique de marque
sacs de marque
montres de luxe
acheter en ligne
achetez des
achetez nos
achetez votre
achetez vos
vendez vos
livraison en europe
livraison partout
livraison en 24
livraison en 48
livraison 24
livraison 48
no exam needed
no experience required
all inclusive
trade in
price match
ready now
delivery uk wide
no timewasters
discount for readers
book today
enquire now
get a quote
get your free
free no obligation
ask for our brochure
see our website
see site
visit our website
visit our site
visit us
from only
lifetime key
instant access
no adverts
no ads
`,
  /** Fortune tellers. */
  occult: `
marabout
grand marabout
maître marabout
voyant médium
grand voyant
médium voyant
voyant guérisseur
grand médium
voyance par téléphone
voyance gratuite
voyant sérieux
maître vodoun
retour affectif
retour d'affection
retour de l'être aimé
retour de l'être aimée
retour affection
rituel d'amour
désenvoûtement
désenvoutement
envoûtement
mauvais œil
magie blanche
magie rouge
magie noire
portefeuille magique
multiplication d'argent
récupérez votre ex
récupérer son ex
ramener mon mari
sort d'amour
love spell
love spells
spell caster
spellcaster
bring back your ex
get your ex back
black magic removal
black magic
astrologer
maître voyant
spiritual healer
spells caster
psychic reading
love problem
voodoo
grand maître voyant
le voyant vous
voyant vous
ramène en
votre ex en
revenir votre ex
revenir l'être aimé
mon mari est revenu
ma femme est revenue
travaux occultes
consultation voyance
`,
  /** Recovery of money, break-ins, forged documents. */
  crime: `
hacker éthique
hacker professionnel
hackers professionnels
hackeur professionnel
pirate professionnel
professional hacker
ethical hacker
legit hacker
hire a hacker
recovery expert
asset recovery
crypto recovery
fund recovery
funds recovery
recover your funds
recover your money
recovered my funds
recover everything
got all my data back
récupérer vos fonds
récupère vos fonds
récupérez vos fonds
récupérer votre argent
récupérez votre argent
j'ai récupéré la totalité
j'ai tout récupéré
compte récupéré
récup compte
récupération de compte
récupération de comptes
espionner votre conjoint
espionnage conjoint
espionner un téléphone
pirater un compte
pirater le compte
piratez le compte
n'importe quel compte
déblocage icloud
unlock icloud
icloud unlock
faux billets
billets indétectables
faux papiers
vrais faux documents
vrais faux
faux documents
real passport
real passports
registered passport
registered passports
driver licence for sale
fake documents
fake id
carding
cartes clonées
carte clonée
cloned cards
cloned card
cheat indétectable
générateur illimité
v-bucks
gemmes illimitées
fully loaded
film complet
full movie
streaming gratuit
comptes premium
clear your criminal record
effacer votre casier
suppression casier
spy app
sans qu'il le sache
sans qu'elle le sache
without them knowing
indétectable
100 % invisible
répliques de luxe
copie parfaite
replica watches
rep 1:1
diplôme authentique
permis de conduire sans examen
permis sans examen
passeports enregistrés
buy genuine
buy real
genuine accredited
accredited degree
enregistrés en préfecture
verified in database
visa guaranteed
passport guaranteed
remove negative
delete negative
comment removal
boost de rang
comptes niveau max
hack any
hack facebook
hack whatsapp
hack into
phone hack
hacking service
hacking services
service de piratage
services de piratage
pirate n'importe
supprimez n'importe quel
plagiarism free
essay writers
uk writers
`,
  /** Wonder cures and encounters. */
  body: `
perdez 10 kilos
perte de poids
perdre du poids
maigrir vite
brûle-graisse
gélules
complément alimentaire
compléments alimentaires
remède naturel
remède miracle
recette ancestrale
guérison naturelle
sans ordonnance
viagra
cialis
kamagra
agrandissement du pénis
agrandissez
ozempic
weight loss
lose weight
diet pills
diet gummies
keto gummies
herbal medicine
herbal doctor
herbal home
natural cure
natural remedy
was cured
got cured
cured me
cured of
doctors hate
doctors furious
they don't want you to know
big companies don't want you to know
femmes chaudes
femmes célibataires
rencontre coquine
rencontre sérieuse
site de rencontre
cherche mariage
plan cam
hot girls
hot singles
local singles
lonely women
sugar mummy
sugar mommy
sugar daddy
escort girl
petites amies ia
`,
  /** Search engines, followers, compliments that lead to a link. */
  promotion: `
backlinks
backlink
netlinking
référencement naturel
première page google
1ère page google
première page de google
page 1 google
google page 1
first page google
first page of google
avis google
e-réputation
réputation en ligne
reputation management
abonnés instagram
abonnés gratuits
likes gratuits
real followers
augmentez vos abonnés
augmentez votre visibilité
site vitrine
sites wordpress
création de site
portfolio sur mon profil
disponible immédiatement
développeurs seniors
offshore
great post
great article very
nice post
very informative
thanks for sharing
keep up the good work
i also write about
article très complet
très complet et bien rédigé
clair et bien écrit
bien structuré
je recommande vivement
je vous le recommande
les yeux fermés
i highly recommend
highly recommended
changed my life
thank me later
you will testify
100 legit
augmenter votre visibilité
augmentez votre chiffre
influenceur rémunéré
achetez des abonnés
abonnés réels
vrais abonnés
avis 5 étoiles
avis google 5
vendez vos avis
article très intéressant
je vous invite à découvrir
invite à découvrir mon
je vous conseille l'excellente
blog post
web traffic
more traffic
rank your
your site have
seo errors
j'ai perdu 14 kg
`,
  /** Ways to get in touch, outside the site. */
  contact: `
contactez-moi
contactez moi
contacte-moi
contactez-nous
contactez nous
contactez-le
contactez-la
contactez le
contactez la
me contacter
à me contacter
me joindre
nous joindre
écrivez-moi
écrivez moi
écris-moi
écrivez-nous
écrivez-lui
écrivez lui
appelez-moi
appelez-nous
appelez vite
appelez tout de suite
appelez directement
demandez la brochure
envoyez un message
envoyez-moi un message
laissez votre téléphone
laissez votre numéro
laissez vos coordonnées
répondez ok
répondez sous ce
réponse par message
prix en privé
écrivez en privé
en mp
par mp
viens mp
venez mp
en message privé
par message privé
en dm
dm moi
ajoutez-moi
ajoute-moi
ajoute moi
add moi
rejoins le
rejoins la
rejoins mon
rejoignez notre
rejoignez mon
contact me
contact him
contact her
contact them
contact us
email me
email us
e-mail me
mail me
text me
text us
message me
message us
msg me
dm me
dm for
dm us
inbox me
pm me
write to him
write her
write him
reach her
reach him
reach out to
reach me
add me
hit me up
leave your number
fill in the form
enter your postcode
call agent
contact agent
apply by email
apply now
reply for
répondez sous
laissez votre mail
laissez votre email
laissez votre adresse
rejoignez le groupe
rejoindre le groupe
ajoutez-moi sur
ajouter sur
contactez mon
contactez notre
contactez ce
contact whatsapp
message for
sur simple demande
contacter par mail
voici son mail
voici son numéro
voici mon numéro
voici mon mail
à ce mail
remplissez le formulaire
écrivez-nous vite
`,
  /** Words of trade that others use, too. */
  trade: `
pas cher
pas chers
pas chère
commandez
réservez
inscrivez-vous
réservation sur
rachète
rachetons
je vends
promo
promos
devis
sans diplôme
boost
freelance
seo
my site
my blog
mon blog
for sale
with code
cheap
monitor your
undress
undetected
profitez-en
débloquez
à vendre
stresser
booter
stress test
spoofer
iptv
aimbot
wallhack
whitelist
prévente
presale
no experience
forex
trading
bitcoin only
crypto accepted
usdt
btc
tisane
illuminati
pandit
garantie
garanti
garantis
guaranteed
gratuit
gratuite
gratis
offert
offerte
offerts
free
discount
en privé
demandez
rejoignez
écrire à
écrivez à
enter your details
order at
de la part de
formation
coaching
mentor
seulement
réponse immédiate
service rapide
cliquez ici
clique ici
click here
sans inscription
casino
rencontres
agréé
agréée
certifié
certifiée
boutique
pros
livraison
catalogue
bonus
abonnés
voyant
guérisseur
médium
`,
  /** Profiles as a way to get in touch. */
  profile: `
lien en bio
lien dans ma bio
lien dans la bio
lien dans mon profil
lien sur mon profil
lien en description
voir ma bio
voir mon profil
mon numéro est sur ma page
link in bio
link in my bio
link in my profile
link in profile
see my profile
check my profile
click my profile
click profile
click my name
tap my pic
see my bio
voir ma page
sur ma page
notre page facebook
sur notre page
clique sur mon pseudo
cliquez sur mon pseudo
cliquez sur mon profil
clique sur mon profil
cliquez sur mon
cliquez sur notre
cliquez sur le lien
lien en commentaire
lien en premier commentaire
click on my
my link in
link in comments
see my page
`,
  /** Messengers. */
  messenger: `
telegram
whatsapp
whatsap
watsapp
whats app
whattsapp
télégram
telegramme
canal tg
groupe tg
canal tlg
canal vip
groupe vip
threema
wickr
hangouts
wechat
viber
sur snap
via snap
sur insta
via insta
viens insta
sur discord
le discord
on insta
on snap
on discord
join discord
sur signal
on signal
contact whatsapp
whatsapp moi
groupe telegram
mon canal
notre canal privé
canal privé
`,
} as const;

export type PhraseTheme = keyof typeof phrases;

/** What shows that somebody warns of fraud, tells of it, or asks. */
export const warnings = `
arnaque
arnaques
arnaqué
arnaquée
arnaqueur
arnaqueurs
arnaquer
escroc
escrocs
escroquerie
escroqueries
brouteur
brouteurs
méfiez-vous
méfiance
méfie-toi
attention à
attention aux
ne cliquez pas
ne répondez pas
ne payez pas
n'appelez pas
faussaire
porté plainte
signalez
signalé
signaler
phishing
hameçonnage
piège
scam
scams
scammer
scammers
fraud
fraudsters
beware
never click
never pay
don't click
do not click
report it
reported
warning
soi-disant
publicité
publicités
spam
spams
démarchage
démarchés
`;
