# Why a verdict is what it is: each sentence names its evidence.

reason-bulletin = { $source } on tiedottanut häiriöstä: { $id } ({ $system }).
reason-bulletin-too = Myös { $source } on tiedottanut häiriöstä: { $id } ({ $system }).
reason-overrun = Ilmoitettu katko { $id } ({ $source }) on venynyt yli ilmoitetun lopun.
reason-overrun-own = Oma katko { $id } on venynyt yli suunnitellun lopun.
reason-own-well = Sama organisaatio näkyy muuten terveenä palveluun asti: { $organisation }.
reason-neighbour-well = Naapuri näkyy terveenä palveluun asti: { $organisation }.
reason-chain-well = Ilmoittajan oma ketju näkyy terveenä palveluun asti: { $organisation }.
reason-one-reporter = Ilmoittajia on yksi ({ $organisation }), eikä mittauksia ole.
reason-chain-unfinished = Ilmoittajan ketju on kunnossa rooli- ja attribuuttipalveluun asti, mutta itse Kanta-palvelua ei ole mitattu: { $organisation }.
reason-one-reporter-measured = Ilmoittajia on yksi ({ $organisation }), eivätkä mittaukset näytä, missä vika on.
reason-checks-done = Omat tarkistukset on tehty, eikä syytä löytynyt. Viimeisen merkitsi { $by }, { $at }.
reason-chain-complete = Ketju katkeaa tässä kerroksessa: { $layer }. Kaikki sitä alemmat on mitattu kunnossa oleviksi: { $organisation }.
reason-chain-broken = Ketju katkeaa tässä kerroksessa: { $layer }. Alempia ei ole kaikkia mitattu: { $organisation }.
reason-kanta-unproven = Kantaa ei voi osoittaa syyksi ilman kahta riippumatonta ilmoittajaa tai täydellistä ketjua.
reason-relay-broker = Viestit kulkevat välittäjän kautta: { $broker }.
reason-line-operator = Yhteys liityntäpisteeseen ei aukea; teleoperaattori on { $operator }.
reason-own-point = Liityntäpiste { $point } ja sen varmenteet ovat omalla vastuulla; toimittaja on { $vendor }.
reason-no-well-neighbour = Ketään muuta ei ole nähty terveenä, joten yhteinen tekijä ei vielä nimeä syytä.
reason-chains-disagree = Ilmoittajien ketjut katkeavat eri kohdista.
reason-shared-operator = Ilmoittajilla on yhteinen teleoperaattori: { $operator }.
reason-shared-vendor = Ilmoittajilla on yhteinen järjestelmätoimittaja: { $vendor }.
reason-shared-point = Ilmoittajilla on yhteinen liityntäpiste: { $point }.
reason-shared-broker = Ilmoittajilla on yhteinen Kanta-välittäjä: { $broker }.
reason-dependency-fits = Menetetyt toiminnot ovat täsmälleen ne, jotka { $system } vie; ilmoittajia on { $count }.
reason-independent = Ilmoittajia on { $count }, ja ainakin kaksi niistä on toisistaan riippumattomia: ei yhteistä operaattoria, välittäjää, liityntäpistettä eikä toimittajaa.
reason-reaches-kela = Ilmoittajia on { $count }, ja yhden ketju on todistettu Kelan rajapintaan asti.
reason-not-independent = Ilmoittajia on { $count }, mutta ne eivät ole toisistaan riippumattomia.
reason-contradiction = Vastakkainen havainto: palvelu näkyy terveenä ilmoittajan omaa reittiä ({ $organisation }).
reason-source-unreadable = Tiedotuskanavaa ei voi lukea: { $source }. Hiljaisuus ei ole merkki siitä, että kaikki on hyvin.

# What would change the verdict.

change-bulletin-ends = Tiedotteen päättyminen: ehdotus tehdään silloin uudelleen ilman sitä.
change-bulletin-comes = Kelan tai muun omistajan tiedote, joka nimeää palvelun.
change-neighbour-probed = Mittaus organisaatiosta, joka käyttää samaa palvelua eikä ole ilmoittanut viasta.
change-chain-probed = Ilmoittajan ketjun mittaus kerros kerrokselta liityntäpisteestä Kantaan.
change-independent-reporter = Ilmoitus organisaatiosta, jolla on eri operaattori, liityntäpiste ja toimittaja.
change-checks-done = Omat tarkistukset: jos syytä ei löydy niistäkään, harkitse ilmoitusta Kelalle.

# Whom a bulletin concerns.

whom-nationwide = Kaikki palvelua käyttävät organisaatiot koko maassa
whom-several = Organisaatiot, joille tämä tiedote on lähetetty
whom-one = { $organisation }
