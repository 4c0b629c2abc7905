# E-post: meddelanden, larm, besked till anmälaren, vidareanmälan.

## Korta ord
heading = { $kind } – { $title }
list-last = { $first } och { $last }
and-others = { $service } m.fl.

## Meddelandets art: rubrik och ämne
subject-first = Störning
subject-update = Läget
subject-nochange = Ingen ändring
subject-resolved = Avslutad
subject-correction = Rättelse
subject-withdrawal = Återkallat meddelande
subject-maint-advance = Underhåll
subject-maint-start = Underhåll började
subject-maint-end = Underhåll klart
subject-maint-moved = Underhåll flyttas
subject-maint-cancelled = Underhåll inställt

## Meddelandets rader
line-what = Vad har hänt
line-changed = Ändrat sedan sist
line-service = Tjänst
line-began = Började
line-whom = Vilka berörs
line-effect = Påverkan
effect-line-none = tjänsten kan användas
effect-line-degrades = användningen är långsam eller avbryts
effect-line-prevents = tjänsten kan inte användas
effect-line-prevents-functions = de nämnda funktionerna kan inte användas
line-works = Det som fungerar
line-instructions = Gör så här
line-instructions-pharmacy = Gör så här på apoteket
line-estimate = Beräknas vara åtgärdad
estimate-not-known = ännu inte känt
line-next = Nästa uppdatering senast
line-contact = Kontakt
line-reason = Varför vi återkallar meddelandet
line-stands = Gäller fortfarande
stands-still = { $impact } (meddelande { $at })
stands-nothing = inget annat meddelande om detta gäller
line-cause = Orsak
line-check = Kontrollera
line-follow-up = Efterarbete
line-starts = Börjar
line-ends = Slutar
break-end-unknown = ännu inte känd
break-end-open = Sluttiden är ännu inte känd.
break-event-file = underhallsavbrott.ics
line-impact = Påverkan
line-guidance = Anvisningar
line-information = Mer information
line-planned = Planerad tid
line-was = Tidigare tid
line-reference = Referens
line-organisation = Organisation
line-functions = Funktioner
line-extent = Omfattning
line-reports = Antal anmälningar
line-description = Beskrivning
line-error-text = Felmeddelande
line-evidence = Iakttagelser
line-criteria = Anmälningskriterier

## När ingen har skrivit något annat
check-saved = att uppgifterna som fördes in under störningen har sparats. För inte in samma uppgifter på nytt innan du har kontrollerat det.
check-works = att tjänsten fungerar. Om felet kvarstår, anmäl det till användarstödet.
follow-up-prescriptions = Pappers- och telefonrecept som har skrivits under störningen sparas inte i efterhand: apoteket sparar dem i Receptcentret.
follow-up-stores = Uppgifter som har förts in i det egna systemet överförs automatiskt till Kanta-tjänsterna. Om någon uppgift inte överförs, anmäl det till användarstödet.
follow-up-none = inget efterarbete

## Meddelandets början och slut
lead-nochange = Läget är oförändrat sedan föregående meddelande ({ $previous }). Störningen utreds fortfarande.
lead-resolved = Störningen började { $began } och upphörde { $ended } (varade { $duration }).
lead-correction = Det här meddelandet rättar och ersätter vårt föregående meddelande ({ $previous }). Vi beklagar felet.
lead-withdrawal = Vi återkallar meddelandet som vi skickade { $previous }. Det stämde inte. Vi beklagar felet.
lead-withdrawal-all = Vi återkallar alla meddelanden som vi har skickat om detta, senast { $previous }. De stämde inte. Vi beklagar felet.
lead-maint-advance = Ett underhållsavbrott är planerat.
lead-maint-start = Det planerade underhållsavbrottet har börjat.
lead-maint-end = Den planerade tiden för underhållsavbrottet är slut. Om tjänsten ännu inte fungerar, anmäl det till användarstödet.
lead-maint-over = Underhållsavbrottet är slut. Om tjänsten ännu inte fungerar, anmäl det till användarstödet.
lead-maint-moved = Underhållsavbrottet har flyttats till en ny tid.
lead-maint-cancelled = Underhållsavbrottet är inställt. Tjänsten fungerar som vanligt.
apology-fault = Vi ber om ursäkt för besväret.
apology-break = Vi beklagar det besvär som avbrottet orsakar.
mail-in-language = På svenska
mail-situation = Störningsläget
mail-read = Kvittera som läst
mail-footer = Referens { $reference }, meddelande { $sequence }. Våra meddelanden innehåller inga inloggningslänkar, och vi frågar aldrig efter personbeteckning eller lösenord per e-post eller sms.
mail-no-patient-data = Skicka inte personbeteckningar eller patientuppgifter per e-post.

## Larm
staff-alarm-subject = [Meddelande försenat] { $service }: utlovat { $t } ({ $reference })
staff-alarm-late = Nästa meddelande om störningen { $reference } ({ $service }) utlovades till { $since }, men har ännu inte publicerats.
staff-alarm-write = Skriv en uppdatering i Majakka. Om inget nytt meddelande publiceras får mottagarna { $t2 } automatiskt meddelandet ”Ingen ändring”.
alarm-desk = Öppna störningen i Majakka
duty-alert-subject-critical-report = [Jour] Kritisk störningsanmälan: { $service } ({ $reference })
duty-alert-subject-no-first-bulletin = [Jour] Första meddelandet saknas: { $service } ({ $reference })
duty-alert-subject-clock-runs-out = [Jour] En lagstadgad tidsfrist går ut: { $service } ({ $reference })
duty-alert-subject-nobody-reached = [Jour] Meddelandet nådde ingen: { $service } ({ $reference })
duty-alert-subject-breach-suspected = [Dataskydd] Misstänkt personuppgiftsincident: { $service } ({ $reference })
duty-alert-subject-call-owed = [Jour] FPA ska ringas: { $service } ({ $reference })
duty-alert-what-critical-report = En anmälan om störningen { $reference } ({ $service }) kom in { $since } och har bedömts som kritisk.
duty-alert-what-no-first-bulletin = Störningen { $reference } ({ $service }) bedömdes { $since }, men det första meddelandet har ännu inte publicerats.
duty-alert-what-clock-runs-out = En lagstadgad tidsfrist för störningen { $reference } ({ $service }) går ut { $since }: { $clock }.
duty-alert-what-nobody-reached = Meddelandet { $reference } ({ $service }), som skickades { $since }, nådde inte en enda mottagare.
duty-alert-what-breach-suspected = Dataskyddet kan ha äventyrats i störningen { $reference } ({ $service }). Det anmäldes { $since }.
duty-alert-what-call-owed = FPA:s tekniska stöd ska ringas om störningen { $reference } ({ $service }). Det har väntat sedan { $since }, och ingen har ännu nåtts.
duty-alert-do-critical-report = Börja behandla störningen i Majakka genast.
duty-alert-do-no-first-bulletin = Publicera ett meddelande i Majakka eller kom överens om vem som gör det.
duty-alert-do-clock-runs-out = Gör anmälan eller anteckna i Majakka varför den inte behövs.
duty-alert-do-nobody-reached = Se i Majakka varför meddelandena kom tillbaka, skicka på nytt och informera under tiden på annat sätt, till exempel per telefon.
duty-alert-do-breach-suspected = Bedöm i Majakka om det är en personuppgiftsincident och i vems register. Anmälan till dataombudsmannen ska göras inom 72 timmar.
duty-alert-do-call-owed = Ring FPA och anteckna samtalet i Majakka. Om du inte hinner får nästa jourhavande det här om en stund.
route-alarm-subject-email = [Jour] E-posten går inte iväg
route-alarm-subject-sms = [Jour] Textmeddelandena går inte iväg
route-alarm-what-email = E-postservern { $route } har inte tagit emot meddelanden sedan { $since }.
route-alarm-what-sms = Förmedlaren av textmeddelanden { $route } har inte tagit emot meddelanden sedan { $since }.
route-alarm-reply = Den svarar: { $reply }
route-alarm-waits = Inget har förkastats: meddelandena väntar och går iväg av sig själva när förbindelsen fungerar. Ring i brådskande ärenden.
route-alarm-do-ours = Svaret gäller oss, inte mottagarna: adress, rykte, kvot eller rätt att sända. Kontakta tjänstens administratör och visa svaret.
route-alarm-do-gateway = Kontakta tjänstens administratör och visa svaret.
duty-alert-why-me = Du får det här meddelandet för att du finns på din organisations jourlista.
duty-alert-why-me-officer = Du får det här meddelandet för att du är din organisations dataskyddsombud.

## Besked till anmälaren
progress-subject-received = Din anmälan { $reference } har tagits emot
progress-subject-linked = Din anmälan { $reference } har kopplats till en störning
progress-subject-investigated = Din anmälan { $reference } utreds
progress-subject-told = Din anmälan { $reference }: nytt om störningen
progress-subject-corrected = Din anmälan { $reference } har rättats
progress-subject-rejected = Ingen störning hittades för din anmälan { $reference }
progress-subject-closed = Din anmälan { $reference } är behandlad
progress-subject-resolved = Störningen som du anmälde är över ({ $reference })
progress-received = Tack för din anmälan. Användarstödet har fått den och utreder vad störningen beror på. Tjänst: { $service }.
progress-linked = Din anmälan har kopplats till störningen { $incident } ({ $service }). Vi berättar när läget förändras.
progress-investigated = Störningen som du anmälde utreds ({ $service }). Beräknad sluttid: { $estimate }.
progress-told = Det har informerats om störningen som du anmälde ({ $service }). Meddelandet finns på din uppföljningssida. Beräknad sluttid: { $estimate }.
progress-corrected = Användarstödet har rättat uppgifter i din anmälan ({ $service }). Dina egna ord finns kvar som du skrev dem.
progress-rejected = Användarstödet utredde din anmälan ({ $service }) och hittade ingen störning. Om felet fortsätter, anmäl det på nytt.
progress-closed = Din anmälan är behandlad ({ $service }) och kräver inget mer. Om felet fortsätter, anmäl det på nytt.
progress-resolved = Störningen som du anmälde ({ $service }) upphörde { $ended }.
progress-cause = Orsak
progress-check = Kontrollera att de uppgifter som du förde in under störningen har sparats. Om felet kvarstår, anmäl det till användarstödet.
progress-next = Vi berättar mer senast { $at }.
progress-note = Meddelande från användarstödet
progress-follow = Följ hur din anmälan behandlas
progress-helpdesk = Användarstöd

## Länk till användarkonto
account-link-subject-invite = Ditt användarkonto i Majakka
account-link-subject-reset = Nytt lösenord till Majakka
account-link-what-invite = Ett användarkonto har öppnats för dig i Majakka, där störningar i Kanta-tjänsterna hanteras. Organisation: { $organisation }.
account-link-what-reset = Ett nytt lösenord har begärts för ditt användarkonto i Majakka. Organisation: { $organisation }.
account-link-do-invite = Ta kontot i bruk via den här länken
account-link-do-reset = Välj ett nytt lösenord via den här länken
account-link-subject-email = Ny e-postadress i Majakka
account-link-what-email = Den här e-postadressen har begärts för ett användarkonto i Majakka. Organisation: { $organisation }.
account-link-do-email = Ta adressen i bruk via den här länken
account-link-until = Länken fungerar en gång och upphör att gälla { $expires }.
account-link-unexpected = Om du inte väntade dig det här meddelandet, öppna inte länken utan kontakta användarstödet.

## Till leverantören, operatören och FPA
escalation-subject = [Störning] { $service }: vi ber om en utredning ({ $reference })
escalation-ask = { $organisation } ber er utreda störningen som beskrivs nedan. Vi ber om svar senast { $answer_by }.
escalation-answer = Berätta i svaret var felet finns, när ni beräknar att det är åtgärdat och vilket ärendenummer ni har. Ange referensen { $reference }.
escalation-no-patient-data = Skicka inte personbeteckningar eller patientuppgifter per e-post.
kela-cover-subject = Störningsanmälan: { $service }, { $organisation } ({ $reference })
kela-cover-attached = Bifogat finns blanketten för störningsanmälan (PDF) och samma uppgifter i JSON-format.
kela-cover-screenshots = Även skärmbilder är bifogade. De innehåller inga personuppgifter.
kela-cover-call = Vi anmäler störningen även per telefon.
kela-cover-patient = Patient- eller klientuppgifter lämnar vi vid behov separat på ett skyddat sätt.

## Provmeddelande
mail-route-test-subject = Majakka: provmeddelande via { $route }
mail-route-test-text = Detta är ett provmeddelande från Majakka. Det har inget annat ärende och behöver inte besvaras. Väg: { $route }. Sänt { $at }.
account-notice-when = Tid: { $when }. Organisation: { $organisation }.
account-notice-not-you = Om det inte var du, kontakta genast användarstödet.
account-notice-subject-opened = Ditt användarkonto i Majakka har öppnats
account-notice-opened = Ditt användarkonto i Majakka har tagits i bruk.
account-notice-subject-link-used = En engångslänk till Majakka har använts
account-notice-link-used = Ett nytt lösenord har valts för ditt användarkonto i Majakka med en engångslänk.
account-notice-subject-password-changed = Ditt lösenord i Majakka har bytts
account-notice-password-changed = Lösenordet för ditt användarkonto i Majakka har bytts.
account-notice-subject-email-asked = En ny adress har begärts för ditt användarkonto i Majakka
account-notice-email-asked = E-postadressen { $detail } har begärts för ditt användarkonto i Majakka. Den börjar gälla när länken som skickades dit används.
account-notice-subject-email-changed = Adressen för ditt användarkonto i Majakka har bytts
account-notice-email-changed = E-postadressen för ditt användarkonto i Majakka är nu { $detail }. Inga länkar skickas längre till den här adressen.
account-notice-subject-roles-changed = Dina roller i Majakka har ändrats
account-notice-roles-changed = Rollerna för ditt användarkonto i Majakka är nu: { $detail }.
account-notice-subject-factor-added = Ett sätt att identifiera sig har lagts till i Majakka
account-notice-factor-added = En identifieringsapp eller en nyckel har tagits i bruk för ditt användarkonto i Majakka.
account-notice-subject-factor-removed = Ett sätt att identifiera sig har tagits bort i Majakka
account-notice-factor-removed = En identifieringsapp eller en nyckel har tagits bort från ditt användarkonto i Majakka.
account-notice-subject-recovery-code-used = En reservkod till Majakka har använts
account-notice-recovery-code-used = Någon har loggat in i Majakka med din reservkod. Oanvända reservkoder kvar: { $detail }.
account-notice-subject-recovery-codes-made = Dina reservkoder till Majakka har bytts
account-notice-recovery-codes-made = Nya reservkoder har skapats för ditt användarkonto i Majakka. De tidigare reservkoderna gäller inte längre.
account-notice-subject-guessed = Någon har försökt gissa ditt lösenord i Majakka
account-notice-guessed = Någon har många gånger försökt logga in på ditt användarkonto i Majakka med fel lösenord. Inloggning från okända webbläsare är spärrad en stund. Med en webbläsare som du har använt förut kommer du in.
account-notice-subject-new-browser = Inloggning i Majakka med en ny webbläsare
account-notice-new-browser = Någon har loggat in i Majakka med ditt användarkonto i en webbläsare som inte har använts tidigare: { $detail }.
refusal-alarm-subject = Ovanligt många försök avvisades
refusal-alarm-what = I loggen finns { $refusals } avvisade försök under { $minutes } minuter, från och med { $since }.
refusal-alarm-do = Någon kan gissa lösenord, länkar eller tokens, eller så använder ett system en token som har gått ut. Se i granskningsloggen från vilka adresser försöken kommer. Nästa larm kommer tidigast om sex timmar.
