# Käyttötuen näkymä: tilanne, häiriö, tiedotteen kirjoittaminen.
desk-glance = Tilanne
desk-glance-changed = Tilanne päivittyi.
desk-gateway-email = Sähköpostit eivät lähde ({ $since } alkaen)
desk-gateway-sms = Tekstiviestit eivät lähde ({ $since } alkaen)
desk-gateway-reply = { $route } vastaa: { $reply }
desk-gateway-ours = Vastaus koskee meitä, ei vastaanottajia: ota yhteys palvelun ylläpitoon ja näytä se.
desk-gateway-waits = Mitään ei ole hylätty: viestit odottavat ja lähtevät itsestään. Soita kiireellisissä asioissa.
desk-search = Hae
desk-upstream = Muiden tiedotteet
desk-log-report = Kirjaa ilmoitus
desk-new = Uudet ilmoitukset
desk-burning = Avoimet häiriöt
desk-promised = Seuraavat määräajat
desk-all-reports = Kaikki ilmoitukset
desk-newer-reports = Uudemmat
desk-newest-reports = Uusimmat
desk-oldest-reports = Vanhimmat
desk-older-reports = Vanhemmat
desk-all-incidents = Kaikki häiriöt
desk-breaks = Huoltokatkot
desk-no-new = Ei uusia ilmoituksia.
desk-no-burning = Ei avoimia häiriöitä.
desk-no-promised = Ei tulevia määräaikoja.
desk-late = Myöhässä:
desk-undecided = ei vielä arvioitu
desk-belongs-to-break = Kuuluu huoltokatkoon
desk-place-it = Liitä häiriöön
desk-reports = { $count ->
    [one] 1 ilmoitus
   *[other] { $count } ilmoitusta
  }
desk-organisation-count = { $count } organisaatiota
desk-newest-report = uusin { $at }
desk-began = alkoi { $at }
desk-and-others = { $organisation } ja { $count ->
    [one] 1 muu
   *[other] { $count } muuta
  }
desk-answer-from = Vastaus: { $partner }
desk-break-starts = Katko alkaa:
desk-break-ends = Katko päättyy:
desk-open-since = avoinna { $at } alkaen

## Seuraava askel
desk-next-step = Seuraavaksi
desk-next-triage = Arvioi, mistä häiriö johtuu
desk-next-kela-call = Soita Kelan tekniseen tukeen
desk-next-kela-form = Lähetä lomake Kelalle
desk-next-vendor = Ota yhteys järjestelmätoimittajaan
desk-next-operator = Ota yhteys teleoperaattoriin tai välittäjään
desk-next-first = Kirjoita ensimmäinen tiedote
desk-next-late = Kirjoita myöhästynyt tiedote
desk-next-update = Kirjoita tilannetiedote
desk-next-answer = Vastaa kysymyksiin
desk-next-tasks = Tee avoimet tehtävät
desk-next-close = Sulje häiriö
desk-next-elsewhere = Hoitaa: { $desk }. Seuraa tilannetta
desk-next-rest = Ei enää tehtävää.
desk-next-whose = ({ $role })
desk-duty-unheard = Päivystystä ei voitu hälyttää { $at }: päivystyslistalla ei ole ketään. Hoida häiriö tai soita päivystäjälle.
desk-troubles = Tämä estää viestejä menemästä perille
desk-trouble-unheard = Hälytys häiriöstä { $reference } ei tavoittanut ketään ({ $at }).
desk-trouble-not-introduced = Majakka ei vielä tiedä, kenen asennus tämä on.
desk-trouble-nobody-on-duty = Päivystyslista on tyhjä: hälytykset eivät tavoita ketään.
desk-trouble-no-number = Tiedotteiden yhteystiedossa ei ole puhelinnumeroa.
desk-trouble-no-gateways = Viestejä ei lähetetä: sähköposti- ja tekstiviestipalvelu puuttuu. Viestit tallentuvat tiedostoiksi.
desk-trouble-no-mail = Sähköposteja ei lähetetä: sähköpostipalvelu puuttuu. Viestit tallentuvat tiedostoiksi.
desk-trouble-no-sms = Tekstiviestejä ei lähetetä: tekstiviestipalvelu puuttuu. Viestit tallentuvat tiedostoiksi.
desk-trouble-settings = Korjaa asetuksissa
desk-trouble-ask = Pyydä ylläpitäjää korjaamaan tämä.
desk-promise = Seuraava tiedote on luvattu
desk-promise-late = Luvattu tiedote on myöhässä
desk-tasks = Avoimet tehtävät
desk-graph-link = Mihin häiriö vaikuttaa (kaavio)

## Häiriön sivu
desk-tabs = Häiriön osat
desk-tab-triage = Arvio
desk-tab-reports = Ilmoitukset
desk-tab-escalation = Ilmoita eteenpäin
desk-tab-bulletins = Tiedotteet
desk-tab-duties = Tehtävät
desk-tab-timeline = Tapahtumat
desk-story-left-out = Tästä on jätetty pois { $count } ilmoituksen saapuminen, jotta päätökset ja tiedotteet näkyvät.
desk-story-to-reports = Katso ilmoitukset
desk-only-proposed = vain ehdotus
desk-merged = Tämä häiriö on yhdistetty toiseen
desk-confidence = varmuus { $confidence }
desk-kela-sign = Kela: { $state }
desk-stale-title = Joku muu ehti muuttaa häiriötä
desk-stale-text = Mitään ei tallennettu eikä mitään ylikirjoitettu. Alla on nykyinen tilanne ja se, mitä kirjoitit. Tarkista, ja lähetä sitten uudelleen.

## Arvio
desk-proposal = Ehdotus
desk-origin = Mistä häiriö johtuu
desk-confidence-label = Varmuus
desk-effect = Vaikutus
desk-extent = Laajuus
desk-criticality = Kriittisyys
desk-service = Palvelu
desk-kela-report = Ilmoitus Kelalle
desk-kela-call = Soitto Kelaan
desk-reasons = Perustelut
desk-changes = Mikä muuttaisi ehdotusta
desk-decided-agrees = Päätös on sama kuin ehdotus
desk-decided-differs = Päätös poikkeaa ehdotuksesta
desk-decide = Päätä
desk-reason = Perustelu
desk-reason-hint = Mihin päätös perustuu? Perustelu jää häiriön tapahtumiin.
desk-save-decision = Tallenna päätös
desk-effect-assumed = { $effect } (oletus: ilmoittaja ei kertonut)
desk-accept = Hyväksy ehdotus
desk-accept-hint = Ehdotuksen perusteet kirjataan päätöksen perusteluksi.
desk-decide-otherwise = Päätä toisin
desk-evidence = Havainnot
desk-shared = Yhteistä kaikille ilmoittajille
desk-operator = Teleoperaattori
desk-broker = Kanta-välittäjä
desk-point = Liityntäpiste
desk-vendor = Järjestelmätoimittaja
desk-region = Alue
desk-announcements = Muiden tiedotteet
desk-announcement = Tiedote
desk-source = Lähde
desk-since = Alkaen
desk-over = päättynyt
desk-chains = Yhteys kerroksittain
desk-organisation = Organisaatio
desk-reporter = ilmoittanut
desk-layer-relay = Viestinvälitys
desk-layer-attribute = Attribuutit
desk-layer-service = Kanta-palvelu
desk-not-probed = ei mitattu
desk-more-organisations = Lisäksi { $count } muuta organisaatiota.
desk-enter-probe = Kirjaa mittaus
desk-merge = Yhdistä toiseen häiriöön
desk-merge-warning = Yhdistämisen voi kumota 10 minuutin ajan. Ilmoitukset ja tehtävät siirtyvät valittuun häiriöön, ja tämä häiriö suljetaan.
desk-merge-into = Häiriö, johon tämä yhdistetään
desk-merge-do = Yhdistä häiriöt
desk-merge-undo = Kumoa yhdistäminen
desk-choose = Valitse

## Ilmoitukset
desk-report = Ilmoitus
desk-received = Saapunut
desk-select = Valitse
desk-select-report = Valitse ilmoitus { $reference }
desk-safety-risk = potilasturvallisuus vaarassa
desk-privacy-risk = tietosuoja vaarassa
desk-move-to = Siirrä häiriöön
desk-move-selected = Siirrä valitut
desk-split-selected = Erota valitut omaksi häiriökseen

## Eteenpäin
desk-kela = Ilmoitus Kelalle
desk-call-owed = Lomakkeen lisäksi on soitettava
desk-form-incomplete = Lomaketta ei voi vielä lähettää
desk-form-incomplete-text = Lomakkeelle tarvitaan ilmoittaneen organisaation tekninen yhteyshenkilö, jolla on nimi, puhelinnumero ja sähköpostiosoite.
desk-form-preview = Katso lomake ennen lähettämistä
desk-form-pdf = Lomake PDF-tiedostona
desk-form-json = Lomakkeen kentät
desk-note = Lisätieto
desk-note-kela = Lisätieto Kelalle
desk-note-hint = Älä kirjoita potilaan tietoja.
desk-pictures = Liitettävät kuvakaappaukset
desk-pictures-hint = Katso jokainen kuva ennen kuin liität sen.
desk-picture = Kuva { $number }
desk-picture-tick = Katsoin kuvan: siinä ei ole henkilötietoja.
desk-kela-confirm = Lähetetäänkö lomake Kelalle?
desk-send-kela = Lähetä lomake Kelalle
desk-kela-sent = Lomake lähetettiin { $at }.
desk-form-to = Vastaanottaja
desk-form-from = Lähettäjä
desk-form-contact = Yhteyshenkilö
desk-send-kela-again = Lähetä uudelleen
desk-kela-confirm-again = Lomake on jo lähetetty. Lähetetäänkö se uudelleen?
desk-send-vendor = Lähetä toimittajalle
desk-send-operator = Lähetä operaattorille tai välittäjälle
desk-told-at = Kerrottu { $at }.
desk-send-vendor-again = Lähetä toimittajalle uudelleen
desk-send-operator-again = Lähetä operaattorille tai välittäjälle uudelleen
desk-send-again-confirm = Tiedot on jo lähetetty. Lähetetäänkö ne uudelleen?
desk-call = Soita
desk-script = Mitä sanot
desk-script-who = Täällä { $name }. Ilmoitan häiriöstä, tunnuksemme on { $reference }.
desk-script-what = Palvelu on { $service }, ja häiriö { $effect }. Se alkoi { $began }.
desk-script-how-far = Laajuus: { $extent }. Ilmoituksia: { $count }. Lomake on lähetetty tai tulee sähköpostilla.
desk-script-ask = Onko häiriö teillä tiedossa, mikä on teidän tunnuksenne, ja milloin kuulemme lisää?
desk-call-to = Kenelle soitettiin
desk-call-by = Soittaja
desk-call-outcome = Miten kävi
desk-call-note = Mitä sovittiin
desk-call-note-hint = Esimerkiksi vastaanottajan tunnus asialle.
desk-log-call = Kirjaa puhelu
desk-calls = Soitetut puhelut
desk-escalated = Lähetetty eteenpäin
desk-answer-by = vastaus viimeistään { $at }
desk-answered = Vastattu { $at }
desk-ticket = tiketti { $ticket }
desk-mended-by = luvattu kuntoon { $at }
desk-note-answer = Kirjaa vastaus
desk-answer-text = Mitä vastattiin
desk-answer-ticket = Vastaajan oma tikettinumero
desk-answer-promised = Milloin luvattu kuntoon
desk-not-mailed = sähköpostiosoitetta ei ole: soita

## Tiedotteet
desk-meter = Lähetetty
desk-meter-id = sent-{ $id }
desk-failed = { $count ->
    [one] 1 ei mennyt perille
   *[other] { $count } ei mennyt perille
  }
desk-send-again = Lähetä uudelleen niille, joille ei mennyt perille
desk-no-bulletins = Häiriöstä ei ole vielä tiedotettu.
desk-deliveries = { $count ->
    [one] 1 viesti
   *[other] { $count } viestiä
  }
desk-next-word = Seuraava tieto viimeistään { $at }
desk-composer-title = { $what }: { $reference }
desk-compose-first = Kirjoita ensitiedote
desk-compose-update = Kirjoita tilannetiedote
desk-compose-correction = Korjaa tiedote
desk-compose-withdrawal = Peru virheellinen tiedote
desk-compose-resolved = Kerro, että häiriö on ohi
desk-preview = Näin se lähtisi
desk-translations = Kieliversio puuttuu tai ei ehkä vastaa muita
desk-translations-label = Kieliversiot
desk-translations-hint = Muuta tekstiä, tyhjennä se tai vahvista, että olet lukenut sen. Jos kieli puuttuu, sen lukijat näkevät suomenkielisen tekstin.
desk-translations-confirm = Olen tarkistanut kieliversiot: julkaistaan näin
desk-translation-missing = { $language }, { $text }: puuttuu
desk-translation-unchanged = { $language }, { $text }: ei ehkä vastaa muutettua tekstiä
desk-fact-instructions = ohje ammattilaisille
desk-fact-citizen-instructions = ohje asiakkaille
desk-fact-why = miksi tiedote perutaan
desk-lacking = Tekstejä puuttuu; ne näkyvät toisella kielellä
desk-fact-impact = mitä tapahtui
desk-fact-changed = mikä on muuttunut
desk-fact-whom = ketä koskee
desk-fact-works = mikä toimii
desk-fact-instructions-professional = ohje ammattilaisille
desk-fact-instructions-citizen = ohje asiakkaille
desk-fact-instructions-sms = tekstiviestin ohje
desk-fact-cause = syy
desk-fact-check = mitä tarkistaa
desk-fact-follow-up = mitä vielä tehdään
desk-sms-too-long = Tekstiviesti ei mahdu yhteen viestiin
desk-sms-too-long-text = Lyhennä riviä ”Mitä tapahtui”, tai merkitse ”Lähetä silti”.
desk-recipients = { $count ->
    [one] 1 vastaanottaja
   *[other] { $count } vastaanottajaa
  }
desk-more-recipients = Lisäksi { $count } muuta.
desk-no-recipients = Kukaan ei saisi tätä tiedotetta
desk-no-recipients-text = Tarkista häiriön laajuus ja organisaatioiden häiriötiedotteen vastaanottajat.
desk-recipient-role = tiedotteiden vastaanottaja
desk-recipient-told = on saanut aiemman tiedotteen
desk-name = Nimi
desk-channel = Kanava
desk-why = Miksi
desk-impact = Mitä tapahtui
desk-break-impact = Mitä katko estää
desk-impact-hint = Yksi lyhyt rivi ilman pistettä. Se on myös tekstiviestissä.
desk-impact-prevents = { $function } ei onnistu
desk-impact-degrades = { $function } on hidasta tai katkeilee
desk-impact-prevents-several = { $functions } eivät onnistu
desk-impact-degrades-several = { $functions } ovat hitaita tai katkeilevat
desk-impact-and-others = { $function } ja muut toiminnot
desk-unchanged = Lähetä ”Ei muutosta”
desk-unchanged-hint = Jos mikään ei ole muuttunut, kerro se yhdellä painalluksella. Ohjeet ja arvio pysyvät ennallaan.
desk-changed = Mikä on muuttunut
desk-cause = Syy
desk-cause-hint = Kerro syy, tai että sitä selvitetään.
desk-withdrawn = Perut tämän
desk-withdraw-which = Mikä perutaan
desk-withdraw-newest = Uusin tiedote. Aiempi jää voimaan.
desk-withdraw-all = Kaikki tiedotteet: häiriötä ei ollut, tai siitä kerrottiin väärin alusta asti.
desk-why-withdrawn = Miksi tiedote perutaan
desk-why-withdrawn-hint = Tämä menee kaikille, jotka saivat tiedotteen, ja julkiselle sivulle. Kerro, mikä oli väärin ja miten asia on. Älä toista väärää tietoa.
desk-ended-at = Milloin häiriö päättyi
desk-next-update-field = Seuraava tieto viimeistään
desk-next-update-hint = Lupaus, jota vastaanottajat odottavat.
desk-eta = Arvio korjaantumisesta
desk-eta-hint = Tyhjä: ei tiedossa.
desk-more-texts = Mikä toimii ja miten toimitaan
desk-works = Mikä toimii
desk-instructions = Ohje ammattilaisille
desk-citizen-instructions = Ohje asiakkaille ja potilaille
desk-instructions-hint = Tyhjä: palveluluettelon ohje.
desk-whole-services = Palvelut, joista mikään ei toimi
desk-whole-services-hint = Merkitse vain ne, joista mikään ei toimi. Muuten tiedote koskee ilmoitettuja toimintoja.
desk-widen = Laajenna palveluja ja vastaanottajia
desk-widen-hint = Aiemmin nimetyt pysyvät mukana. Uudet vastaanottajat saavat tämän ja kaikki myöhemmät tiedotteet.
desk-widen-services = Mitä muita palveluja häiriö koskee kokonaan
desk-widen-organisations = Kenelle muille kerrotaan
desk-audience = Kenelle
desk-audience-affected = Niille, joita häiriö koskee
desk-audience-named = Valituille organisaatioille
desk-organisations = Organisaatiot
desk-organisations-hint = Vain, kun tiedote menee valituille.
desk-insist-label = Pitkä tekstiviesti
desk-insist = Lähetä silti
desk-insist-hint = Yli 160 merkin viesti lähtee useampana viestinä.
desk-show-preview = Esikatsele
desk-publish = Julkaise ja lähetä
desk-publish-confirm = Julkaistaanko tiedote ja lähetetäänkö se vastaanottajille?
desk-preview-waits = Esikatselu näkyy tässä, kun painat Esikatsele-painiketta.
desk-recipient-count = { $people ->
    [one] 1 vastaanottaja
   *[other] { $people } vastaanottajaa
  }, { $messages ->
    [one] 1 viesti
   *[other] { $messages } viestiä
  }
desk-publish-confirm-reach = Julkaistaanko tiedote ja lähetetäänkö se? { $reach }.

## Tehtävät
desk-done = Tehty
desk-no-tasks = Ei avoimia tehtäviä.
desk-questions = Kysymykset
desk-needed-before-closing = Vastattava ennen sulkemista.
desk-answer = Vastaa
desk-save-answer = Tallenna vastaus
desk-clocks = Lakisääteiset määräajat
desk-clock-started = alkoi { $at }
desk-clock-due = viimeistään { $at }
desk-reported-to = Ilmoitetaan
desk-clock-sent = Ilmoitus on lähetetty
desk-clock-not-required = Ilmoitusta ei tarvita
desk-clock-reason = Perustelu tai viite
desk-clock-mark-sent = Lähetetty
desk-clock-mark-not-required = Ei tarvita
desk-closing = Sulkeminen
desk-obstacles = Ennen sulkemista
desk-obstacle-end = Häiriön päättymisestä ei ole tiedotettu
desk-obstacle-whose = (tämän hoitaa: { $roles })
desk-closing-hint = Häiriön voi sulkea, kun päättymisestä on tiedotettu, kysymyksiin on vastattu ja tehtävät on tehty. Lakisääteiset määräajat jatkuvat.
desk-closing-confirm = Suljetaanko häiriö? Sitä ei voi avata uudelleen.
desk-close = Sulje häiriö

## Tapahtumat
timeline-by-itself = automaattisesti
timeline-opened = Häiriö avattiin
timeline-report = Ilmoitus liitettiin
timeline-report-moved = Ilmoitus siirrettiin
timeline-partner-answered = Saatiin vastaus
timeline-report-corrected = Ilmoitusta korjattiin
timeline-report-rejected = Ilmoitus hylättiin
timeline-triaged = Arvio kirjattiin
timeline-checked = Omia tarkistuksia merkittiin
timeline-connection-closed = Kela sulki yhteyden
timeline-connection-reopened = Kela avasi yhteyden
timeline-bulletin = Tiedote lähetettiin
timeline-sent-again = Tiedote lähetettiin uudelleen niille, joille se ei mennyt perille
timeline-update-late = Luvattu tiedote myöhästyi
timeline-escalated = Lähetettiin eteenpäin
timeline-escalated-again = Eteenpäin lähetetty viesti lähetettiin uudelleen
timeline-escalation-accepted = Vastaanottajan palvelin otti viestin vastaan
timeline-called = Soitettiin
timeline-answered = Kysymykseen vastattiin
timeline-task-done = Tehtävä tehtiin
timeline-task-ended = Tehtävä päättyi
timeline-clock-warning = Määräaika lähestyy
breaches-title = Tietosuoja
breaches-what = Oma organisaatiosi vastaa omasta rekisteristään, vaikka häiriötä hoitaisi toinen käyttötuki.
breaches-elsewhere = Häiriöt, joista organisaatiosi on ilmoittanut toiselle käyttötuelle
breaches-risk = tietosuoja voi olla vaarassa, ilmoitettu { $at }
breaches-question = Onko kyse henkilötietojen tietoturvaloukkauksesta organisaatiosi omassa rekisterissä?
breaches-none = Organisaatiosi ei ole ilmoittanut häiriöistä toiselle käyttötuelle puolen vuoden aikana.
breaches-own = Oman käyttötuen häiriöt, jotka odottavat arviotasi
timeline-house-answered = Organisaatio vastasi omasta rekisteristään
timeline-house-clock-ended = Organisaation oma määräaika päättyi
timeline-clock-ended = Määräaika päättyi
timeline-delivery-failed = Viesti ei mennyt perille
timeline-delivery-uncertain = Ei tiedossa, menikö viesti perille
timeline-delivery-arrived = Viesti meni sittenkin perille
timeline-duty-alerted = Päivystys hälytettiin
timeline-duty-unheard = Päivystystä ei voitu hälyttää: päivystyslistalla ei ole ketään
timeline-bulletin-unheard = Tiedote ei tavoittanut ketään
timeline-resolved = Häiriö ratkesi
timeline-closed = Häiriö suljettiin
timeline-merged-into = Yhdistettiin toiseen häiriöön
timeline-took-in = Toinen häiriö yhdistettiin tähän
timeline-merge-undone = Yhdistäminen kumottiin

## Luettelot, haku ja ilmoitus
desk-unplaced = Liittämättömät
desk-unplaced-reports = Liittämättömät ilmoitukset
desk-incidents = Häiriöt
desk-incident = Häiriö
desk-state = Tila
desk-opened = Avattu
desk-older = Vanhemmat
desk-search-label = Tunnus, teksti tai palvelun nimi
desk-search-systems = Nimi tarkoittaa palvelua
desk-search-nothing = Mitään ei löytynyt.
desk-search-hetu = Henkilötunnuksella ei voi hakea
desk-search-hetu-text = Henkilötunnuksia ei ole missään tekstissä. Potilasviite avataan ilmoituksen sivulta.
desk-told = Mitä tapahtui
desk-error-text = Virheilmoitus
desk-unit = Yksikkö
desk-workstation = Työasema
desk-application = Sovellus
desk-occurred = Havaittu
desk-told-by = Ilmoittaja
desk-entered-by = Kirjannut
desk-callback = Takaisinsoitto
desk-email = Sähköposti
desk-screenshots = Kuvakaappaukset
desk-patient = Potilasviite
desk-patient-sealed = { $count ->
    [one] Ilmoituksessa on 1 suljettu potilasviite.
   *[other] Ilmoituksessa on { $count } suljettua potilasviitettä.
  }
desk-patient-purpose = Mihin tarvitset viitettä
desk-patient-purpose-hint = Avaaminen ja sen syy kirjataan lokiin. Viite näytetään kerran.
desk-patient-open = Avaa potilasviite
desk-patient-opened = Potilasviite (näytetään vain nyt)
desk-patient-not-yours = Potilasviitteen voivat avata käyttötuki ja tietosuojavastaava.
desk-belongs = Mihin kuuluu
desk-belongs-nowhere = Ei mihinkään häiriöön.
desk-may-belong = Voisi kuulua
desk-fits-announcement = sama tiedote { $id } selittää molemmat
desk-fits-break = molemmat johtuvat katkosta { $id }
desk-fits-function = sama palvelu ja toiminto
desk-fits-dependency = { $system } vie molemmat toiminnot
desk-move-this = Siirrä
desk-split-this = Erota omaksi häiriökseen
desk-correct = Korjaa ilmoitusta
desk-correct-hint = Ilmoittajan omat sanat säilyvät. Arvio häiriöstä lasketaan uudelleen korjatuista tiedoista.
desk-correct-matter = Palvelu ja toiminto
desk-correct-effect = Vaikutus
desk-correct-occurred = Havaittu
desk-correct-risks = Vaarat
desk-correct-reason = Miksi
desk-correct-reason-hint = Ilmoittaja saa perustelun sähköpostilla, jos hän jätti osoitteensa.
desk-correct-this = Korjaa
desk-end-report = Hylkää tai sulje
desk-end-how = Miten
desk-end-this = Vie loppuun
desk-report-ended = Ilmoitus on viety loppuun
desk-report-ended-by = { $how }. { $by }, { $at }.
problem-no-report-chosen = Valitse ensin ainakin yksi ilmoitus.

## Muiden tiedotteet, mittaukset ja huoltokatkot
desk-runs = voimassa
desk-only-for-desk = vain { $desk }
desk-counts-for-desk = Tieto vaikuttaa vain oman käyttötukesi häiriöihin, kunnes palvelun ylläpitäjä vahvistaa sen kaikille.
desk-correct-announcement = Korjaa
desk-retract = Poista kirjaus
desk-retract-confirm = Poistetaanko kirjaus, jota ei olisi pitänyt tehdä? Se ei enää selitä häiriöitä, ja siihen päättyneet velvoitteet palaavat.
desk-confirm-announcement = Vahvista kaikille
desk-measured = Viimeksi kirjatut mittaukset
desk-remove-probe = Poista
desk-remove-probe-confirm = Poistetaanko mittaus, jota ei olisi pitänyt kirjata?
desk-mark-over = Merkitse päättyneeksi
desk-no-announcements = Muut eivät ole tiedottaneet mitään.
desk-sources = Tiedotuskanavat
desk-readable = luettavissa
desk-unreadable = ei luettavissa
desk-enter-announcement = Kirjaa tiedote
desk-announcement-id = Tiedotteen tunnus
desk-announcement-id-hint = Sama tunnus uudelleen korvaa aiemman.
desk-kind = Laji
desk-headline = Otsikko
desk-starts = Alkaa
desk-ends = Päättyy
desk-only-for-breaks = Vain huoltotiedotteelle.
desk-services = Palvelut
desk-save-announcement = Tallenna tiedote
desk-reach = Voiko kanavaa lukea
desk-mark-unreadable = Ei vastaa
desk-mark-readable = Vastaa taas
desk-probe-organisation = Mistä organisaatiosta mitattiin
desk-probe-service = Tai mitä palvelua mitattiin
desk-probe-service-hint = Vain, jos mittaus ei koske minkään organisaation omaa yhteyttä.
desk-layer = Kerros
desk-result = Tulos
desk-save-probe = Tallenna mittaus
desk-not-yours = Roolisi ei riitä tähän.
desk-break-planned = tulossa
desk-break-runs = käynnissä
desk-break-over = päättynyt
desk-break-cancelled = peruttu
desk-break-end = Katkon loppu
desk-break-open-end = Päättymisaika ei ole tiedossa
desk-break-open = Katko jatkuu, päättymisaika ei ole tiedossa:
desk-break-over-now = Katko on ohi: tiedota
desk-break-over-confirm = Kerrotaanko vastaanottajille, että katko on ohi?
desk-break-announced = Toisen ilmoittama katko: vain ilmoittaja siirtää tai peruu sen, ja vastaanottajille kerrotaan.
desk-break-change = Siirrä tai peru
desk-break-move = Siirrä ja tiedota
desk-break-cancel = Peru ja tiedota
desk-break-cancel-confirm = Perutaanko katko ja kerrotaanko siitä vastaanottajille?
desk-no-breaks = Huoltokatkoja ei ole suunnitteilla.
desk-plan-break = Uusi huoltokatko
desk-break-id = Tunnus
desk-break-id-hint = Enintään 11 merkkiä, esimerkiksi HUOLTO-12. Se on myös tekstiviestissä.
desk-break-whom = Ketä katko koskee
desk-break-shown = Missä katko näkyy
desk-break-shown-hint = Aina niiden organisaatioiden sivuilla, joita se koskee, ja niiden kalentereissa. Kaikkien sivua lukevat myös asiakkaat.
desk-break-shown-by-whom = Kaikkien sivulla, jos se koskee kaikkia organisaatioita
desk-break-shown-everybody = Kaikkien sivulla
desk-break-shown-concerned = Vain niiden sivuilla, joita se koskee
desk-break-shown-to-everybody = Näkyy kaikkien sivulla ja kalenterissa
desk-break-shown-to-concerned = Näkyy vain niiden organisaatioiden sivuilla, joita se koskee
desk-break-plan = Suunnittele ja tiedota
desk-break-plan-confirm = Katkosta tiedotetaan heti. Jatketaanko?
desk-break-goes-on = Katko jatkuu: avaa häiriö
desk-break-goes-on-how = Häiriö avataan tämän katkon nimissä, ja sille voi heti kirjoittaa tiedotteen.
desk-break-goes-on-says = Huoltokatko { $id } jatkuu suunnitellun lopun jälkeen.
desk-break-before = Aiempi aika:
desk-break-later = Myöhemmät toistuvat katkot ({ $count })
desk-breaks-ahead = Tulevat ja käynnissä olevat
desk-breaks-past = Päättyneet ja perutut
desk-series = Toistuvat katkot
desk-series-next = Seuraava uusi katko kalenteriin:
desk-series-repeats = Toistuu:
desk-series-end = Lopeta toistuminen
desk-series-end-confirm = Perutaanko kaikki tulevat katkot tästä sarjasta?
desk-repeats = Toistuminen
desk-repeats-hint = Ensimmäisestä katkosta tiedotetaan heti, seuraavista kustakin ajallaan. Jokaisen katkon voi siirtää tai perua erikseen.
desk-repeats-no = Ei toistu
desk-repeats-weekly = Joka viikko
desk-repeats-fortnightly = Joka toinen viikko
desk-repeats-monthly = Joka kuukausi samana viikonpäivänä, esimerkiksi kuun toinen torstai
desk-repeats-own = Oma toistosääntö
desk-rule = Toistosääntö
desk-rule-hint = Vain omalle säännölle, RRULE-muodossa, esimerkiksi FREQ=MONTHLY;BYDAY=-1SU.
desk-until = Viimeinen päivä
desk-until-hint = Tyhjä: toistuu, kunnes toistuminen lopetetaan.
desk-graph = Mihin häiriö vaikuttaa
desk-graph-hits = Vaikutukset
desk-graph-itself = (häiriö on tässä)
desk-graph-through = { $system } estää: { $functions }
desk-graph-through-whole = { $system } estää kaikki toiminnot
desk-graph-none = Julkaistuja vaikutuksia ei ole.
desk-graph-title = Palvelut ja se, mitä ne tarvitsevat
desk-graph-text = Vasemmalla ovat Kannan tarvitsemat palvelut, oikealla Kanta-palvelut. Paksu viiva näyttää, mikä vie mitä. Sama on kerrottu luettelossa yllä.

## Vastaus ilmoittajille
desk-reply = Vastaa ilmoittajille
desk-reply-note = Mitä kerrotaan
desk-reply-whom = Kenelle
desk-reply-send = Lähetä vastaus
timeline-replied = Ilmoittajille vastattiin

## Omat tarkistukset
desk-checks = Omat tarkistukset
desk-checks-finished = Kaikki tarkistukset on tehty.
desk-checks-left = { $count ->
    [one] 1 tarkistus on tekemättä.
   *[other] { $count } tarkistusta on tekemättä.
  }
desk-checks-note = Merkitse tarkistukset
desk-checks-made = Mitä on tarkistettu
desk-checks-hint = Merkitse vain se, minkä joku on todella tarkistanut. Merkintään jää nimesi ja aika.
desk-save-checks = Tallenna tarkistukset
desk-check-made = Tarkistettu: { $check }
desk-check-undone = Merkintä poistettu: { $check }

## Suljettu yhteys
desk-connection = Kela on sulkenut yhteyden
desk-connection-if = Jos Kela sulkee yhteyden
desk-connection-closed = Yhteys on suljettu { $at }
desk-connection-note = Merkitse yhteys suljetuksi
desk-connection-reason = Kenen yhteys on suljettu, ja mitä Kela edellyttää
desk-connection-hint = Häiriön voi sulkea vasta, kun yhteys on avattu.
desk-connection-save = Merkitse suljetuksi
desk-connection-proof = Selvitys, jonka perusteella Kela avasi yhteyden
desk-connection-proof-hint = Mitä korjattiin, kuka sen varmisti ja kuka Kelassa hyväksyi sen. Älä kirjoita potilaan tietoja.
desk-connection-reopen = Merkitse yhteys avatuksi
desk-connection-reopened = Yhteys avattiin { $at }

## Ehdotukset ja päätökset
desk-agreement = Kuinka usein ehdotus on hyväksytty
desk-agreement-lead = Jokaista päätöstä verrataan siihen, mitä päätöksen hetkellä ehdotettiin.
desk-agreement-all = { $decisions ->
    [one] Päätöksiä on 1, ja ehdotuksen mukaisia { $agreed } ({ $percent } %).
   *[other] Päätöksiä on { $decisions }, ja ehdotuksen mukaisia { $agreed } ({ $percent } %).
  }
desk-agreement-none = Päätöksiä ei ole vielä.
desk-agreement-origins = Ehdotetun syyn mukaan
desk-agreement-confidences = Ehdotuksen varmuuden mukaan
desk-agreement-duties = Ehdotetun Kela-ilmoituksen mukaan
desk-proposed = Ehdotus
desk-decisions = Päätöksiä
desk-agreed = Ehdotuksen mukaisia
desk-share = Osuus
desk-percent = { $percent } %

## Review
desk-review = Jälkiarvio julkiselle sivulle
desk-review-how = Kerro, mitä tapahtui, miksi ja mitä tehdään, ettei se toistu. Teksti näkyy häiriön omalla sivulla kaikille, jotka näkevät häiriön. Suomenkielinen teksti tarvitaan; muut kielet ovat vapaaehtoisia.
desk-review-save = Julkaise jälkiarvio
timeline-reviewed = Jälkiarvio julkaistiin

## Tulleet vastaukset
desk-replies = Vastaukset
desk-replies-what = Tekstiviestit, joita vastaanottajat ovat lähettäneet takaisin. Kuittaus merkitään viestille itsestään. Kukaan ei lakkaa saamasta viestejä pyytämällä: ota yhteys ja päätä.
desk-replies-none = Vastauksia ei ole.
desk-replies-open = { $count ->
    [one] 1 vastaus odottaa
   *[other] { $count } vastausta odottaa
 }
desk-reply-from = Keneltä
desk-reply-text = Viesti
desk-reply-when = Milloin
desk-reply-about = Mihin
desk-reply-meaning = Mitä tarkoittaa
desk-reply-no-text = (tyhjä viesti)
desk-reply-about-nothing = Tähän numeroon ei ole lähetetty viestejä.
desk-reply-handle = Merkitse hoidetuksi
desk-reply-handle-of = Merkitse hoidetuksi: { $sender }
desk-reply-handled = hoiti { $by } { $at }
desk-reply-noted = merkitty viestin kuittaukseksi
