### Nederlands.

## Kop, voet en navigatie

skip-to-content = Naar de inhoud
main-navigation = Hoofdmenu
browse = Zoeken
messages = Berichten
messages-unread = Berichten, { $unread } ongelezen
unread = { "" } ongelezen
my-listings = Mijn woningen
you = Jij
your-account = Je account
signed-in-as = Ingelogd als
settings = Instellingen
sign-out = Uitloggen
sign-in = Inloggen
sign-up = Account maken
search = Zoek
owner = Verhuurder
no-picture = Nog geen foto
feed-of-new-homes = Nieuwe woningen

## Zoeken

browse-title = Woningen te huur
browse-heading = Een plek om te wonen. Iemand om het aan te vragen.
browse-about = Woningen te huur, van verhuurders die antwoorden.
browse-description = Woningen te huur, van verhuurders die antwoorden. Vind er een en vraag ernaar.
search-label = Stad, straat of woorden
homes =
    { $count ->
        [one] { $count } woning
       *[other] { $count } woningen
    }
homes-in =
    { $count ->
        [one] { $count } woning in { $city }
       *[other] { $count } woningen in { $city }
    }
nothing-heading = Hier brandt nog geen licht
nothing-found = Geen woning voldoet aan dat alles. Vraag iets minder en kijk nog eens.
nothing-listed = Er staat nog geen woning op. Die van jou kan de eerste zijn.
clear-all-filters = Alle filters wissen
clear-all = Alles wissen
pages = Pagina’s
previous-page = Vorige
page-of = Pagina { $page } van { $pages }
next-page = Volgende
filters = Filters
show-homes = Toon woningen
city = Stad
price = Prijs
price-up-to = Tot { $most } per maand
price-from = Vanaf { $least } per maand
price-between = { $least } tot { $most } per maand
price-least-label = Vanaf, per maand
price-most-label = Tot, per maand
any = Maakt niet uit
beds-any = Maakt niet uit
beds-studio = Studio of groter
beds-at-least = { $beds } of meer
beds-set = { $beds } of meer slaapkamers
available-by = Vrij op { $day }
available-by-label = Intrekken op of vóór
sort-by = Sorteren op
sort = Sorteer
sort-newest = Nieuwste eerst
sort-lowest = Laagste huur
sort-highest = Hoogste huur

## Een woning

a-month = per maand
rent-a-month = { $money } per maand
studio = Studio
beds-short = { $count } slk.
baths-short = { $count } badk.
square-metres = { $area } m²
bedrooms = Slaapkamers
bathrooms = Badkamers
floor-area = Oppervlakte
available = Beschikbaar
free-now = Nu vrij
free-from = Vanaf { $day }
status-draft = Concept
status-available = Beschikbaar
status-let = Verhuurd
status-archived = Gearchiveerd
standing-draft = Dit is een concept. Alleen jij ziet het.
standing-available = Deze woning is te huur.
standing-let = Deze woning is nu verhuurd. Je kunt er nog wel over lezen.
standing-archived = Deze woning is opgeborgen en wordt niet meer aangeboden.
about-this-home = Over deze woning
never-pay-first = Betaal nooit voordat je de woning hebt gezien.
contact-owner = Vraag de verhuurder
edit-listing = Woning bewerken
home-in-short = { $city }, { $money } per maand. { $start }

## Alternatieve teksten van de demofoto’s

picture-canal-houses = Grachtenhuizen in de schemering, met licht achter enkele ramen
picture-studio = Studio met een hoog boograam en een blauwe bank
picture-cottage = Wit huisje in de schemering met het licht bij de deur aan
picture-loft = Loft met fabrieksramen en een kookeiland
picture-roof-terrace = Dakterras met lichtsnoeren boven de daken
picture-bedroom = Slaapkamer met salie-groene lambrisering en een brandende lamp
picture-townhouse = Bakstenen stadshuis met een gele voordeur
picture-kitchen = Keuken met blauwe kastjes en een lange tafel

## Reactietijd

reply-within-hours =
    { $count ->
        [one] Antwoordt meestal binnen een uur
       *[other] Antwoordt meestal binnen { $count } uur
    }
reply-within-days =
    { $count ->
        [one] Antwoordt meestal binnen een dag
       *[other] Antwoordt meestal binnen { $count } dagen
    }
reply-slower = Antwoordt meestal pas na meer dan een week
# Voor een eigenaar zonder antwoord tot nu toe.
reply-none-yet = Nieuw hier

## Openbare reacties

asked-in-public = Openbaar gevraagd
nothing-asked = Nog niets gevraagd.
earlier-comments = Eerdere vragen en antwoorden
newest-comments = Nieuwste vragen en antwoorden
ask-in-public = Vraag of antwoord openbaar
ask-in-public-hint = Iedereen kan dit lezen. Schrijf de verhuurder voor alles wat persoonlijk is.
post-comment = Reactie plaatsen
remove-comment = Reactie verwijderen
sign-in-to-ask = Log in om een vraag te stellen

## De woningen van de verhuurder

new-listing = Nieuwe woning
waiting-for-you =
    { $count ->
        [0] Niemand wacht op antwoord van je.
        [one] Eén bericht wacht op je.
       *[other] { $count } berichten wachten op je.
    }
first-listing-heading = Je eerste licht
first-listing = Zet een woning op de site en mensen kunnen je ernaar vragen. Antwoorden doe je hier.
enquiries = Aanvragen
# Gesprekken over een woning naast de getoonde.
more-enquiries =
    { $count ->
        [one] Nog een in Berichten
       *[other] Nog { $count } in Berichten
    }
waiting = Wachtend
edit-home-html = Bewerken<span class="visually-hidden">: { $home }</span>
mark-as-let-html = Verhuurd<span class="visually-hidden">: { $home }</span>
make-available-html = Weer te huur<span class="visually-hidden">: { $home }</span>
reply-to-html = Antwoorden<span class="visually-hidden"> aan { $name }</span>
list-a-home = Woning aanbieden

## Foto’s van een woning

photos = Foto’s
photos-hint = De eerste is de omslag. Zeg in een paar woorden wat elke foto laat zien: sommige mensen horen foto’s in plaats van ze te zien.
photos-come-next = Foto’s hebben een eigen pagina. Bewaar de woning en ga van hier verder naar de foto’s.
photo-count =
    { $count ->
        [one] Eén foto
       *[other] { $count } foto’s
    }
# De alternatieve tekst van een foto zonder beschrijving.
photo-alt = Foto { $number } van { $home }
cover = Omslag
add-photos = Foto’s toevoegen
photo-kinds = JPEG, PNG of WebP, elk tot { $megabytes } MB
take-photo = Foto maken
upload-photos = Versturen
photo-uploading = { $name } wordt verstuurd
photo-lost = Die is niet aangekomen. Controleer je verbinding en kies hem opnieuw.
photo-missing = Kies eerst een foto.
photos-full = Een woning heeft plaats voor { $most } foto’s. Verwijder er een om een andere toe te voegen.
alt-label-html = Wat erop staat<span class="visually-hidden"> (foto { $number })</span>
save-alt-html = Bewaren<span class="visually-hidden"> wat op foto { $number } staat</span>
move-photo-earlier = Foto { $number } naar voren
move-photo-later = Foto { $number } naar achteren
remove-photo = Foto { $number } verwijderen

## Geweigerde bestanden

picture-empty = Er zit niets in dit bestand.
picture-too-large = Te groot: { $size } MB. De grens is { $limit } MB.
picture-unknown = Geen plaatje dat we kunnen lezen. JPEG, PNG en WebP werken wel.
# $kind is de naam van een bestandstype, zoals HEIC.
picture-unread = { $kind } kunnen we hier nog niet lezen. Bewaar de foto als JPEG en kies hem opnieuw.
picture-too-many-pixels = Te veel beeldpunten. Er passen er hoogstens { $millions } miljoen in: bewaar de foto kleiner en kies hem opnieuw.
picture-too-long = Te lang. Een zijde mag { $pixels } beeldpunten hebben: bewaar de foto kleiner en kies hem opnieuw.
picture-broken = Beschadigd of niet compleet. Kies het bestand opnieuw, of bewaar het eerst als JPEG.

## Het formulier van een woning

listing-errors = Er klopt nog iets niet; daarna kan dit worden bewaard
the-home = De woning
title-label = Titel
title-hint = Zeg wat haar bijzonder maakt. Hoogstens 120 tekens.
city-hint = De stad waar huurders zoeken.
area-hint = In vierkante meters.
bedrooms-hint = 0 voor een studio.
bathrooms-hint = Met bad of douche.
description-label = Beschrijving
description-hint = Licht, geluid, verwarming, buren: wat mensen het eerst vragen.
rent-and-dates = Huur en data
rent = Huur
rent-hint = Per maand, bijvoorbeeld 1250 of 1250,50.
currency = Munt
currency-hint = De drie letters, bijvoorbeeld EUR.
available-from = Beschikbaar vanaf
available-from-hint = Laat leeg als de woning nu vrij is.
status = Status
status-hint = Huurders vinden haar alleen zolang ze beschikbaar is.
cancel = Annuleren
save-listing = Woning bewaren
save-then-photos = Bewaren, dan foto’s

## De inbox

inbox-empty-heading = Nog niemand om terug te schrijven
inbox-empty-html = Zoek een woning die je bevalt en druk op <b>Vraag de verhuurder</b>. Het gesprek verschijnt hier.
browse-homes = Woningen bekijken
choose-conversation-heading = Ga verder waar je was
choose-conversation = Kies een gesprek en het opent hier.
open-chat = Gesprek openen
preview-own = Jij: { $text }
no-messages = Nog geen berichten
conversations = Gesprekken
newest-conversations = Nieuwste gesprekken
earlier-conversations = Eerdere gesprekken

## Een gesprek

conversation-title = { $name }: { $home }
back-to-inbox = Terug naar de inbox
chat = Gesprek
open-full-page = Op de hele pagina openen
close-chat = Gesprek sluiten
the-home-aside = De woning
earlier-messages = Eerdere berichten
download-conversation = Dit gesprek downloaden
as-a-page = Een pagina om af te drukken
as-a-zip = Een zipbestand
exported-at-html = Alle berichten tot { $time }.
caution-payment-html = <b>Dit bericht vraagt om geld, zo lijkt het.</b> Wie eerlijk is, doet dat niet voordat je de woning hebt gezien. Betaal pas als je er bent geweest en hebt getekend. Alleen jij ziet dit.
caution-elsewhere-html = <b>Dit bericht leidt weg van Porchlight.</b> Zolang je de ander niet kent, is het veiliger om hier verder te praten: wat hier is gezegd, is terug te vinden. Alleen jij ziet dit.
later-messages = Latere berichten
newest-messages = Nieuwste berichten
link-to-message = Link naar dit bericht
new-messages = Nieuwe berichten
stay-safe-html = <b>Blijf op Porchlight tot je de woning hebt gezien.</b> Wie eerlijk is, vraagt geen geld vóór de bezichtiging.
no-newer-messages-html = Geen nieuwere berichten. Gekeken om { $time }.
message-label = Bericht
write-to = Schrijf aan { $name }
send = Versturen
send-keys-html = <kbd>Enter</kbd> verstuurt, <kbd>Shift + Enter</kbd> geeft een nieuwe regel
is-typing = { $name } is aan het typen
sending = Wordt verstuurd…
failed = Niet verstuurd.
try-again = Probeer opnieuw
offline = Je bent offline. Nieuwe berichten verschijnen zodra je terug bent.
unreachable = Porchlight antwoordt nu even niet. Deze pagina blijft het proberen.
not-sent = Niet verstuurd. Je bericht staat er nog: controleer je verbinding en druk weer op Versturen.
# Leesbevestiging, onder het laatste bericht van de gebruiker dat de ander heeft gelezen.
read-html = Gelezen om { $time }
read-before-html = Gelezen { $day } om { $time }
active-now = Nu actief
active-today = Vandaag actief

## Eén bericht

message-options = Mogelijkheden voor dit bericht
message-by = Bericht van { $name }
close = Sluiten
edited = Bewerkt
message-unsent = Dit bericht is teruggenomen
preview-unsent = Bericht teruggenomen
reply = Antwoorden
replying-to = Antwoord aan { $name }
replying-to-yourself = Antwoord aan jezelf
stop-replying = Dit niet aanhalen
reactions = Reacties
reaction-like = Duim omhoog
reaction-love = Hart
reaction-laugh = Lachend
reaction-wow = Verbaasd
reaction-sad = Verdrietig
reacted = { $name } reageerde: { $reaction }
copy-link = Link kopiëren
link-copied = Link gekopieerd
edit-message = Bewerken
edit-label = Nieuwe tekst
edit-message-hint = 15 minuten lang. Wat er eerst stond, blijft voor jullie allebei te lezen.
save-message = Opslaan
unsend = Terugnemen
unsend-about = De tekst verdwijnt voorgoed, voor jullie allebei; dat er een bericht was, blijft te zien. { $name } kan het al gelezen hebben.
unsend-message = Bericht terugnemen
earlier-versions = Eerdere versies
# Versies tussen de eerste en de laatste die niet getoond worden.
versions-left-out =
    { $count ->
        [one] Een versie ertussen staat hier niet bij.
       *[other] { $count } versies ertussen staan hier niet bij.
    }
message-changed = Een bericht hierboven is veranderd.
show-it = Laten zien
files = Bestanden
send-files = Bestanden versturen
all-files = Alle bestanden van dit gesprek
no-files = Hier is nog niets verstuurd.
choose-files = Foto’s of bestanden
choose-files-hint = Hooguit vijf: foto’s tot 15 MB, en pdf-, tekst- of kantoorbestanden tot 20 MB. Alleen jullie tweeën zien ze.
words-with-files = Een paar woorden erbij
file-ready = { $name } staat klaar om te versturen
files-to-send = Bestanden om te versturen
drop-files = Laat bestanden los om ze te versturen
cancel-file = { $name } annuleren
remove-file = { $name } weghalen
file-removed = { $name } is weggehaald
file-lost = Niet aangekomen. Controleer je verbinding en probeer het opnieuw.
sent-when-there = Wordt verstuurd zodra alle bestanden er zijn.
not-sent-yet = Nog niet verstuurd, want er ontbreekt een bestand. Probeer het opnieuw, of druk op Versturen om het weg te laten.

## Accounts

welcome-back = Welkom terug
new-here-html = Nieuw hier? <a href="{ $address }">Maak een account</a>
come-in = Kom binnen
have-account-html = Heb je al een account? <a href="{ $address }">Log dan in</a>
house-at-dusk = Een klein huis in de schemering met het licht bij de deur aan
sign-up-errors = Bijna klaar
email = E-mail
email-hint = Niemand krijgt dit te zien.
password = Wachtwoord
password-hint = 8 tekens of meer. Een korte zin is ideaal.
your-name = Je naam
name = Naam
name-hint = Dit zien de mensen aan wie je schrijft.

## Instellingen

profile = Profiel
profile-email-html = Je logt in met <b>{ $email }</b>. Niemand anders ziet dat.
save-profile = Profiel bewaren
appearance = Weergave
light-or-dark = Licht of donker, in deze browser
theme-device = Zoals mijn apparaat
theme-light = Licht
theme-dark = Donker
save-appearance = Weergave bewaren
language = Taal
language-here = De taal van de site, in deze browser
language-browser = Zoals mijn browser
save-language = Taal bewaren
receipts = Leesbevestigingen
receipts-label = Laten zien wanneer berichten zijn gelezen
receipts-hint = Zet je dit uit, dan ziet niemand wat jij hebt gelezen, en zie jij het ook niet van anderen.
save-receipts = Leesbevestigingen bewaren
presence = Activiteit
presence-label = Laten zien wanneer je actief bent
presence-hint = Mensen met wie je hier praat, zien “Nu actief” of “Vandaag actief” bij je naam, en zien wanneer je typt. Zet je dit uit, dan ziet niemand het, en zie jij het ook niet van anderen.
save-presence = Activiteit bewaren
switch-on = Aan
switch-off = Uit
current-password = Huidig wachtwoord
new-password = Nieuw wachtwoord
change-password = Wachtwoord wijzigen
devices = Apparaten
where-signed-in = Waar je bent ingelogd
more-sessions = Hier staan de { $shown } die je het laatst gebruikte. Wijzig je wachtwoord om alle andere uit te loggen.
this-device = Dit apparaat
last-seen-html = Laatst gezien { $day } om { $time }
end-session-html = Beëindigen<span class="visually-hidden">: de sessie op { $device }</span>
saved-profile = Bewaard. Anderen zien vanaf nu je nieuwe naam.
saved-appearance = Bewaard voor deze browser.
saved-switch = Bewaard. Het geldt vanaf nu, in elk gesprek.
saved-password = Je nieuwe wachtwoord geldt. Alle andere apparaten zijn uitgelogd.
saved-session = Dat apparaat is uitgelogd.
device-browser-on = { $browser } op { $system }
device-other = Een ander programma

## Fouten

door-light-off = Een voordeur met het licht uit
go-to-messages = Naar berichten
error-reference = Fout { $status }, kenmerk { $reference }
error-status = Fout { $status }
reference = Kenmerk { $reference }

error-400-title = Dat konden we niet lezen
error-400 = Ga terug, laad de pagina opnieuw en probeer het nog eens.
error-401-title = Log eerst in
error-401 = Dit kan alleen wie is ingelogd.
error-403-title = Dat kwam ergens anders vandaan
error-403 = Voor je veiligheid nemen we wijzigingen alleen aan van de eigen pagina’s van deze site. Open de pagina hier en probeer het nog eens.
error-404-title = Niemand thuis op dit adres
error-404 = De woning is misschien verhuurd, of er zit een tikfout in de link. Al het andere is er nog.
error-405-title = Zo gaat deze deur niet open
error-405 = Ga terug en gebruik de links en knoppen van de pagina.
error-408-title = Dat was te lang onderweg
error-408 = Controleer je verbinding en probeer het nog eens.
error-409-title = Dat is er al
error-409 = Het spreekt tegen wat er staat. Laad de pagina opnieuw en probeer het nog eens.
error-413-title = Dat is te veel in één keer
error-413 = Er past hoogstens 64 KB in. Kort het in of stuur het in delen.
error-415-title = Dat soort kunnen we niet lezen
error-415 = Stuur het zoals het formulier van de pagina doet, of als JSON naar de API.
error-422-title = Er klopt nog iets niet
error-422 = Kijk na wat je hebt ingevuld en probeer het nog eens.
error-429-title = Eén tegelijk, alsjeblieft
error-429 = Dat was veel in korte tijd. Probeer het zo dadelijk nog eens.
error-503-title = We zijn zo terug
error-503 = De site kan dit nu even niet aan. Wat je schreef is niet weg: probeer het zo dadelijk nog eens.
error-507-title = Geen plaats meer
error-507 = Er is nu geen ruimte voor bestanden. Berichten zonder bestanden werken nog wel. Wie deze site beheert kan ruimte maken.
error-500-title = Het licht flikkerde
error-500 = Er ging iets mis aan onze kant, en het is opgeschreven. Probeer het zo dadelijk nog eens.

too-many = Dat was veel in korte tijd. Probeer het over { $wait } nog eens.
wait-seconds =
    { $count ->
        [one] een seconde
       *[other] { $count } seconden
    }
wait-minutes =
    { $count ->
        [one] een minuut
       *[other] { $count } minuten
    }
wait-hours =
    { $count ->
        [one] een uur
       *[other] { $count } uur
    }

## Validatiefouten

one-line-only = Gebruik alleen letters, cijfers en tekens, op één regel
no-nul = Het teken NUL kan niet worden bewaard. Haal het weg en probeer het nog eens.
write-something = Schrijf eerst iets
post-too-long = Dit zijn { $length } tekens; er passen er hoogstens { $most }. Kort het in of stuur het in delen.
too-long = Gebruik hoogstens { $most } tekens; dit zijn er { $length }
name-missing = Vul je naam in
email-missing = Vul je e-mailadres in
email-too-long = Gebruik een e-mailadres van hoogstens { $most } tekens
email-wrong = Vul een e-mailadres in zoals rita@example.org
email-taken = Dit e-mailadres heeft al een account. Log daarmee in.
too-many-sign-ups = Vanaf jouw netwerk zijn net meerdere accounts gemaakt, meer kan nu niet. Probeer het over { $wait } nog eens.
password-nul = Gebruik een wachtwoord zonder het teken NUL
password-short = Gebruik 8 tekens of meer. Een korte zin is ideaal.
password-leaked = Dit wachtwoord staat op lijsten van gelekte wachtwoorden. Kies er een van jou alleen.
password-is-name = Kies een wachtwoord dat niet je naam of e-mailadres is
password-not-current = Dit is niet je huidige wachtwoord
wrong-credentials = Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk beide na en probeer het nog eens.
title-missing = Geef een titel
listings-full = Je hebt { $most } woningen, meer passen er niet in een account. Bewerk in plaats daarvan een die verhuurd of gearchiveerd is.
listings-a-day = Je hebt binnen een dag { $most } woningen geplaatst, meer kan niet. Over { $wait } kun je de volgende plaatsen.
city-missing = Zeg in welke stad het is
price-wrong = Vul de huur per maand in, bijvoorbeeld 1250 of 1250,50
price-too-high = Vul een huur in van hoogstens { $most }
date-wrong = Vul een datum in zoals 2026-12-01
status-wrong = Kies concept, beschikbaar, verhuurd of gearchiveerd
currency-wrong = Vul een muntcode in zoals EUR
bedrooms-wrong = Vul in hoeveel slaapkamers, van { $least } tot { $most }
bathrooms-wrong = Vul in hoeveel badkamers, van { $least } tot { $most }
area-wrong = Vul in hoeveel vierkante meters, van { $least } tot { $most }
sort-wrong = Sorteer op newest, price_asc of price_desc
page-wrong = Vul een pagina in van 1 tot { $most }
client-id-too-long = Gebruik een client id van hoogstens { $most } tekens
sent-already = Een eerdere versie van dit bericht is al verstuurd. Druk weer op Versturen om ook deze te versturen.
too-late-to-edit = Een bericht is 15 minuten te bewerken, en dit is ouder. Stuur in plaats daarvan een nieuw.
too-many-edits = Een bericht is { $most } keer te bewerken, en dat is bij dit gebeurd. Stuur in plaats daarvan een nieuw.
too-late-to-unsend = Een bericht is 24 uur terug te nemen, en dit is ouder.
message-not-yours = Alleen wie een bericht stuurde, kan het veranderen
quote-wrong = Haal een bericht uit dit gesprek aan
reaction-wrong = Kies een van de reacties
reaction-own = Reacties zijn voor wat anderen schrijven
attachment-missing = Kies eerst een foto of een bestand
attachment-gone = Een van de bestanden is er niet meer. Kies het opnieuw.
attachment-unknown = Dit kan hier niet worden verstuurd. Foto’s, pdf-, tekst- en kantoorbestanden kunnen wel.
attachments-full = Een bericht brengt hooguit { $most } bestanden mee. Stuur de andere met het volgende.
own-listing = Dit is je eigen woning. Huurders schrijven je vanaf deze pagina.
owner-is-you = Dit ben jij. Huurders schrijven je vanaf je woning.
owner-is-not = Deze woning is niet van deze persoon
theme-wrong = Kies licht, donker of zoals je apparaat.
switch-wrong = Kies aan of uit.
language-wrong = Kies een van de talen in de lijst.

## Data en geld

today = Vandaag
yesterday = Gisteren
weekday =
    { $day ->
        [1] maandag
        [2] dinsdag
        [3] woensdag
        [4] donderdag
        [5] vrijdag
        [6] zaterdag
       *[7] zondag
    }
weekday-short =
    { $day ->
        [1] ma
        [2] di
        [3] wo
        [4] do
        [5] vr
        [6] za
       *[7] zo
    }
month =
    { $month ->
        [1] januari
        [2] februari
        [3] maart
        [4] april
        [5] mei
        [6] juni
        [7] juli
        [8] augustus
        [9] september
        [10] oktober
        [11] november
       *[12] december
    }
month-short =
    { $month ->
        [1] jan
        [2] feb
        [3] mrt
        [4] apr
        [5] mei
        [6] jun
        [7] jul
        [8] aug
        [9] sep
        [10] okt
        [11] nov
       *[12] dec
    }
weekday-date = { $weekday } { $date }
day-month = { $day } { $month }
day-month-year = { $day } { $month } { $year }
money = { $symbol } { $amount }
money-by-code = { $code } { $amount }
