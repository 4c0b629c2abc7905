# Sanaston nimet: luettelo-sana, kuten core/domain/src/terms.rs ne tuntee.

## Mistä häiriö johtuu
origin-local = oma laite, järjestelmä tai verkko
origin-network = tietoliikenne tai välittäjä
origin-dependency = Kannan tarvitsema muu palvelu
origin-kanta = Kanta-palvelut
origin-undetermined = ei vielä selvillä

## Vaikutus
effect-none = ei estä käyttöä
effect-degrades = haittaa käyttöä
effect-prevents = estää käytön

## Laajuus
extent-workstation = yksi työasema
extent-unit = yksi yksikkö
extent-organisation = yksi organisaatio
extent-regional = alueellinen
extent-nationwide = valtakunnallinen

## Kriittisyys
criticality-minor = vähäinen
criticality-major = merkittävä
criticality-critical = kriittinen

## Varmuus
confidence-low = heikko
confidence-medium = kohtalainen
confidence-high = vahva

## Ilmoitus Kelalle
kela-report-no = ei tarvita
kela-report-should = harkittava
kela-report-must = tehtävä
criterion-K1 = Häiriö estää Kanta-palvelujen käytön tai hidastaa sitä merkittävästi
criterion-K2 = Häiriö on paikannettu Kelan vastuulla olevaan kokonaisuuteen
criterion-K3 = Potilasturvallisuus tai asiakkaan palvelu voi vaarantua
criterion-K4 = Tietosuoja voi vaarantua
criterion-K5 = Häiriötä ei ole voitu varmistaa paikalliseksi, ja se voi koskea muitakin
criterion-K6 = Häiriö ei ole Kannassa mutta estää Kanta-palvelujen käytön

## Yhteyden kerrokset
layer-tcp = verkkoyhteys liityntäpisteeseen (TCP)
layer-tls = suojattu yhteys ja varmenteet (TLS)
layer-relay = viestinvälitys
layer-attribute = rooli- ja attribuuttipalvelu
layer-service = Kanta-palvelu
probe-result-ok = toimii
probe-result-slow = hidas
probe-result-fail = ei toimi
announcement-kind-disturbance = häiriötiedote
announcement-kind-maintenance = huoltotiedote

## Organisaatiot ja yhteyshenkilöt
organisation-kind-wellbeing-county = hyvinvointialue
organisation-kind-private-health = yksityinen terveydenhuolto
organisation-kind-private-social = yksityinen sosiaalihuolto
organisation-kind-pharmacy = apteekki
organisation-kind-practitioner = itsenäinen ammatinharjoittaja
organisation-kind-broker = Kanta-välittäjä
organisation-kind-host = palvelun ylläpitäjä
organisation-kind-vendor = järjestelmätoimittaja
contact-kind-person = henkilö
contact-kind-organisation = yksikkö tai yhteinen postilaatikko
contact-role-bulletin-recipient = häiriötiedotteen vastaanottaja
contact-role-technical = tekninen yhteyshenkilö
contact-role-dpo = tietosuojavastaava
contact-role-administrative = hallinnollinen yhteyshenkilö
contact-role-archivist = arkistonhoitaja
contact-role-billing = laskutuksen yhteyshenkilö
contact-role-imaging-technical = Kuva-aineistojen tietovarannon tekninen yhteystaho
contact-role-comms-owner = häiriöviestinnästä vastaava
account-role-end-user = ilmoittaja
account-role-helpdesk = käyttötuki
account-role-comms-owner = häiriöviestinnästä vastaava
account-role-vendor = järjestelmätoimittaja tai välittäjä
account-role-dpo = tietosuojavastaava
account-role-admin-contact = hallinnollinen yhteyshenkilö
account-role-auditor = lokien tarkastaja
account-role-system-admin = pääkäyttäjä
token-scope-report = ilmoittaa häiriöistä
token-scope-read = kysyy ilmoitusten tilaa
token-scope-evidence = tuo mittauksia ja muiden tiedotteita (vain palvelun ylläpitäjä)
token-life-month = 30 päivää
token-life-quarter = 90 päivää
token-life-year = vuoden
token-life-two-years = kaksi vuotta
token-overlap-none = lakkaa heti
token-overlap-day = vuorokauden
token-overlap-week = viikon
token-overlap-month = 30 päivää
audience-professional = ammattilaisille
audience-citizen = asiakkaille ja potilaille

## Kielet ja kanavat
language-fi = suomi
language-sv = ruotsi
language-en = englanti
channel-sms = tekstiviesti
channel-email = sähköposti

## Viestit
message-first = ensimmäinen tiedote
message-update = tilannetiedote
message-nochange = ei muutosta
message-resolved = päättymistiedote
message-correction = korjaus
message-withdrawal = peruutus
message-maint-advance = huoltotiedote
message-maint-start = huolto alkoi
message-maint-end = huolto päättyi
message-maint-moved = huolto siirtyy
message-maint-cancelled = huolto peruttu
message-staff-alarm = muistutus myöhästyneestä tiedotteesta
message-duty-alert = päivystyshälytys
message-route-alarm = hälytys välittäjästä
message-refusal-alarm = hälytys torjutuista yrityksistä
message-escalation = häiriöilmoitus eteenpäin
message-progress = tieto ilmoittajalle
message-account-link = käyttäjätunnuksen linkki
message-account-notice = ilmoitus käyttäjätunnuksesta

## Häiriön kulku
incident-state-open = avoin
incident-state-active = tiedotettu
incident-state-resolved = ratkaistu
incident-state-closed = suljettu
kela-state-none = ei ilmoitettu
kela-state-form-sent = lomake lähetetty
kela-state-complete = ilmoitettu
delivery-state-queued = jonossa
delivery-state-sent = lähetetty
delivery-state-delivered = perillä
delivery-state-failed = ei mennyt perille
delivery-state-superseded = korvattu uudemmalla
delivery-state-uncertain = ei tiedossa, menikö perille
reply-meaning-acknowledged = kuittaus
reply-meaning-stop = pyytää lopettamaan viestit
reply-meaning-other = luettava
failure-cause-wrong-number = numero ei ole käytössä tai ei ota vastaan tekstiviestejä
failure-cause-wrong-address = sähköpostiosoitetta ei ole
failure-cause-mailbox-full = postilaatikko on täynnä
failure-cause-given-up = vastaanottajan palvelin ei ottanut viestiä vastaan määräajassa
failure-cause-unreachable = puhelinta ei tavoitettu
failure-cause-expired = puhelinta ei tavoitettu viestin voimassaoloaikana
failure-cause-barred = vastaanottava palvelin, operaattori tai vastaanottaja esti viestin
failure-cause-unsaid = syytä ei kerrottu
escalation-target-vendor = järjestelmätoimittaja
escalation-target-operator = teleoperaattori tai välittäjä
escalation-target-kela = Kelan tekninen tuki
call-outcome-reached = tavoitettu
call-outcome-no-answer = ei vastannut
report-end-rejected = ei häiriö: ilmoitus hylätään
report-end-closed = käsitelty: ilmoitus suljetaan

## Kysymykset, tehtävät ja määräajat
question-customer-notice = Tiedotetaanko asiakkaille?
question-safety-report = Onko tehtävä vaaratilanneilmoitus?
question-data-breach = Onko kyseessä henkilötietojen tietoturvaloukkaus?
question-kela-register = Onko tieto rekisteristä, jonka rekisterinpitäjä Kela on (esimerkiksi Reseptikeskus)?
question-significant-incident = Onko kyseessä merkittävä kyberpoikkeama?
yes-no-yes = kyllä
yes-no-no = ei
task-kela-form = Lähetä häiriöilmoituslomake Kelalle
task-kela-call = Soita Kelan tekniseen tukeen
task-vendor-contact = Ota yhteys järjestelmätoimittajaan
task-operator-contact = Ota yhteys teleoperaattoriin tai välittäjään
task-update-due = Kirjoita luvattu tiedote
task-customer-notice = Tiedota asiakkaille
task-safety-report-fimea = Tee vaaratilanneilmoitus Fimealle
task-safety-report-lvv = Ilmoita merkittävästä poikkeamasta valvontaviranomaiselle
task-dpo-assessment = Tietosuojavastaavan arvio
task-kela-breach-notice = Kerro Kelalle sen rekisteriin kohdistuneesta loukkauksesta
task-verify-saved = Varmista, että häiriön aikana kirjatut tiedot ovat tallentuneet
task-reconcile = Tarkista paperi- ja puhelinreseptit
task-contact-fix = Korjaa yhteystieto
task-connection-reopening = Toimita Kelalle selvitys, jotta suljettu yhteys avataan
task-stop-wish = Vastaanottaja pyytää lopettamaan tekstiviestit: ota yhteys ja päätä
clock-gdpr-33 = Ilmoitus tietosuojavaltuutetulle (72 tuntia)
clock-nis2-first = Ensi-ilmoitus kyberpoikkeamasta (24 tuntia)
clock-nis2-followup = Jatkoilmoitus kyberpoikkeamasta (72 tuntia)
clock-nis2-final = Loppuraportti kyberpoikkeamasta (kuukausi)

## Palvelun tila
service-state-ok = toimii
service-state-unknown = ei tiedossa
service-state-maintenance = huoltokatko
service-state-degraded = toimii osittain tai hitaasti
service-state-down = ei toimi

## Omat tarkistukset
guided-check-announcements = kanta.fin ja muiden omistajien tiedotteissa ei ole selitystä
guided-check-other-workstation = Sama vika toistuu toisella työasemalla ja toisella käyttäjällä
guided-check-own-network = Oma verkko ja yhteys liityntäpisteeseen toimivat
guided-check-certificates = Varmenteet, sulkulista ja koneiden kellot ovat kunnossa
guided-check-own-changes = Omien järjestelmien muutokset on käyty läpi toimittajan kanssa
guided-check-right-place = Asiakas käyttää OmaKantaa oikeasta osoitteesta ja etsii tietoa oikeasta paikasta
guided-check-right-provider = Asiakas on asioinut palvelunantajalla, jonka tietoja hän etsii
guided-check-archived = Tieto on tallentunut ja liitetty oikeaan palvelutapahtumaan
guided-check-right-person = Tieto on tallennettu oikealla henkilötunnuksella ja määritysten mukaisesti
guided-check-not-hidden = Tietoa ei ole mitätöity eikä viivästetty, ja se on näkymässä, jonka OmaKanta näyttää
