# Sivujen kehys ja yhteiset osat.
layout-skip = Siirry sisältöön
layout-navigation = Päävalikko
layout-languages = Kieli
layout-footer = Tietoa palvelusta
layout-account = Käyttäjä
layout-own-account = Omat tiedot
layout-sign-in = Kirjaudu sisään
layout-sign-out = Kirjaudu ulos
layout-public-page = Häiriötilanne
layout-report = Ilmoita häiriöstä
layout-accessibility = Saavutettavuus
layout-privacy = Tietosuoja
layout-about = Majakka kertoo Kanta-palvelujen häiriöistä niitä käyttäville organisaatioille ja asiakkaille.
layout-demonstration = Tämä on esittelyasennus. Organisaatiot, henkilöt ja häiriöt ovat keksittyjä.
layout-outbox-is-a-folder = Viestejä ei lähetetä: sähköposti- ja tekstiviestipalvelu puuttuu. Viestit tallentuvat tiedostoiksi.
layout-mail-is-a-folder = Sähköposteja ei lähetetä: sähköpostipalvelu puuttuu. Viestit tallentuvat tiedostoiksi.
layout-sms-is-a-folder = Tekstiviestejä ei lähetetä: tekstiviestipalvelu puuttuu. Viestit tallentuvat tiedostoiksi.

layout-nav-desk = Tilanne
layout-nav-reports = Ilmoitukset
layout-nav-incidents = Häiriöt
layout-nav-maintenance = Huoltokatkot
layout-nav-breaches = Tietosuoja
layout-nav-contacts = Yhteystiedot
layout-nav-log = Loki
layout-nav-settings = Asetukset
layout-nav-report = Ilmoita
layout-nav-own-reports = Omat ilmoitukset
layout-nav-status = Häiriötilanne
layout-nav-history = Historia


layout-restored = Palautimme tekstin, jota et ehtinyt lähettää.
layout-discard = Hylkää teksti
layout-required = pakollinen
layout-error = Virhe:
layout-error-summary = { $count ->
    [one] Korjaa yksi kohta
   *[other] Korjaa { $count } kohtaa
  }
layout-file-drop = Poista tiedosto { $name }
layout-pages = Sivut
layout-page = Sivu
layout-previous = Edellinen
layout-next = Seuraava

layout-sms-from = Tekstiviesti, lähettäjä { $sender }
layout-sms-septets = { $septets } / { $limit } merkkiä
layout-sms-over = Viesti ei mahdu yhteen tekstiviestiin.
layout-septets = %n / %m merkkiä
layout-septets-foreign = Tekstissä on merkki, jota tekstiviestien perusmerkistössä ei ole.

layout-idle-title = Istunto on päättymässä
layout-idle-left = Sinut kirjataan ulos noin %n minuutin kuluttua, koska et ole tehnyt mitään hetkeen.
layout-idle-kept = Lähettämätön ilmoitus säilyy, vaikka istunto päättyisi.
layout-idle-continue = Jatka työskentelyä
