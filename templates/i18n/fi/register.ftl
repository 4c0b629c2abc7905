# Yhteystietorekisteri: haku, luettelot, kattavuus, tuonti.
register-search = Hae
register-search-hint = Vähintään kolme merkkiä mistä kohdasta tahansa. Lyhyempi haku löytää nimen alusta.
register-search-organisations = Nimi, Y-tunnus, OID, alue, operaattori tai toimittaja
register-search-contacts = Henkilön tai organisaation nimi, osoite tai numero
register-everything = Näytä kaikki
register-hetu = Rekisterissä ei ole henkilötunnuksia.
register-any = Kaikki
register-uses = Käyttää palvelua
register-role = Rooli
register-unconfirmed-only = Vain vahvistamattomat
register-without-sms = Vain ilman tekstiviestiä
register-order = Järjestys
register-order-name = nimen mukaan
register-order-newest = uusin ensin
register-all-organisations = Kaikki organisaatiot
register-contacts-count = { $count ->
    [0] ei yhteystietoja
    [one] yksi yhteystieto
   *[other] { $count } yhteystietoa
    }
register-told = Viestit viimeisen vuoden ajalta
register-told-nothing = Vuoteen ei ole lähetetty mitään.

## Tiedoston sarakkeet: nimi, ja muut nimet joilla sarake tunnistetaan
register-column-organisation = Organisaatio
register-column-also-organisation = organisaation tunnus|asiakas|toimipaikka
register-column-given-name = Etunimi
register-column-also-given-name = etunimet
register-column-name = Nimi
register-column-also-name = sukunimi|yhteyshenkilö|organisaation nimi
register-column-email = Sähköposti
register-column-also-email = sähköpostiosoite|s-posti|maili
register-column-phone = Puhelin
register-column-also-phone = puhelinnumero|puh|matkapuhelin|gsm
register-column-kind = Laji
register-column-also-kind = tyyppi|yhteystietotyyppi
register-column-language = Kieli
register-column-also-language = asiointikieli
register-column-roles = Roolit
register-column-also-roles = rooli|tehtävä
register-column-business-id = Y-tunnus
register-column-also-business-id = ytunnus
register-column-connection-point = Liityntäpiste
register-column-also-connection-point = OID|OID-tunnus|liityntäpisteen OID
register-column-slug = Lyhyt nimi
register-column-also-slug = lyhenne
register-column-region = Alue
register-column-also-region = hyvinvointialue|maakunta
register-column-operator = Teleoperaattori
register-column-also-operator = operaattori
register-column-vendor = Järjestelmätoimittaja
register-column-also-vendor = toimittaja|tietojärjestelmän toimittaja
register-column-services = Palvelut
register-column-also-services = Kanta-palvelut|käytössä olevat palvelut
register-column-broker = Kanta-välittäjä
register-column-also-broker = välittäjä
register-column-desk = Käyttötuki
register-column-also-desk = kenen käyttötuki

## Tuonti tiedostosta
problem-import-organisation = Organisaatiota ei tunneta. Kirjoita sen Y-tunnus, OID tai lyhyt nimi.
problem-import-twice = Sama on tiedostossa jo aiemmalla rivillä.
problem-import-word = Sanaa ei tunneta. Käytä samoja sanoja kuin tiedostossa, jonka Majakka kirjoittaa.
problem-import-column = Tiedostosta puuttuu tämä sarake.
problem-import-wrong = Tiedostossa on virheitä, eikä siitä otettu mitään.
