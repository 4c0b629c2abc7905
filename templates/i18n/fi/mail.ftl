# Sähköpostit: tiedotteet, hälytykset, ilmoittajan viestit, eteenpäin ilmoittaminen.

## Lyhyitä sanoja
heading = { $kind } – { $title }
list-last = { $first } ja { $last }
and-others = { $service } ym.

## Tiedotteen laji: otsikko ja sähköpostin aihe
subject-first = Häiriö
subject-update = Tilanne
subject-nochange = Ei muutosta
subject-resolved = Päättynyt
subject-correction = Korjaus
subject-withdrawal = Peruttu tiedote
subject-maint-advance = Huolto
subject-maint-start = Huolto alkoi
subject-maint-end = Huolto päättyi
subject-maint-moved = Huolto siirtyy
subject-maint-cancelled = Huolto peruttu

## Tiedotteen rivit
line-what = Mitä tapahtui
line-changed = Muuttunut edellisestä
line-service = Palvelu
line-began = Alkoi
line-whom = Ketä koskee
line-effect = Vaikutus
effect-line-none = palvelua voi käyttää
effect-line-degrades = käyttö on hidasta tai katkeilee
effect-line-prevents = palvelua ei voi käyttää
effect-line-prevents-functions = nimettyjä toimintoja ei voi käyttää
line-works = Mikä toimii
line-instructions = Toimi näin
line-instructions-pharmacy = Toimi näin apteekissa
line-estimate = Arvio korjaantumisesta
estimate-not-known = ei vielä tiedossa
line-next = Seuraava tiedote
line-contact = Yhteys
line-reason = Miksi perumme tiedotteen
line-stands = Voimassa
stands-still = { $impact } (tiedote { $at })
stands-nothing = tästä asiasta ei ole voimassa muita tiedotteita
line-cause = Syy
line-check = Tarkista
line-follow-up = Jälkityöt
line-starts = Alkamisaika
line-ends = Päättymisaika
break-end-unknown = ei vielä tiedossa
break-end-open = Katkon päättymisaika ei ole vielä tiedossa.
break-event-file = huoltokatko.ics
line-impact = Vaikutus
line-guidance = Ohjeet
line-information = Lisätietoja
line-planned = Suunniteltu aika
line-was = Aiempi aika
line-reference = Viite
line-organisation = Organisaatio
line-functions = Toiminnot
line-extent = Laajuus
line-reports = Ilmoituksia
line-description = Kuvaus
line-error-text = Virheilmoitus
line-evidence = Havainnot
line-criteria = Ilmoituskriteerit

## Kun kukaan ei ole kirjoittanut muuta
check-saved = Varmista, että häiriön aikana kirjatut tiedot tallentuivat. Älä kirjaa samoja tietoja uudelleen ennen sitä.
check-works = Varmista, että palvelu toimii. Jos vika jatkuu, ilmoita siitä käyttötukeen.
follow-up-prescriptions = Häiriön aikana kirjoitettuja paperi- ja puhelinreseptejä ei tallenneta jälkikäteen: apteekki tallentaa ne Reseptikeskukseen.
follow-up-stores = Omaan järjestelmään kirjatut tiedot siirtyvät Kanta-palveluihin itsestään. Jos jokin tieto ei siirry, ilmoita siitä käyttötukeen.
follow-up-none = ei jälkitöitä

## Tiedotteen alku ja loppu
lead-nochange = Tilanne ei ole muuttunut edellisen tiedotteen ({ $previous }) jälkeen. Häiriön selvitys jatkuu.
lead-resolved = Häiriö alkoi { $began } ja päättyi { $ended } (kesto { $duration }).
lead-correction = Tämä tiedote korjaa ja korvaa edellisen tiedotteemme ({ $previous }). Pahoittelemme virhettä.
lead-withdrawal = Perumme tiedotteen, jonka lähetimme { $previous }. Se ei pitänyt paikkaansa. Pahoittelemme virhettä.
lead-withdrawal-all = Perumme kaikki tiedotteet, jotka lähetimme tästä asiasta, viimeksi { $previous }. Ne eivät pitäneet paikkaansa. Pahoittelemme virhettä.
lead-maint-advance = Palvelussa on tulossa suunniteltu huoltokatko.
lead-maint-start = Suunniteltu huoltokatko on alkanut.
lead-maint-end = Huoltokatkon suunniteltu aika on päättynyt. Jos palvelu ei vielä toimi, ilmoita siitä käyttötukeen.
lead-maint-over = Huoltokatko on päättynyt. Jos palvelu ei vielä toimi, ilmoita siitä käyttötukeen.
lead-maint-moved = Huoltokatko on siirretty uuteen aikaan.
lead-maint-cancelled = Huoltokatko on peruttu. Palvelu on käytössä normaalisti.
apology-fault = Pahoittelemme häiriöstä aiheutunutta haittaa.
apology-break = Pahoittelemme katkosta aiheutuvaa haittaa.
mail-in-language = Suomeksi
mail-situation = Häiriötilanne
mail-read = Kuittaa luetuksi
mail-footer = Viite { $reference }, tiedote { $sequence }. Tiedotteissamme ei ole kirjautumislinkkejä, emmekä koskaan kysy henkilötunnusta tai salasanoja sähköpostitse tai tekstiviestillä.
mail-no-patient-data = Älä lähetä henkilötunnuksia tai potilastietoja sähköpostitse.

## Hälytykset
staff-alarm-subject = [Tiedote myöhässä] { $service }: luvattu { $t } ({ $reference })
staff-alarm-late = Häiriön { $reference } ({ $service }) seuraava tiedote luvattiin { $since }, mutta sitä ei ole vielä julkaistu.
staff-alarm-write = Kirjoita päivitys Majakassa. Jos uutta tiedotetta ei julkaista, vastaanottajille lähtee { $t2 } automaattisesti tiedote ”Ei muutosta”.
alarm-desk = Avaa häiriö Majakassa
duty-alert-subject-critical-report = [Päivystys] Kriittinen häiriöilmoitus: { $service } ({ $reference })
duty-alert-subject-no-first-bulletin = [Päivystys] Ensimmäinen tiedote puuttuu: { $service } ({ $reference })
duty-alert-subject-clock-runs-out = [Päivystys] Lakisääteinen määräaika päättyy: { $service } ({ $reference })
duty-alert-subject-nobody-reached = [Päivystys] Tiedote ei tavoittanut ketään: { $service } ({ $reference })
duty-alert-subject-breach-suspected = [Tietosuoja] Epäilty tietoturvaloukkaus: { $service } ({ $reference })
duty-alert-subject-call-owed = [Päivystys] Kelalle on soittamatta: { $service } ({ $reference })
duty-alert-what-critical-report = Häiriöstä { $reference } ({ $service }) saapui { $since } ilmoitus, ja se on arvioitu kriittiseksi.
duty-alert-what-no-first-bulletin = Häiriö { $reference } ({ $service }) arvioitiin { $since }, mutta siitä ei ole vielä julkaistu ensimmäistä tiedotetta.
duty-alert-what-clock-runs-out = Häiriön { $reference } ({ $service }) lakisääteinen määräaika päättyy { $since }: { $clock }.
duty-alert-what-nobody-reached = Tiedote { $reference } ({ $service }), joka lähetettiin { $since }, ei mennyt perille yhdellekään vastaanottajalle.
duty-alert-what-breach-suspected = Häiriössä { $reference } ({ $service }) on voinut vaarantua tietosuoja. Siitä ilmoitettiin { $since }.
duty-alert-what-call-owed = Häiriöstä { $reference } ({ $service }) on soitettava Kelan tekniseen tukeen. Sitä on odotettu { $since } alkaen, eikä ketään ole vielä tavoitettu.
duty-alert-do-critical-report = Ota häiriö heti käsittelyyn Majakassa.
duty-alert-do-no-first-bulletin = Julkaise tiedote Majakassa tai sovi, kuka sen tekee.
duty-alert-do-clock-runs-out = Tee ilmoitus tai kirjaa Majakkaan, miksi sitä ei tarvita.
duty-alert-do-nobody-reached = Katso Majakasta, miksi viestit palautuivat, lähetä tiedote uudelleen ja kerro asiasta sillä välin muuta kautta, esimerkiksi soittamalla.
duty-alert-do-breach-suspected = Arvioi Majakassa, onko kyseessä henkilötietojen tietoturvaloukkaus ja kenen rekisteristä. Ilmoitus tietosuojavaltuutetulle on tehtävä 72 tunnin kuluessa.
duty-alert-do-call-owed = Soita Kelalle ja kirjaa puhelu Majakkaan. Jos et ehdi, seuraava päivystäjä saa tämän hetken kuluttua.
route-alarm-subject-email = [Päivystys] Sähköpostit eivät lähde
route-alarm-subject-sms = [Päivystys] Tekstiviestit eivät lähde
route-alarm-what-email = Sähköpostipalvelin { $route } ei ole ottanut vastaan viestejä { $since } jälkeen.
route-alarm-what-sms = Tekstiviestien välittäjä { $route } ei ole ottanut vastaan viestejä { $since } jälkeen.
route-alarm-reply = Se vastaa: { $reply }
route-alarm-waits = Mitään ei ole hylätty: viestit odottavat ja lähtevät itsestään, kun yhteys toimii. Kiireellisistä asioista kannattaa soittaa.
route-alarm-do-ours = Vastaus koskee meitä, ei vastaanottajia: osoitetta, mainetta, kiintiötä tai lähetysoikeutta. Ota yhteys palvelun ylläpitoon ja näytä vastaus.
route-alarm-do-gateway = Ota yhteys palvelun ylläpitoon ja näytä vastaus.
duty-alert-why-me = Saat tämän viestin, koska olet organisaatiosi päivystyslistalla.
duty-alert-why-me-officer = Saat tämän viestin, koska olet organisaatiosi tietosuojavastaava.

## Tieto ilmoittajalle
progress-subject-received = Ilmoituksesi { $reference } on vastaanotettu
progress-subject-linked = Ilmoituksesi { $reference } on liitetty häiriöön
progress-subject-investigated = Ilmoituksesi { $reference } on selvitettävänä
progress-subject-told = Ilmoituksesi { $reference }: uusi tieto häiriöstä
progress-subject-corrected = Ilmoitustasi { $reference } on korjattu
progress-subject-rejected = Ilmoituksestasi { $reference } ei löytynyt häiriötä
progress-subject-closed = Ilmoituksesi { $reference } on käsitelty
progress-subject-resolved = Ilmoittamasi häiriö on päättynyt ({ $reference })
progress-received = Kiitos ilmoituksesta. Käyttötuki on saanut sen ja selvittää, mistä häiriö johtuu. Palvelu: { $service }.
progress-linked = Ilmoituksesi on liitetty häiriöön { $incident } ({ $service }). Kerromme, kun tilanne muuttuu.
progress-investigated = Ilmoittamaasi häiriötä selvitetään ({ $service }). Arvioitu päättymisaika: { $estimate }.
progress-told = Ilmoittamastasi häiriöstä on tiedotettu ({ $service }). Tiedote on seurantasivullasi. Arvioitu päättymisaika: { $estimate }.
progress-corrected = Käyttötuki on korjannut ilmoituksesi tietoja ({ $service }). Omat sanasi ovat tallella sellaisina kuin kirjoitit ne.
progress-rejected = Käyttötuki selvitti ilmoituksesi ({ $service }), eikä häiriötä löytynyt. Jos vika jatkuu, ilmoita siitä uudelleen.
progress-closed = Ilmoituksesi on käsitelty ({ $service }), eikä se vaadi enää mitään. Jos vika jatkuu, ilmoita siitä uudelleen.
progress-resolved = Ilmoittamasi häiriö ({ $service }) päättyi { $ended }.
progress-cause = Syy
progress-check = Tarkista, että häiriön aikana kirjaamasi tiedot ovat tallentuneet. Jos vika jatkuu, ilmoita siitä käyttötukeen.
progress-next = Kerromme lisää viimeistään { $at }.
progress-note = Käyttötuen viesti
progress-follow = Seuraa ilmoituksen etenemistä
progress-helpdesk = Käyttötuki

## Käyttäjätunnuksen linkki
account-link-subject-invite = Käyttäjätunnuksesi Majakkaan
account-link-subject-reset = Uusi salasana Majakkaan
account-link-what-invite = Sinulle on avattu käyttäjätunnus Majakkaan, jossa hoidetaan Kanta-palvelujen häiriöitä. Organisaatio: { $organisation }.
account-link-what-reset = Majakan käyttäjätunnuksellesi on pyydetty uutta salasanaa. Organisaatio: { $organisation }.
account-link-do-invite = Ota tunnus käyttöön tästä linkistä
account-link-do-reset = Valitse uusi salasana tästä linkistä
account-link-subject-email = Uusi sähköpostiosoite Majakkaan
account-link-what-email = Majakan käyttäjätunnukselle on pyydetty tätä sähköpostiosoitetta. Organisaatio: { $organisation }.
account-link-do-email = Ota osoite käyttöön tästä linkistä
account-link-until = Linkki toimii kerran, ja se vanhenee { $expires }.
account-link-unexpected = Jos et odottanut tätä viestiä, älä avaa linkkiä vaan ilmoita käyttötukeen.

## Toimittajalle, operaattorille ja Kelalle
escalation-subject = [Häiriö] { $service }: pyydämme selvitystä ({ $reference })
escalation-ask = { $organisation } pyytää selvittämään alla kuvatun häiriön. Pyydämme vastausta viimeistään { $answer_by }.
escalation-answer = Kertokaa vastauksessa, missä vika on, milloin arvioitte sen korjaantuvan ja mikä on tapauksen numero teillä. Käyttäkää viitettä { $reference }.
escalation-no-patient-data = Älkää lähettäkö henkilötunnuksia tai potilastietoja sähköpostitse.
kela-cover-subject = Häiriöilmoitus: { $service }, { $organisation } ({ $reference })
kela-cover-attached = Liitteenä on häiriöilmoituslomake (PDF) ja samat tiedot JSON-muodossa.
kela-cover-screenshots = Liitteenä on myös kuvakaappauksia. Niissä ei ole henkilötietoja.
kela-cover-call = Ilmoitamme häiriöstä myös puhelimitse.
kela-cover-patient = Potilaan tai asiakkaan tiedot toimitamme tarvittaessa erikseen suojatulla tavalla.

## Koeviesti
mail-route-test-subject = Majakka: koeviesti tietä { $route }
mail-route-test-text = Tämä on Majakan koeviesti. Viestillä ei ole muuta asiaa eikä siihen tarvitse vastata. Lähetystie: { $route }. Lähetetty { $at }.
account-notice-when = Aika: { $when }. Organisaatio: { $organisation }.
account-notice-not-you = Jos et itse tehnyt tätä, ilmoita heti käyttötukeen.
account-notice-subject-opened = Käyttäjätunnuksesi Majakkaan on avattu
account-notice-opened = Majakan käyttäjätunnuksesi on otettu käyttöön.
account-notice-subject-link-used = Majakan kertakäyttöistä linkkiä on käytetty
account-notice-link-used = Majakan käyttäjätunnuksellesi on valittu uusi salasana kertakäyttöisellä linkillä.
account-notice-subject-password-changed = Majakan salasanasi on vaihdettu
account-notice-password-changed = Majakan käyttäjätunnuksesi salasana on vaihdettu.
account-notice-subject-email-asked = Majakan käyttäjätunnuksellesi on pyydetty uutta osoitetta
account-notice-email-asked = Majakan käyttäjätunnuksellesi on pyydetty sähköpostiosoitetta { $detail }. Se tulee voimaan, kun sinne lähetettyä linkkiä käytetään.
account-notice-subject-email-changed = Majakan käyttäjätunnuksesi osoite on vaihdettu
account-notice-email-changed = Majakan käyttäjätunnuksesi sähköpostiosoite on nyt { $detail }. Tähän osoitteeseen ei enää lähetetä linkkejä.
account-notice-subject-roles-changed = Roolisi Majakassa on muutettu
account-notice-roles-changed = Majakan käyttäjätunnuksesi roolit ovat nyt: { $detail }.
account-notice-subject-factor-added = Majakan kirjautumiseen on lisätty tunnistautumistapa
account-notice-factor-added = Majakan käyttäjätunnuksellesi on otettu käyttöön tunnistautumissovellus tai pääsyavain.
account-notice-subject-factor-removed = Majakan kirjautumisesta on poistettu tunnistautumistapa
account-notice-factor-removed = Majakan käyttäjätunnukseltasi on poistettu tunnistautumissovellus tai pääsyavain.
account-notice-subject-recovery-code-used = Majakan varakoodi on käytetty
account-notice-recovery-code-used = Majakkaan on kirjauduttu varakoodillasi. Käyttämättömiä varakoodeja on jäljellä { $detail }.
account-notice-subject-recovery-codes-made = Majakan varakoodisi on vaihdettu
account-notice-recovery-codes-made = Majakan käyttäjätunnuksellesi on luotu uudet varakoodit. Aiemmat varakoodit eivät enää kelpaa.
account-notice-subject-guessed = Majakan salasanaasi on yritetty arvata
account-notice-guessed = Majakan käyttäjätunnukseesi on yritetty kirjautua monta kertaa väärällä salasanalla. Tuntemattomilta selaimilta kirjautuminen on hetken estetty. Selaimella, jota olet käyttänyt ennenkin, pääset sisään.
account-notice-subject-new-browser = Majakkaan on kirjauduttu uudella selaimella
account-notice-new-browser = Majakan käyttäjätunnuksellasi on kirjauduttu selaimella, jota ei ole käytetty aiemmin: { $detail }.
refusal-alarm-subject = Poikkeuksellisen moni yritys torjuttiin
refusal-alarm-what = Lokissa on { $refusals } torjuttua yritystä { $minutes } minuutin ajalta, alkaen { $since }.
refusal-alarm-do = Joku voi arvata salasanoja, linkkejä tai tunnisteita, tai jokin järjestelmä käyttää vanhentunutta tunnistetta. Katso auditointilokista, mistä osoitteista yritykset tulevat. Seuraava hälytys tulee aikaisintaan kuuden tunnin kuluttua.
