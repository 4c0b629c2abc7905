# Lähetetyt viestit: vastaanottajat, eteneminen, uudelleen lähettäminen.
messages-title = Lähetetyt viestit
messages-which = Rajaa
messages-every = Kaikki viestit
messages-in-trouble = Kaikki eivät saaneet
messages-message = Viesti
messages-about = Aihe
messages-written = Lähetetty
messages-outcome = Perillemeno
messages-no-trouble = ei ongelmia
messages-none = Viestejä ei ole vielä lähetetty.
messages-none-in-trouble = Jokainen viesti on mennyt perille tai on matkalla.
messages-recipients = Vastaanottajat
messages-progress = Eteneminen
messages-settled = Käsitelty
messages-said = Viestin eteneminen:
messages-over = Mikään ei enää odota lähtöä
messages-waiting = { $count ->
    [one] 1 odottaa lähtöä
   *[other] { $count } odottaa lähtöä
  }
messages-rate = { $count } minuutissa
messages-ends = valmis arviolta { $at }
messages-uncertain = { $count ->
    [one] 1 on epävarma
   *[other] { $count } on epävarmaa
  }
messages-forgotten = tiedot poistettu
messages-list = Vastaanottajaluettelo
messages-all = Kaikki
messages-failed = Ei mennyt perille
messages-queued = Odottaa
messages-unread = Ei kuitattu luetuksi
messages-unknown = Epävarmat
messages-search = Nimi, organisaatio tai osoite
messages-csv = Lataa CSV-tiedostona
messages-recipient = Vastaanottaja
messages-address = Osoite
messages-attempts = Yritykset ja vastaukset
messages-read = luettu
messages-due = seuraava yritys
messages-steps = { $count ->
    [one] 1 vaihe
   *[other] { $count } vaihetta
  }
messages-older = { $count ->
    [one] Lisäksi 1 aiempi yritys.
   *[other] Lisäksi { $count } aiempaa yritystä.
  }
messages-nobody = Yhtään tällaista vastaanottajaa ei ole.
messages-from-the-start = Luettelon alkuun
messages-again-one = Lähetä uudelleen
messages-again-all = { $count ->
    [one] Lähetä uudelleen yhdelle, jolle ei mennyt perille
   *[other] Lähetä uudelleen { $count } vastaanottajalle, joille ei mennyt perille
  }
messages-again-confirm = { $count ->
    [one] Lähetetäänkö uudelleen yhdelle vastaanottajalle?
   *[other] Lähetetäänkö uudelleen { $count } vastaanottajalle?
  }
messages-old-news = Uudempi tiedote on jo lähetetty, joten tätä ei lähetetä uudelleen.
messages-only-then = Tätä viestiä ei lähetetä uudelleen: se koski vain omaa hetkeään. Ota yhteyttä muulla tavalla.
messages-not-planned-here = Katkon suunnittelija lähettää sen viestit.
messages-stale-title = Uudelleen ei lähetetty
messages-stale-text = Uudempi tiedote on jo lähetetty, tai joku muu ehti ensin. Alla on nykyinen tilanne.
messages-show = Vastaanottajat
messages-show-delivery = Näytä vastaanottaja
messages-sent-of-break = Katkosta lähetetty
messages-lost-lately = { $count ->
    [one] 1 viesti ei mennyt kaikille perille
   *[other] { $count } viestiä ei mennyt kaikille perille
  }
messages-lost-lately-when = Viimeisen vuorokauden aikana

## Vaiheet
attempt-taken = otettiin vastaan
attempt-refused = hylättiin
attempt-later = lykättiin
attempt-unknown = ei tiedossa, otettiinko vastaan
attempt-delivered = meni perille
attempt-failed = ei mennyt perille
attempt-read = kuitattiin luetuksi
attempt-delayed = viivästyi palvelimella
attempt-complaint = vastaanottaja ilmoitti viestin roskapostiksi

## CSV-tiedoston sarakkeet
messages-column-name = Nimi
messages-column-organisation = Organisaatio
messages-column-channel = Kanava
messages-column-address = Osoite
messages-column-state = Tila
messages-column-attempts = Yrityksiä
messages-column-reply = Viimeisin vastaus
messages-column-route = Reitti
messages-column-settled = Tilan aika
messages-column-read = Luettu

## Viestin kuittaus linkistä
read-title = Viestin kuittaus
read-why = Kuittaa, että olet lukenut tämän viestin. Kuittauksesta käyttötuki näkee, keneltä tieto on mennyt perille.
read-press = Olen lukenut viestin
read-done = Kuittasit viestin luetuksi { $at }.
read-close = Voit sulkea tämän sivun.
read-situation = Katso häiriötilanne nyt
