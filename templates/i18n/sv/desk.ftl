# Helpdeskens vyer: läget, störningen, meddelandena.
desk-glance = Läget
desk-glance-changed = Läget har uppdaterats.
desk-gateway-email = E-posten går inte iväg (sedan { $since })
desk-gateway-sms = Textmeddelandena går inte iväg (sedan { $since })
desk-gateway-reply = { $route } svarar: { $reply }
desk-gateway-ours = Svaret gäller oss, inte mottagarna: kontakta tjänstens administratör och visa det.
desk-gateway-waits = Inget har förkastats: meddelandena väntar och går iväg av sig själva. Ring i brådskande ärenden.
desk-search = Sök
desk-upstream = Andras meddelanden
desk-log-report = Anteckna en anmälan
desk-new = Nya anmälningar
desk-burning = Öppna störningar
desk-promised = Kommande tidsfrister
desk-all-reports = Alla anmälningar
desk-newer-reports = Nyare
desk-newest-reports = Nyaste
desk-oldest-reports = Äldsta
desk-older-reports = Äldre
desk-all-incidents = Alla störningar
desk-breaks = Underhållsavbrott
desk-no-new = Inga nya anmälningar.
desk-no-burning = Inga öppna störningar.
desk-no-promised = Inga kommande tidsfrister.
desk-late = Försenat:
desk-undecided = inte bedömd än
desk-belongs-to-break = Hör till ett underhållsavbrott
desk-place-it = Koppla till en störning
desk-reports = { $count ->
    [one] 1 anmälan
   *[other] { $count } anmälningar
  }
desk-organisation-count = { $count } organisationer
desk-newest-report = den nyaste { $at }
desk-began = började { $at }
desk-and-others = { $organisation } och { $count ->
    [one] 1 annan
   *[other] { $count } andra
  }
desk-answer-from = Svar från { $partner }
desk-break-starts = Avbrottet börjar:
desk-break-ends = Avbrottet slutar:
desk-open-since = öppen sedan { $at }

## Nästa steg
desk-next-step = Nästa steg
desk-next-triage = Bedöm vad störningen beror på
desk-next-kela-call = Ring FPA:s tekniska stöd
desk-next-kela-form = Skicka blanketten till FPA
desk-next-vendor = Kontakta systemleverantören
desk-next-operator = Kontakta teleoperatören eller förmedlaren
desk-next-first = Skriv det första meddelandet
desk-next-late = Skriv det försenade meddelandet
desk-next-update = Skriv ett lägesmeddelande
desk-next-answer = Besvara frågorna
desk-next-tasks = Utför de öppna uppgifterna
desk-next-close = Avsluta störningen
desk-next-elsewhere = Sköts av { $desk }. Följ läget
desk-next-rest = Inget kvar att göra.
desk-next-whose = ({ $role })
desk-duty-unheard = Jouren kunde inte larmas { $at }: ingen står på jourlistan. Sköt störningen eller ring jouren.
desk-troubles = Det här hindrar meddelanden från att komma fram
desk-trouble-unheard = Larmet om störningen { $reference } nådde ingen ({ $at }).
desk-trouble-not-introduced = Majakka vet inte ännu vems installation detta är.
desk-trouble-nobody-on-duty = Jourlistan är tom: larmen når ingen.
desk-trouble-no-number = Meddelandenas kontaktuppgift saknar telefonnummer.
desk-trouble-no-gateways = Inga meddelanden skickas: e-post- och sms-tjänst saknas. Meddelandena sparas som filer.
desk-trouble-no-mail = Ingen e-post skickas: e-posttjänst saknas. Meddelandena sparas som filer.
desk-trouble-no-sms = Inga sms skickas: sms-tjänst saknas. Meddelandena sparas som filer.
desk-trouble-settings = Rätta i inställningarna
desk-trouble-ask = Be administratören rätta det här.
desk-promise = Nästa uppdatering är utlovad
desk-promise-late = Det utlovade meddelandet är försenat
desk-tasks = Öppna uppgifter
desk-graph-link = Vad störningen påverkar (diagram)

## Störningens sida
desk-tabs = Störningens delar
desk-tab-triage = Bedömning
desk-tab-reports = Anmälningar
desk-tab-escalation = Skicka vidare
desk-tab-bulletins = Meddelanden
desk-tab-duties = Uppgifter
desk-tab-timeline = Händelser
desk-story-left-out = Här saknas ankomsten av { $count } anmälningar, så att beslut och meddelanden syns.
desk-story-to-reports = Se anmälningarna
desk-only-proposed = bara ett förslag
desk-merged = Störningen har slagits ihop med en annan
desk-confidence = tillförlitlighet { $confidence }
desk-kela-sign = FPA: { $state }
desk-stale-title = Någon annan hann ändra störningen
desk-stale-text = Inget sparades och inget skrevs över. Nedan ser du läget nu och det du skrev. Kontrollera och skicka sedan på nytt.

## Bedömning
desk-proposal = Förslag
desk-origin = Vad störningen beror på
desk-confidence-label = Tillförlitlighet
desk-effect = Påverkan
desk-extent = Omfattning
desk-criticality = Allvarlighet
desk-service = Tjänst
desk-kela-report = Anmälan till FPA
desk-kela-call = Samtal till FPA
desk-reasons = Motivering
desk-changes = Vad som skulle ändra förslaget
desk-decided-agrees = Beslutet är detsamma som förslaget
desk-decided-differs = Beslutet avviker från förslaget
desk-decide = Besluta
desk-reason = Motivering
desk-reason-hint = Vad grundar sig beslutet på? Motiveringen sparas bland störningens händelser.
desk-save-decision = Spara beslutet
desk-effect-assumed = { $effect } (antagande: anmälaren sade inget)
desk-accept = Godkänn förslaget
desk-accept-hint = Förslagets grunder sparas som motivering.
desk-decide-otherwise = Besluta något annat
desk-evidence = Observationer
desk-shared = Gemensamt för alla anmälare
desk-operator = Teleoperatör
desk-broker = Kanta-förmedlare
desk-point = Anslutningspunkt
desk-vendor = Systemleverantör
desk-region = Region
desk-announcements = Andras meddelanden
desk-announcement = Meddelande
desk-source = Källa
desk-since = Sedan
desk-over = avslutad
desk-chains = Förbindelsen lager för lager
desk-organisation = Organisation
desk-reporter = har anmält
desk-layer-relay = Förmedling
desk-layer-attribute = Attribut
desk-layer-service = Kanta-tjänsten
desk-not-probed = inte mätt
desk-more-organisations = Dessutom { $count } andra organisationer.
desk-enter-probe = Anteckna en mätning
desk-merge = Slå ihop med en annan störning
desk-merge-warning = Sammanslagningen kan ångras i 10 minuter. Anmälningar och uppgifter flyttas till den valda störningen, och den här störningen stängs.
desk-merge-into = Störning som tar emot denna
desk-merge-do = Slå ihop störningarna
desk-merge-undo = Ångra sammanslagningen
desk-choose = Välj

## Anmälningar
desk-report = Anmälan
desk-received = Inkommen
desk-select = Välj
desk-select-report = Välj anmälan { $reference }
desk-safety-risk = patientsäkerheten hotad
desk-privacy-risk = dataskyddet hotat
desk-move-to = Flytta till störningen
desk-move-selected = Flytta de valda
desk-split-selected = Skilj de valda till en egen störning

## Vidare
desk-kela = Anmälan till FPA
desk-call-owed = Utöver blanketten ska man ringa
desk-form-incomplete = Blanketten kan inte skickas än
desk-form-incomplete-text = Blanketten kräver en teknisk kontaktperson vid en organisation som anmält, med namn, telefonnummer och e-postadress.
desk-form-preview = Granska blanketten före utskick
desk-form-pdf = Blanketten som PDF
desk-form-json = Blankettens fält
desk-note = Tilläggsuppgift
desk-note-kela = Tilläggsuppgift till FPA
desk-note-hint = Skriv inga patientuppgifter.
desk-pictures = Skärmbilder som bifogas
desk-pictures-hint = Granska varje bild innan du bifogar den.
desk-picture = Bild { $number }
desk-picture-tick = Jag har granskat bilden: den innehåller inga personuppgifter.
desk-kela-confirm = Skicka blanketten till FPA?
desk-send-kela = Skicka blanketten till FPA
desk-kela-sent = Blanketten skickades { $at }.
desk-form-to = Mottagare
desk-form-from = Avsändare
desk-form-contact = Kontaktperson
desk-send-kela-again = Skicka på nytt
desk-kela-confirm-again = Blanketten har redan skickats. Ska den skickas på nytt?
desk-send-vendor = Skicka till leverantören
desk-send-operator = Skicka till operatören eller förmedlaren
desk-told-at = Meddelat { $at }.
desk-send-vendor-again = Skicka till leverantören på nytt
desk-send-operator-again = Skicka till operatören eller förmedlaren på nytt
desk-send-again-confirm = Uppgifterna har redan skickats. Ska de skickas på nytt?
desk-call = Ring
desk-script = Vad du säger
desk-script-who = Det här är { $name }. Jag anmäler en störning, vår referens är { $reference }.
desk-script-what = Det gäller { $service }, och störningen { $effect }. Den började { $began }.
desk-script-how-far = Omfattning: { $extent }. Anmälningar: { $count }. Blanketten har skickats eller kommer per e-post.
desk-script-ask = Känner ni till störningen, vilket är ert ärendenummer och när hör vi mer?
desk-call-to = Vem man ringde
desk-call-by = Vem som ringde
desk-call-outcome = Hur det gick
desk-call-note = Vad som avtalades
desk-call-note-hint = Till exempel mottagarens ärendenummer.
desk-log-call = Anteckna samtalet
desk-calls = Ringda samtal
desk-escalated = Skickat vidare
desk-answer-by = svar senast { $at }
desk-answered = Besvarat { $at }
desk-ticket = ärende { $ticket }
desk-mended-by = utlovat klart { $at }
desk-note-answer = Anteckna svaret
desk-answer-text = Vad svarades
desk-answer-ticket = Svararens eget ärendenummer
desk-answer-promised = När är det utlovat klart
desk-not-mailed = e-postadress saknas: ring

## Meddelanden
desk-meter = Skickat
desk-meter-id = sent-{ $id }
desk-failed = { $count ->
    [one] 1 kom inte fram
   *[other] { $count } kom inte fram
  }
desk-send-again = Skicka på nytt till dem som inte nåddes
desk-no-bulletins = Inga meddelanden har skickats ännu.
desk-deliveries = { $count ->
    [one] 1 meddelande
   *[other] { $count } meddelanden
  }
desk-next-word = Nästa uppdatering senast { $at }
desk-composer-title = { $what }: { $reference }
desk-compose-first = Skriv det första meddelandet
desk-compose-update = Skriv en lägesuppdatering
desk-compose-correction = Rätta meddelandet
desk-compose-withdrawal = Återta ett felaktigt meddelande
desk-compose-resolved = Berätta att störningen är över
desk-preview = Så här skulle det gå ut
desk-translations = En språkversion saknas eller motsvarar kanske inte de andra
desk-translations-label = Språkversioner
desk-translations-hint = Ändra texten, töm den eller bekräfta att du har läst den. Om ett språk saknas ser läsarna texten på finska.
desk-translations-confirm = Jag har granskat språkversionerna: publicera så här
desk-translation-missing = { $language }, { $text }: saknas
desk-translation-unchanged = { $language }, { $text }: motsvarar kanske inte den ändrade texten
desk-fact-instructions = anvisning för yrkespersoner
desk-fact-citizen-instructions = anvisning för kunder
desk-fact-why = varför meddelandet återkallas
desk-lacking = Texter saknas; de visas på ett annat språk
desk-fact-impact = vad som hänt
desk-fact-changed = vad som ändrats
desk-fact-whom = vem det gäller
desk-fact-works = vad som fungerar
desk-fact-instructions-professional = anvisning till yrkespersoner
desk-fact-instructions-citizen = anvisning till klienter
desk-fact-instructions-sms = anvisning i textmeddelandet
desk-fact-cause = orsak
desk-fact-check = vad som ska kontrolleras
desk-fact-follow-up = vad som återstår
desk-sms-too-long = Textmeddelandet ryms inte i ett meddelande
desk-sms-too-long-text = Förkorta raden ”Vad som hänt” eller kryssa för ”Skicka ändå”.
desk-recipients = { $count ->
    [one] 1 mottagare
   *[other] { $count } mottagare
  }
desk-more-recipients = Dessutom { $count } andra.
desk-no-recipients = Ingen skulle få meddelandet
desk-no-recipients-text = Kontrollera störningens omfattning och organisationernas mottagare.
desk-recipient-role = mottagare av meddelanden
desk-recipient-told = har fått ett tidigare meddelande
desk-name = Namn
desk-channel = Kanal
desk-why = Varför
desk-impact = Vad som hänt
desk-break-impact = Vad avbrottet hindrar
desk-impact-hint = En kort rad utan punkt. Den står också i textmeddelandet.
desk-impact-prevents = { $function } fungerar inte
desk-impact-degrades = { $function } är långsamt eller avbryts
desk-impact-prevents-several = { $functions } fungerar inte
desk-impact-degrades-several = { $functions } är långsamma eller avbryts
desk-impact-and-others = { $function } och andra funktioner
desk-unchanged = Skicka ”Ingen ändring”
desk-unchanged-hint = Om inget har ändrats kan du berätta det med en knapptryckning. Anvisningarna och uppskattningen förblir desamma.
desk-changed = Vad som ändrats
desk-cause = Orsak
desk-cause-hint = Berätta orsaken, eller att den utreds.
desk-withdrawn = Det här återkallas
desk-withdraw-which = Vad återkallas
desk-withdraw-newest = Det senaste meddelandet. Det tidigare gäller fortfarande.
desk-withdraw-all = Alla meddelanden: det fanns ingen störning, eller uppgifterna var fel från början.
desk-why-withdrawn = Varför meddelandet återkallas
desk-why-withdrawn-hint = Det här går till alla som fick meddelandet och till den offentliga sidan. Berätta vad som var fel och hur det är. Upprepa inte den felaktiga uppgiften.
desk-ended-at = När störningen upphörde
desk-next-update-field = Nästa uppdatering senast
desk-next-update-hint = Ett löfte som mottagarna väntar på.
desk-eta = Beräknas vara åtgärdad
desk-eta-hint = Tomt: inte känt.
desk-more-texts = Vad som fungerar och hur man gör
desk-works = Vad som fungerar
desk-instructions = Anvisning till yrkespersoner
desk-citizen-instructions = Anvisning till klienter och patienter
desk-instructions-hint = Tomt: tjänstekatalogens anvisning.
desk-whole-services = Tjänster som helt är ur bruk
desk-whole-services-hint = Kryssa bara för dem där inget fungerar. Annars gäller meddelandet de anmälda funktionerna.
desk-widen = Utvidga tjänster och mottagare
desk-widen-hint = De som namngetts tidigare är kvar. Nya mottagare får det här meddelandet och alla senare.
desk-widen-services = Vilka andra tjänster berörs helt
desk-widen-organisations = Vem informeras dessutom
desk-audience = Till vem
desk-audience-affected = Till dem som störningen berör
desk-audience-named = Till valda organisationer
desk-organisations = Organisationer
desk-organisations-hint = Endast när meddelandet går till valda.
desk-insist-label = Långt textmeddelande
desk-insist = Skicka ändå
desk-insist-hint = Ett meddelande över 160 tecken går i flera delar.
desk-show-preview = Förhandsgranska
desk-publish = Publicera och skicka
desk-publish-confirm = Publicera meddelandet och skicka det till mottagarna?
desk-preview-waits = Förhandsgranskningen visas här när du trycker på Förhandsgranska.
desk-recipient-count = { $people ->
    [one] 1 mottagare
   *[other] { $people } mottagare
  }, { $messages ->
    [one] 1 meddelande
   *[other] { $messages } meddelanden
  }
desk-publish-confirm-reach = Publicera och skicka? { $reach }.

## Uppgifter
desk-done = Klart
desk-no-tasks = Inga öppna uppgifter.
desk-questions = Frågor
desk-needed-before-closing = Ska besvaras före avslutandet.
desk-answer = Svara
desk-save-answer = Spara svaret
desk-clocks = Lagstadgade tidsfrister
desk-clock-started = började { $at }
desk-clock-due = senast { $at }
desk-reported-to = Anmäls till
desk-clock-sent = Anmälan har skickats
desk-clock-not-required = Anmälan behövs inte
desk-clock-reason = Motivering eller referens
desk-clock-mark-sent = Skickad
desk-clock-mark-not-required = Behövs inte
desk-closing = Avslutande
desk-obstacles = Före avslutandet
desk-obstacle-end = Det har inte meddelats att störningen är över
desk-obstacle-whose = (sköts av: { $roles })
desk-closing-hint = Störningen kan avslutas när slutet har meddelats, frågorna har besvarats och uppgifterna är klara. De lagstadgade fristerna löper vidare.
desk-closing-confirm = Avsluta störningen? Den kan inte öppnas på nytt.
desk-close = Avsluta störningen

## Händelser
timeline-by-itself = automatiskt
timeline-opened = Störningen öppnades
timeline-report = En anmälan kopplades
timeline-report-moved = En anmälan flyttades
timeline-partner-answered = Ett svar kom
timeline-report-corrected = En anmälan rättades
timeline-report-rejected = En anmälan avvisades
timeline-triaged = Bedömningen antecknades
timeline-checked = Egna kontroller antecknades
timeline-connection-closed = FPA stängde förbindelsen
timeline-connection-reopened = FPA öppnade förbindelsen
timeline-bulletin = Ett meddelande skickades
timeline-sent-again = Meddelandet skickades på nytt till dem som det inte nådde
timeline-update-late = Det utlovade meddelandet försenades
timeline-escalated = Skickades vidare
timeline-escalated-again = Vidareanmälan skickades på nytt
timeline-escalation-accepted = Mottagarens server tog emot meddelandet
timeline-called = Samtal
timeline-answered = En fråga besvarades
timeline-task-done = En uppgift utfördes
timeline-task-ended = En uppgift upphörde
timeline-clock-warning = Tidsfristen närmar sig
breaches-title = Dataskydd
breaches-what = Din organisation svarar för sitt eget register, också när ett annat användarstöd sköter störningen.
breaches-elsewhere = Störningar som din organisation har anmält till ett annat användarstöd
breaches-risk = dataskyddet kan vara i fara, anmält { $at }
breaches-question = Gäller det en personuppgiftsincident i din organisations eget register?
breaches-none = Din organisation har inte anmält störningar till ett annat användarstöd under ett halvår.
breaches-own = Det egna användarstödets störningar som väntar på din bedömning
timeline-house-answered = Organisationen svarade för sitt eget register
timeline-house-clock-ended = Organisationens egen tidsfrist avslutades
timeline-clock-ended = Tidsfristen avslutades
timeline-delivery-failed = Ett meddelande kom inte fram
timeline-delivery-uncertain = Okänt om ett meddelande kom fram
timeline-delivery-arrived = Meddelandet kom fram till slut
timeline-duty-alerted = Jouren larmades
timeline-duty-unheard = Jouren kunde inte larmas: jourlistan är tom
timeline-bulletin-unheard = Meddelandet nådde ingen
timeline-resolved = Störningen åtgärdades
timeline-closed = Störningen avslutades
timeline-merged-into = Slogs ihop med en annan störning
timeline-took-in = En annan störning slogs ihop med denna
timeline-merge-undone = Sammanslagningen ångrades

## Listor, sökning och anmälan
desk-unplaced = Utan störning
desk-unplaced-reports = Okopplade anmälningar
desk-incidents = Störningar
desk-incident = Störning
desk-state = Läge
desk-opened = Öppnad
desk-older = Äldre
desk-search-label = Nummer, text eller tjänstens namn
desk-search-systems = Namnet avser tjänsten
desk-search-nothing = Inget hittades.
desk-search-hetu = Man kan inte söka med personbeteckning
desk-search-hetu-text = Inga texter innehåller personbeteckningar. Patientreferensen öppnas på anmälans sida.
desk-told = Vad som hände
desk-error-text = Felmeddelande
desk-unit = Enhet
desk-workstation = Arbetsstation
desk-application = Program
desk-occurred = Observerat
desk-told-by = Anmälare
desk-entered-by = Inskriven av
desk-callback = Återuppringning
desk-email = E-post
desk-screenshots = Skärmbilder
desk-patient = Patientreferens
desk-patient-sealed = { $count ->
    [one] Anmälan har 1 förseglad patientreferens.
   *[other] Anmälan har { $count } förseglade patientreferenser.
  }
desk-patient-purpose = Varför du behöver referensen
desk-patient-purpose-hint = Öppnandet och orsaken antecknas i loggen. Referensen visas en gång.
desk-patient-open = Öppna patientreferensen
desk-patient-opened = Patientreferens (visas bara nu)
desk-patient-not-yours = Användarstödet och dataskyddsombudet kan öppna referensen.
desk-belongs = Vart den hör
desk-belongs-nowhere = Inte till någon störning.
desk-may-belong = Kunde höra till
desk-fits-announcement = samma meddelande { $id } förklarar båda
desk-fits-break = båda beror på avbrottet { $id }
desk-fits-function = samma tjänst och funktion
desk-fits-dependency = { $system } tar bort båda funktionerna
desk-move-this = Flytta
desk-split-this = Skilj till en egen störning
desk-correct = Rätta anmälan
desk-correct-hint = Anmälarens egna ord bevaras. Bedömningen räknas om utifrån de rättade uppgifterna.
desk-correct-matter = Tjänst och funktion
desk-correct-effect = Påverkan
desk-correct-occurred = Observerad
desk-correct-risks = Risker
desk-correct-reason = Varför
desk-correct-reason-hint = Anmälaren får motiveringen per e-post, om hon lämnade sin adress.
desk-correct-this = Rätta
desk-end-report = Avvisa eller stäng
desk-end-how = Hur
desk-end-this = Slutför
desk-report-ended = Anmälan är slutförd
desk-report-ended-by = { $how }. { $by }, { $at }.
problem-no-report-chosen = Välj först minst en anmälan.

## Andras meddelanden, mätningar och underhållsavbrott
desk-runs = pågår
desk-only-for-desk = bara { $desk }
desk-counts-for-desk = Uppgiften påverkar bara ert eget användarstöds störningar tills värdorganisationen bekräftar den för alla.
desk-correct-announcement = Rätta
desk-retract = Ta bort anteckningen
desk-retract-confirm = Ska anteckningen, som inte borde ha gjorts, tas bort? Den förklarar inte längre störningar, och skyldigheter som den avslutade återkommer.
desk-confirm-announcement = Bekräfta för alla
desk-measured = Senast antecknade mätningar
desk-remove-probe = Ta bort
desk-remove-probe-confirm = Ska mätningen, som inte borde ha antecknats, tas bort?
desk-mark-over = Markera som avslutat
desk-no-announcements = Inga meddelanden från andra.
desk-sources = Informationskanaler
desk-readable = kan läsas
desk-unreadable = kan inte läsas
desk-enter-announcement = Anteckna ett meddelande
desk-announcement-id = Meddelandets nummer
desk-announcement-id-hint = Samma nummer ersätter det tidigare.
desk-kind = Typ
desk-headline = Rubrik
desk-starts = Börjar
desk-ends = Slutar
desk-only-for-breaks = Bara för underhållsavbrott.
desk-services = Tjänster
desk-save-announcement = Spara meddelandet
desk-reach = Kan kanalen läsas
desk-mark-unreadable = Svarar inte
desk-mark-readable = Svarar igen
desk-probe-organisation = Från vilken organisation man mätte
desk-probe-service = Eller vilken tjänst man mätte
desk-probe-service-hint = Bara om mätningen inte gäller någon organisations egen förbindelse.
desk-layer = Lager
desk-result = Resultat
desk-save-probe = Spara mätningen
desk-not-yours = Din roll räcker inte till det här.
desk-break-planned = kommande
desk-break-runs = pågår
desk-break-over = avslutat
desk-break-cancelled = inställt
desk-break-end = Avbrottets slut
desk-break-open-end = Sluttiden är inte känd
desk-break-open = Avbrottet pågår, sluttiden är inte känd:
desk-break-over-now = Avbrottet är över: informera
desk-break-over-confirm = Ska mottagarna få veta att avbrottet är över?
desk-break-announced = Ett avbrott som andra har meddelat: bara den som meddelat flyttar eller ställer in det, och mottagarna informeras.
desk-break-change = Flytta eller ställ in
desk-break-move = Flytta och meddela
desk-break-cancel = Ställ in och meddela
desk-break-cancel-confirm = Ställa in avbrottet och meddela mottagarna?
desk-no-breaks = Inga underhållsavbrott planeras.
desk-plan-break = Nytt underhållsavbrott
desk-break-id = Nummer
desk-break-id-hint = Högst 11 tecken, till exempel SERVICE-12. Det står också i textmeddelandet.
desk-break-whom = Vem avbrottet berör
desk-break-shown = Var avbrottet syns
desk-break-shown-hint = Alltid på de organisationers sidor som det gäller och i deras kalendrar. Den sida som är för alla läses också av klienter.
desk-break-shown-by-whom = På sidan för alla, om det gäller alla organisationer
desk-break-shown-everybody = På sidan för alla
desk-break-shown-concerned = Bara på sidorna för dem som det gäller
desk-break-shown-to-everybody = Syns på sidan för alla och i dess kalender
desk-break-shown-to-concerned = Syns bara på sidorna för de organisationer som det gäller
desk-break-plan = Planera och meddela
desk-break-plan-confirm = Avbrottet meddelas genast. Fortsätta?
desk-break-goes-on = Avbrottet fortsätter: öppna en störning
desk-break-goes-on-how = En störning öppnas för det här avbrottet, och ett meddelande kan skrivas genast.
desk-break-goes-on-says = Underhållsavbrottet { $id } fortsätter efter det planerade slutet.
desk-break-before = Tidigare tid:
desk-break-later = Senare återkommande avbrott ({ $count })
desk-breaks-ahead = Kommande och pågående
desk-breaks-past = Avslutade och inställda
desk-series = Återkommande avbrott
desk-series-next = Nästa nya avbrott till kalendern:
desk-series-repeats = Återkommer:
desk-series-end = Avsluta serien
desk-series-end-confirm = Ställa in alla kommande avbrott i serien?
desk-repeats = Återkommer
desk-repeats-hint = Det första avbrottet meddelas genast, de följande vart och ett i sinom tid. Varje avbrott kan flyttas eller ställas in för sig.
desk-repeats-no = Återkommer inte
desk-repeats-weekly = Varje vecka
desk-repeats-fortnightly = Varannan vecka
desk-repeats-monthly = Varje månad på samma veckodag, till exempel den andra torsdagen
desk-repeats-own = Egen regel
desk-rule = Regel
desk-rule-hint = Endast för en egen regel, i formen RRULE, till exempel FREQ=MONTHLY;BYDAY=-1SU.
desk-until = Sista dag
desk-until-hint = Tomt: återkommer tills serien avslutas.
desk-graph = Vad störningen påverkar
desk-graph-hits = Följder
desk-graph-itself = (störningen är här)
desk-graph-through = { $system } hindrar: { $functions }
desk-graph-through-whole = { $system } hindrar alla funktioner
desk-graph-none = Inga publicerade följder.
desk-graph-title = Tjänsterna och vad de behöver
desk-graph-text = Till vänster finns det som Kanta behöver, till höger Kanta-tjänsterna. En tjock linje visar vad som tar bort vad. Samma sak sägs i listan ovan.

## Svar till anmälarna
desk-reply = Svara anmälarna
desk-reply-note = Vad som berättas
desk-reply-whom = Till vem
desk-reply-send = Skicka svaret
timeline-replied = Anmälarna fick ett svar

## Egna kontroller
desk-checks = Egna kontroller
desk-checks-finished = Alla kontroller är gjorda.
desk-checks-left = { $count ->
    [one] 1 kontroll återstår.
   *[other] { $count } kontroller återstår.
  }
desk-checks-note = Anteckna kontroller
desk-checks-made = Vad som har kontrollerats
desk-checks-hint = Kryssa bara för det som någon verkligen har kontrollerat. Ditt namn och tiden antecknas.
desk-save-checks = Spara kontrollerna
desk-check-made = Kontrollerat: { $check }
desk-check-undone = Anteckningen borttagen: { $check }

## Stängd förbindelse
desk-connection = FPA har stängt förbindelsen
desk-connection-if = Om FPA stänger förbindelsen
desk-connection-closed = Förbindelsen stängdes { $at }
desk-connection-note = Anteckna att förbindelsen är stängd
desk-connection-reason = Vems förbindelse är stängd, och vad kräver FPA
desk-connection-hint = Störningen kan avslutas först när förbindelsen har öppnats.
desk-connection-save = Anteckna som stängd
desk-connection-proof = Utredningen som ledde till att FPA öppnade förbindelsen
desk-connection-proof-hint = Vad som åtgärdades, vem som säkerställde det och vem på FPA som godkände det. Skriv inga patientuppgifter.
desk-connection-reopen = Anteckna att förbindelsen är öppen
desk-connection-reopened = Förbindelsen öppnades { $at }

## Förslag och beslut
desk-agreement = Hur ofta förslaget har godkänts
desk-agreement-lead = Varje beslut jämförs med det som föreslogs när beslutet fattades.
desk-agreement-all = { $decisions ->
    [one] Det finns 1 beslut, av vilka { $agreed } enligt förslaget ({ $percent } %).
   *[other] Det finns { $decisions } beslut, av vilka { $agreed } enligt förslaget ({ $percent } %).
  }
desk-agreement-none = Det finns inga beslut ännu.
desk-agreement-origins = Enligt föreslagen orsak
desk-agreement-confidences = Enligt hur säkert förslaget var
desk-agreement-duties = Enligt föreslagen anmälan till FPA
desk-proposed = Förslag
desk-decisions = Beslut
desk-agreed = Enligt förslaget
desk-share = Andel
desk-percent = { $percent } %

## Review
desk-review = Utvärdering på den offentliga sidan
desk-review-how = Berätta vad som hände, varför, och vad som görs för att det inte ska hända igen. Texten syns på störningens egen sida för alla som ser störningen. Text på finska behövs; de andra språken är frivilliga.
desk-review-save = Publicera utvärderingen
timeline-reviewed = Utvärderingen publicerades

## Svar som kommit
desk-replies = Svar
desk-replies-what = Sms som mottagare har skickat tillbaka. En kvittens antecknas på meddelandet av sig själv. Ingen slutar få meddelanden genom att be om det: ta kontakt och besluta.
desk-replies-none = Det finns inga svar.
desk-replies-open = { $count ->
    [one] 1 svar väntar
   *[other] { $count } svar väntar
 }
desk-reply-from = Från
desk-reply-text = Meddelande
desk-reply-when = När
desk-reply-about = Angående
desk-reply-meaning = Betyder
desk-reply-no-text = (tomt meddelande)
desk-reply-about-nothing = Inget meddelande har skickats till numret.
desk-reply-handle = Markera som skött
desk-reply-handle-of = Markera som skött: { $sender }
desk-reply-handled = skött av { $by } { $at }
desk-reply-noted = antecknat som meddelandets kvittens
