# Ordlistans namn: lista-ord, så som core/domain/src/terms.rs känner dem.

## Orsakens plats
origin-local = egen utrustning, eget system eller nät
origin-network = datakommunikation eller förmedlare
origin-dependency = en annan tjänst som Kanta behöver
origin-kanta = Kanta-tjänsterna
origin-undetermined = ännu inte klarlagt

## Konsekvens
effect-none = hindrar inte användningen
effect-degrades = stör användningen
effect-prevents = hindrar användningen

## Omfattning
extent-workstation = en arbetsstation
extent-unit = en enhet
extent-organisation = en organisation
extent-regional = regional
extent-nationwide = riksomfattande

## Kritiskhet
criticality-minor = lindrig
criticality-major = betydande
criticality-critical = kritisk

## Säkerhet
confidence-low = låg
confidence-medium = måttlig
confidence-high = hög

## Anmälan till FPA
kela-report-no = behövs inte
kela-report-should = bör övervägas
kela-report-must = ska göras
criterion-K1 = Störningen hindrar eller fördröjer avsevärt användningen av Kanta-tjänsterna
criterion-K2 = Störningen har lokaliserats till en helhet som FPA ansvarar för
criterion-K3 = Patientsäkerheten eller klientens service kan äventyras
criterion-K4 = Dataskyddet kan äventyras
criterion-K5 = Det har inte kunnat bekräftas att störningen är lokal, och den kan beröra andra
criterion-K6 = Störningen finns inte i Kanta men hindrar användningen av Kanta-tjänsterna

## Förbindelsens lager
layer-tcp = nätförbindelsen till anslutningspunkten (TCP)
layer-tls = den skyddade förbindelsen och certifikaten (TLS)
layer-relay = meddelandeförmedlingen
layer-attribute = roll- och attributtjänsten
layer-service = Kanta-tjänsten
probe-result-ok = fungerar
probe-result-slow = långsam
probe-result-fail = fungerar inte
announcement-kind-disturbance = störningsmeddelande
announcement-kind-maintenance = underhållsmeddelande

## Organisationer och kontaktpersoner
organisation-kind-wellbeing-county = välfärdsområde
organisation-kind-private-health = privat hälso- och sjukvård
organisation-kind-private-social = privat socialvård
organisation-kind-pharmacy = apotek
organisation-kind-practitioner = självständig yrkesutövare
organisation-kind-broker = Kanta-förmedlare
organisation-kind-host = tjänstens driftsansvariga
organisation-kind-vendor = informationssystemleverantör
contact-kind-person = person
contact-kind-organisation = enhet eller gemensam postlåda
contact-role-bulletin-recipient = mottagare av störningsmeddelanden
contact-role-technical = teknisk kontaktperson
contact-role-dpo = dataskyddsombud
contact-role-administrative = administrativ kontaktperson
contact-role-archivist = arkivskötare
contact-role-billing = kontaktperson för fakturering
contact-role-imaging-technical = teknisk kontakt för datalagret för bildmaterial
contact-role-comms-owner = ansvarig för störningskommunikationen
account-role-end-user = anmälare
account-role-helpdesk = användarstöd
account-role-comms-owner = ansvarig för störningskommunikationen
account-role-vendor = systemleverantör eller förmedlare
account-role-dpo = dataskyddsombud
account-role-admin-contact = administrativ kontaktperson
account-role-auditor = logggranskare
account-role-system-admin = huvudanvändare
token-scope-report = anmäler störningar
token-scope-read = frågar hur det går med anmälningar
token-scope-evidence = hämtar in mätningar och andras meddelanden (endast tjänstens driftsansvariga)
token-life-month = 30 dagar
token-life-quarter = 90 dagar
token-life-year = ett år
token-life-two-years = två år
token-overlap-none = upphör genast
token-overlap-day = ett dygn
token-overlap-week = en vecka
token-overlap-month = 30 dagar
audience-professional = för yrkesutbildade personer
audience-citizen = för klienter och patienter

## Språk och kanaler
language-fi = finska
language-sv = svenska
language-en = engelska
channel-sms = textmeddelande
channel-email = e-post

## Meddelanden
message-first = första meddelandet
message-update = lägesmeddelande
message-nochange = ingen ändring
message-resolved = slutmeddelande
message-correction = rättelse
message-withdrawal = återkallelse
message-maint-advance = underhållsmeddelande
message-maint-start = underhållet började
message-maint-end = underhållet är klart
message-maint-moved = underhållet flyttas
message-maint-cancelled = underhållet är inställt
message-staff-alarm = påminnelse om försenat meddelande
message-duty-alert = jourlarm
message-route-alarm = larm om en förmedlare
message-refusal-alarm = larm om avvisade försök
message-escalation = vidareanmälan om störning
message-progress = besked till anmälaren
message-account-link = länk till användarkonto
message-account-notice = meddelande om användarkonto

## Störningens förlopp
incident-state-open = öppen
incident-state-active = information skickad
incident-state-resolved = löst
incident-state-closed = avslutad
kela-state-none = inte anmäld
kela-state-form-sent = blanketten skickad
kela-state-complete = anmäld
delivery-state-queued = i kö
delivery-state-sent = skickat
delivery-state-delivered = framme
delivery-state-failed = nådde inte fram
delivery-state-superseded = ersatt av ett nyare
delivery-state-uncertain = okänt om det kom fram
reply-meaning-acknowledged = kvittens
reply-meaning-stop = vill inte ha fler meddelanden
reply-meaning-other = ska läsas
failure-cause-wrong-number = numret används inte eller tar inte emot sms
failure-cause-wrong-address = e-postadressen finns inte
failure-cause-mailbox-full = postlådan är full
failure-cause-given-up = mottagarens server tog inte emot meddelandet inom utsatt tid
failure-cause-unreachable = telefonen nåddes inte
failure-cause-expired = telefonen nåddes inte medan meddelandet gällde
failure-cause-barred = den mottagande servern, operatören eller mottagaren spärrade meddelandet
failure-cause-unsaid = orsaken angavs inte
escalation-target-vendor = systemleverantören
escalation-target-operator = teleoperatören eller förmedlaren
escalation-target-kela = FPA:s tekniska stöd
call-outcome-reached = svarade
call-outcome-no-answer = inget svar
report-end-rejected = ingen störning: anmälan avvisas
report-end-closed = behandlad: anmälan stängs

## Frågor, uppgifter och frister
question-customer-notice = Informeras klienterna?
question-safety-report = Ska en anmälan om risksituation göras?
question-data-breach = Är det fråga om en personuppgiftsincident?
question-kela-register = Hör uppgifterna till ett register vars personuppgiftsansvarig är FPA (till exempel Receptcentret)?
question-significant-incident = Är det fråga om en betydande cyberincident?
yes-no-yes = ja
yes-no-no = nej
task-kela-form = Skicka blanketten för störningsanmälan till FPA
task-kela-call = Ring FPA:s tekniska stöd
task-vendor-contact = Kontakta systemleverantören
task-operator-contact = Kontakta teleoperatören eller förmedlaren
task-update-due = Skriv det utlovade meddelandet
task-customer-notice = Informera klienterna
task-safety-report-fimea = Gör en anmälan om risksituation till Fimea
task-safety-report-lvv = Anmäl den betydande avvikelsen till tillsynsmyndigheten
task-dpo-assessment = Dataskyddsombudets bedömning
task-kela-breach-notice = Meddela FPA om incidenten i dess register
task-verify-saved = Kontrollera att uppgifter som förts in under störningen har sparats
task-reconcile = Gå igenom pappers- och telefonrecepten
task-contact-fix = Rätta kontaktuppgiften
task-connection-reopening = Ge FPA en utredning så att den stängda förbindelsen öppnas
task-stop-wish = Mottagaren ber om att inte få fler sms: ta kontakt och besluta
clock-gdpr-33 = Anmälan till dataombudsmannen (72 timmar)
clock-nis2-first = Första anmälan om cyberincidenten (24 timmar)
clock-nis2-followup = Uppföljande anmälan om cyberincidenten (72 timmar)
clock-nis2-final = Slutrapport om cyberincidenten (en månad)

## Tjänstens status
service-state-ok = fungerar
service-state-unknown = inte känt
service-state-maintenance = underhållsavbrott
service-state-degraded = fungerar delvis eller långsamt
service-state-down = fungerar inte

## Egna kontroller
guided-check-announcements = Meddelandena från kanta.fi och andra ägare förklarar inte felet
guided-check-other-workstation = Samma fel uppstår på en annan arbetsstation och för en annan användare
guided-check-own-network = Det egna nätet och förbindelsen till anslutningspunkten fungerar
guided-check-certificates = Certifikaten, spärrlistan och datorernas klockor är i ordning
guided-check-own-changes = Ändringarna i de egna systemen har gåtts igenom med leverantören
guided-check-right-place = Kunden använder MittKanta på rätt adress och söker uppgiften på rätt ställe
guided-check-right-provider = Kunden har anlitat den tjänstetillhandahållare vars uppgifter söks
guided-check-archived = Uppgiften har sparats och kopplats till rätt servicehändelse
guided-check-right-person = Uppgiften har sparats med rätt personbeteckning och enligt specifikationerna
guided-check-not-hidden = Uppgiften är varken ogiltigförklarad eller fördröjd, och den finns i en vy som MittKanta visar
