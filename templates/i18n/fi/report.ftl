# Ilmoituslomake ja ilmoittajan oma sivu.
report-title = Ilmoita häiriöstä
report-lead = Kerro, mikä ei toimi. Palvelu, kuvaus ja takaisinsoittonumero riittävät; loput auttavat selvittämään asian nopeammin.
report-phone-title = Kirjaa ilmoitus
report-phone-lead = Kirjaa oma havaintosi tai se, mitä soittaja kertoo. Sinut merkitään kirjaajaksi.
report-who = Kuka ilmoittaa
report-continue = Jatka
report-keep = Tallenna kuvat ja jatka täyttämistä
report-prompt-organisation = Valitse organisaatio
report-prompt-service = Valitse palvelu ja toiminto

## Kentät
report-field-organisation = Organisaatio
report-field-service = Mikä ei toimi
report-field-effect = Vaikutus työhön
report-field-description = Mitä teit ja mitä tapahtui
report-field-error-text = Virheilmoituksen teksti
report-field-occurred-at = Milloin
report-field-screenshots = Kuvakaappaukset
report-field-callback = Takaisinsoittonumero
report-field-reporter = Nimi
report-field-unit = Yksikkö
report-field-workstation = Työaseman tunnus
report-field-application = Sovellus
report-field-reporter-email = Sähköposti
report-field-risk = Onko jokin vaarassa
report-field-patient-ref = Potilas, jota asia koskee
report-hint-description = Kerro vaihe vaiheelta. Älä kirjoita tähän potilaan tietoja.
report-hint-error-text = Kopioi teksti sellaisenaan.
report-hint-occurred-at = Suomen aikaa. Vaihda aika, jos havaitsit häiriön aiemmin.
report-hint-screenshots = Enintään 5 kuvaa (PNG, JPEG tai WebP), 10 Mt kukin. Peitä henkilötiedot ennen lähettämistä.
report-hint-callback = Numero, josta sinut tavoittaa.
report-hint-workstation = Tunnus on yleensä koneen kyljessä.
report-hint-application = Esimerkiksi potilastietojärjestelmän nimi ja versio.
report-hint-reporter-email = Tähän lähetetään tieto, kun asia etenee.
report-hint-patient-ref = Vain, jos tieto on tarpeen riskin arvioimiseksi. Kenttä suljetaan heti: sitä ei näytetä lomakkeella uudelleen, eikä se näy viesteissä tai luetteloissa.
report-effect-hint-none = Asian saa hoidettua, mutta jokin epäilyttää.
report-effect-hint-degrades = Onnistuu hitaasti tai vasta uudelleen yrittämällä.
report-effect-hint-prevents = Asiaa ei saa hoidettua Kannan kautta.
report-risk-safety = Potilasturvallisuus voi vaarantua
report-risk-privacy = Tietosuoja voi vaarantua

## Kuvat
report-pictures-kept = { $count ->
    [one] Yksi kuva on tallessa.
   *[other] { $count } kuvaa on tallessa.
  }
report-picture-clean = Kuvassa { $name } ei ole henkilötietoja
report-hint-clean = Merkitse kuvat, joissa ei ole henkilötietoja. Muita kuvia ei lähetetä oman organisaation käyttötuesta eteenpäin.
problem-picture-count = Kuvia voi olla enintään viisi. Tätä ei tallennettu.

## Virheet
report-problem-service-missing = Valitse palvelu ja toiminto, jota häiriö koskee.
report-problem-description-missing = Kerro, mitä teit ja mitä tapahtui.
report-problem-callback-missing = Kirjoita numero, josta sinut tavoittaa, esimerkiksi 0400 000 000.
report-problem-organisation-missing = Valitse organisaatio, jonka ilmoitus tämä on.
report-problem-occurred-at-time-form = Kirjoita päivä ja kellonaika, esimerkiksi 20.11.2026 klo 12.10.
report-identity-found = Tekstissä on henkilötunnus. Siirrä se suljettuun kenttään. Jos jatkat siirtämättä, se suljetaan joka tapauksessa eikä näy tekstissä.
report-seal = Siirrä henkilötunnus suljettuun kenttään ja jatka
report-patient-kept = Potilastieto on tallessa suljettuna. Sitä ei näytetä.
report-patient-forget = Poista suljettu potilastieto

## Tarkistus
report-check-title = Tarkista ja lähetä
report-check-told = Olet ilmoittamassa
report-similar = Onko kyse tästä?
report-similar-hint = Palvelusta tiedetään jo tämä. Voit silti lähettää ilmoituksen: se auttaa arvioimaan, miten laaja häiriö on.
report-similar-bulletin = häiriötiedote
report-similar-incident = häiriö, josta on tiedotettu
report-similar-reported = häiriö, josta teiltä on jo ilmoitettu ja jota selvitetään
report-similar-maintenance = huoltokatko
report-similar-none = Ei mikään näistä, tai en tiedä
report-similar-nothing = Palvelusta ei ole juuri nyt tiedossa muita häiriöitä eikä huoltokatkoja.
report-same-note = Ilmoittajan mukaan sama asia: { $what }
report-sealed = Mukana on suljettu potilastieto. Sen voi avata vain käyttötuki tai tietosuojavastaava, ja jokainen avaaminen kirjataan.
report-send = Lähetä ilmoitus
report-edit = Muuta tietoja

## Linkki ei käy
report-gone-title = Ilmoituslinkki ei ole käytössä
report-gone = Linkki on vaihdettu tai kirjoitettu väärin. Pyydä uusi linkki organisaatiosi käyttötuesta tai soita sinne.
report-gone-contact = Ilmoita häiriöstä puhelimella: { $contact }

## Ilmoittajan oma sivu
report-follow-title = Ilmoitus { $reference }
report-received-title = Ilmoitus on vastaanotettu
report-received-reference = Viitteesi on
report-received-contact = Jos asia on kiireellinen, soita: { $contact }. Mainitse viite.
report-received-contact-line = Jos asia on kiireellinen, ota yhteyttä: { $contact }. Mainitse viite.
report-received-follow = Tältä sivulta näet, miten asia etenee. Tallenna sivun osoite kirjanmerkiksi: se on vain sinun.
report-standing = Missä mennään
report-standing-received = Ilmoitus on käyttötuella.
report-standing-investigated = Häiriötä selvitetään.
report-standing-told = Häiriöstä on tiedotettu, ja sitä korjataan.
report-standing-over = Häiriö on ohi.
report-standing-break = Palvelussa on huoltokatko. Ilmoituksesi on kirjattu siihen.
report-standing-rejected = Käyttötuki selvitti ilmoituksen, eikä häiriötä löytynyt.
report-standing-closed = Ilmoitus on käsitelty.
report-end-reason = Käyttötuen perustelu
report-incident = Häiriö
report-ended = Päättyi
report-estimate = Arvio korjaantumisesta
report-next-update = Seuraava tieto viimeistään
report-contact = Käyttötuki
report-said = Tiedotteet
report-told = Mitä ilmoitit
report-received-at = Vastaanotettu

report-own = Omat ilmoitukset
report-own-what = Mitä olet ilmoittanut tällä tunnuksella ja missä kukin asia on menossa.
report-own-report = Ilmoitus
report-own-about = Mitä koskee
report-own-sent = Lähetetty
report-own-older = Vanhemmat ilmoitukset
report-own-none = Et ole vielä ilmoittanut mitään tällä tunnuksella.
