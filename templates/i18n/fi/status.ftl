# Julkinen häiriötilannesivu.
status-title = { $state ->
    [ok] Ei häiriöitä
    [down] Häiriö
    [degraded] Häiriö
    [maintenance] Huoltokatko
   *[unknown] Tilanne ei tiedossa
  } – { $whose }
status-name = Kanta-palvelujen häiriötilanne
status-name-citizens = Kanta-palvelujen häiriötilanne kansalaisille
status-views = Näkymä
status-view-professional = Ammattilaiset
status-view-citizen = Kansalaiset
status-changed = Häiriötilanne on päivittynyt.
status-cut = Yhteys palveluun on poikki. Tilanne haettiin viimeksi %n minuuttia sitten, ja se on voinut muuttua.

status-glance = { $state ->
    [ok] Ei tiedossa olevia häiriöitä
    [down] Palveluissa on häiriö
    [degraded] Palveluissa on häiriö
    [maintenance] Huoltokatko on käynnissä
   *[unknown] Tilannetta ei juuri nyt tiedetä
  }
status-glance-one = { $state ->
    [ok] { $service } toimii
    [down] { $service } ei toimi
    [degraded] { $service } toimii osittain tai hitaasti
    [maintenance] { $service }: huoltokatko
   *[unknown] { $service }: ei tiedossa
  }
status-glance-many = { $state ->
    [ok] { $count } palvelua toimii
    [down] Häiriö { $count } palvelussa
    [degraded] Häiriö { $count } palvelussa
    [maintenance] { $count } palvelussa on huoltokatko
   *[unknown] { $count } palvelun tilanne ei ole tiedossa
  }
status-glance-more = { $state ->
    [ok] Mistään palvelusta ei ole ilmoitettu häiriötä.
    [down] Häiriötä selvitetään. Alla kerrotaan, mihin se vaikuttaa ja miten voit toimia sen aikana.
    [degraded] Häiriötä selvitetään. Alla kerrotaan, mihin se vaikuttaa ja miten voit toimia sen aikana.
    [maintenance] Katko on suunniteltu. Alla kerrotaan, milloin se päättyy.
   *[unknown] Kanta.fi-sivustoa ei voi lukea, joten Kelan häiriötiedotteita ei näe. Se ei tarkoita, että palvelut olisivat epäkunnossa.
  }
status-since = Alkoi
status-until = Päättyy
status-next = Seuraava tieto viimeistään
status-updated = Päivitetty
status-estimate = Arvio korjaantumisesta
status-not-known = ei tiedossa
status-no-estimate = ei vielä arviota
status-ended = Päättyi
status-lasted = Kesti
status-cause = Syy
status-concerns = Ketä koskee
status-contact = Lisätietoja
status-source = Lähde: { $source }
status-announced = { $source } tiedottaa:

status-stale-title = Tieto on { $minutes ->
    [one] minuutin
   *[other] { $minutes } minuuttia
  } vanha
status-stale = Sivua ei juuri nyt pystytä päivittämään. Alla on tilanne { $known }, ja se on voinut muuttua. Päivitykset jatkuvat heti, kun yhteys palautuu.

status-state-ok = Toimii
status-state-unknown = Ei tiedossa
status-state-maintenance = Huoltokatko
status-state-degraded = Toimii osittain tai hitaasti
status-state-down = Ei toimi

status-incidents = Häiriöt nyt
status-instead = Toimi näin häiriön aikana
status-afterwards = Tee nämä häiriön jälkeen
status-hits = Mihin vaikuttaa
status-hit = Mihin vaikutti
status-works = Mikä toimii
status-others-work = Muut palvelut toimivat
status-because = { $state ->
    [maintenance] koska palvelussa { $system } on huoltokatko
   *[other] koska { $system } ei toimi
  }
status-because-whole = { $state ->
    [maintenance] Syynä on huoltokatko palvelussa { $system }.
   *[other] Syynä on häiriö palvelussa { $system }.
  }
status-bulletins = { $count ->
    [one] Yksi tiedote
   *[other] { $count } tiedotetta
  }
status-bulletin-first = Ensitiedote
status-bulletin-update = Jatkotiedote
status-bulletin-nochange = Ei muutosta
status-bulletin-resolved = Häiriö on päättynyt
status-bulletin-correction = Korjaus
status-bulletin-withdrawal = Tiedote peruttu
status-bulletin-withdrawn = Tämä tiedote ei pitänyt paikkaansa, ja se on peruttu.

status-services = Palvelut
status-services-national = Lista kertoo valtakunnallisten palvelujen tilan. Organisaation oma häiriö kerrotaan sen yläpuolella.
status-group-professional = Ammattilaisten palvelut
status-group-citizen = Kansalaisten palvelut
status-group-support = Asiointi ja tiedotus
status-group-dependency = Muiden palvelut, joita Kanta tarvitsee

status-maintenance = Huoltokatkot
status-no-maintenance = Tiedossa ei ole tulevia huoltokatkoja.
status-break-planned = Tulossa
status-break-running = Käynnissä
status-break-moved = Siirretty
status-break-cancelled = Peruttu
status-break-late = Venyy
status-break-before = Aiempi aika:
status-break-open = päättymisaika ei ole tiedossa
status-break-off = Katkoa ei pidetä. Palvelu on käytössä normaalisti.
status-break-repeats = Toistuu: { $rhythm }

status-history = Aiemmat häiriöt
status-all-history = Kaikki aiemmat häiriöt
status-day-none = Ei häiriöitä
status-took = Kesto:

status-follow = Seuraa häiriötilannetta
status-follow-how = Sivu päivittyy itsestään. Voit myös ottaa tiedot omaan järjestelmääsi tai kalenteriisi.
status-atom = Atom-syöte
status-calendar = Huoltokatkot kalenteriin
status-json = Tiedot ohjelmille (JSON)

status-weekday-1 = maanantai
status-weekday-2 = tiistai
status-weekday-3 = keskiviikko
status-weekday-4 = torstai
status-weekday-5 = perjantai
status-weekday-6 = lauantai
status-weekday-7 = sunnuntai

status-break-rests = Palvelu ei ole käytettävissä katkon aikana.
status-break-slows = Palvelu voi toimia katkon aikana hitaasti tai vain osittain.
status-break-unfelt = Katkon ei pitäisi haitata palvelun käyttöä.
status-whom-customers = Niitä, jotka käyttävät tiedotteen antajan yhteyksiä
status-whom-users = Kaikkia, jotka käyttävät palvelua

status-back = Häiriötilanteeseen
status-over = Häiriö on päättynyt
status-history-how = Viimeiset 90 päivää. Tiedot perustuvat julkaistuihin tiedotteisiin. Päivä ilman merkintää on päivä, jolta ei ole julkaistu tiedotetta.
status-by-service = Palveluittain
status-by-day = Päivittäin
status-service = Palvelu
status-last-days = 90 päivää
status-bars = Päivät
status-days-hit = Häiriöpäiviä
status-took-all = Kesto yhteensä
status-statement-accessibility = Saavutettavuusseloste
status-statement-privacy = Tietosuoja häiriötilannesivulla

accessibility-1-heading = Mitä seloste koskee
accessibility-1-text = Seloste koskee Majakka-palvelun julkista häiriötilannesivua. Sivun tarjoaa organisaatio, jonka yhteystieto on tämän sivun lopussa. Sivua koskee laki digitaalisten palvelujen tarjoamisesta (306/2019).
accessibility-2-heading = Miten saavutettava sivu on
accessibility-2-text = Sivu täyttää lain vaatimukset eli WCAG 2.1 -ohjeiston tasot A ja AA osittain. Puute kerrotaan alla.
accessibility-3-heading = Mikä ei ole saavutettavaa
accessibility-3-text = Muiden toimijoiden ilmoitusten otsikot näytetään sillä kielellä, jolla ne on kirjoitettu. Ruudunlukija ei aina vaihda kieltä niiden kohdalla (WCAG 3.1.2, osien kieli), koska ilmoituksista ei näe, mitä kieltä ne ovat. Saman tiedon voi lukea myös ilmoituksen antajan omilta sivuilta tai kysyä meiltä.
accessibility-4-heading = Miten sivu on arvioitu
accessibility-4-text = Arvio on palvelun tekijöiden oma. Jokainen sivu tarkistetaan koneellisesti ennen jokaista uutta versiota: kolmella kielellä, vaaleana ja tummana, kapealla ja leveällä näytöllä sekä suurennettuna. Ulkopuolista asiantuntija-arviota ei ole tehty. Seloste on laadittu 22.11.2026.
accessibility-5-heading = Anna palautetta
accessibility-5-text = Huomasitko puutteen tai tarvitsetko tiedon toisessa muodossa? Kerro siitä sivun tarjoajalle. Yhteystieto on tämän sivun lopussa. Saat vastauksen 14 päivän kuluessa.
accessibility-6-heading = Valvonta
accessibility-6-text = Jos et ole tyytyväinen vastaukseen tai et saa sitä 14 päivässä, voit tehdä kantelun tai selvityspyynnön Liikenne- ja viestintävirasto Traficomille. Ohjeet ja lomake ovat valvontaviranomaisen sivuilla:
accessibility-6-link = https://www.saavutettavuusvaatimukset.fi/

privacy-1-heading = Mitä sivu kerää
privacy-1-text = Häiriötilannesivu ei kerää henkilötietoja. Sivu ei lataa mitään muilta sivustoilta, eikä kävijöitä seurata. Ainoa eväste muistaa valitsemasi kielen.
privacy-2-heading = Mitä sivulla julkaistaan
privacy-2-text = Sivulla kerrotaan vain se, mistä on tiedotettu. Ilmoittajien nimiä tai potilaiden tietoja ei julkaista. Yksittäisen organisaation häiriöstä kerrotaan vain sen omalla sivulla.
privacy-3-heading = Jos lähetät häiriöilmoituksen
privacy-3-text = Ilmoituksen käsittelee organisaatiosi käyttötuki. Älä kirjoita ilmoitukseen henkilötunnusta. Potilasviite tallennetaan salattuna, ja jokainen avaaminen kirjataan lokiin. Keskeneräinen teksti säilyy selaimesi välilehdessä enintään puoli tuntia tai siihen asti, kun lähetät lomakkeen tai suljet välilehden.
privacy-4-heading = Oikeutesi
privacy-4-text = Voit pyytää nähtäväksi, mitä sinusta on tallennettu, ja pyytää korjaamaan tai poistamaan sen. Esitä pyyntö rekisterinpitäjälle. Jos et ole tyytyväinen vastaukseen, voit tehdä valituksen tietosuojavaltuutetulle:
privacy-4-link = https://tietosuoja.fi/etusivu
privacy-controller = Rekisterinpitäjä
privacy-periods = Kuinka kauan tietoja säilytetään
privacy-periods-text = Aika lasketaan häiriön päättymisestä. Sen jälkeen tiedot poistetaan joka yö; häiriön kulku jää talteen ilman niitä.
privacy-kept-patient_references = Potilasviitteet, salattuina
privacy-kept-pictures = Ilmoitusten kuvat
privacy-kept-reporters = Ilmoittajan nimi ja yhteystiedot
privacy-kept-recipients = Tiedotteiden vastaanottajien osoitteet
privacy-kept-people = Poistettujen yhteyshenkilöiden ja tunnusten tiedot
privacy-kept-days = { $count ->
    [0] toistaiseksi
    [one] 1 vuorokausi
   *[other] { $count } vuorokautta
  }

status-bars-said = { $service }: { $days } päivää, joista häiriöpäiviä { $hit } ja päiviä, joilta tieto puuttuu, { $unknown }
status-bar-ok = Ei tiedossa olevaa häiriötä
status-bar-hit = Häiriö
status-days-unknown = Ei tiedossa
status-undisturbed = Häiriötöntä aikaa
status-figures = Luvut 90 päivältä
status-figures-how = Häiriötön aika lasketaan siitä ajasta, jolta tilanne tiedetään. Jos häiriön päättymistä ei tiedetä, lukua ei näytetä.
status-years = Vuosittain
status-year = Häiriöt vuonna { $year }
status-year-count = { $count ->
    [0] Tältä vuodelta ei ole julkaistu häiriöitä.
    [one] Yksi häiriö.
   *[other] { $count } häiriötä.
  }
status-month-1 = Tammikuu
status-month-2 = Helmikuu
status-month-3 = Maaliskuu
status-month-4 = Huhtikuu
status-month-5 = Toukokuu
status-month-6 = Kesäkuu
status-month-7 = Heinäkuu
status-month-8 = Elokuu
status-month-9 = Syyskuu
status-month-10 = Lokakuu
status-month-11 = Marraskuu
status-month-12 = Joulukuu
status-review = Mitä tapahtui ja mitä opittiin
status-service-title = { $service }: { $state ->
    [ok] toimii
    [down] ei toimi
    [degraded] toimii osittain tai hitaasti
    [maintenance] huoltokatko
   *[unknown] ei tiedossa
  }
status-service-more = Palvelun tilanne ja historia
status-functions = Toiminnot
status-leans-on = Mitä palvelu tarvitsee
status-leans-on-how = Jos jokin näistä ei toimi, myös nämä palvelun toiminnot voivat lakata toimimasta.
status-carries = Mitkä palvelut tarvitsevat tätä
status-carries-how = Jos tämä ei toimi, näiden palvelujen toiminnot voivat lakata toimimasta.
status-guidance = Toimi näin, jos palvelu ei toimi
status-days-as-list = Häiriöpäivät ja huoltokatkot luettelona
status-day = Päivä
status-state = Tila

status-publisher = Kuka julkaisee
status-published-by = Tämän sivun julkaisee { $name }.
status-publisher-contact = Yhteys: { $contact }.
status-publisher-kela = Kanta-palveluista vastaava Kela tiedottaa häiriöistä myös itse:
status-publisher-kela-address = https://www.kanta.fi/
