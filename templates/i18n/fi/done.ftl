# Mitä juuri tehtiin: ilmoitus seuraavan sivun alussa.
done-saved = Tiedot on tallennettu.
done-introduced = Kiitos, tiedot on tallennettu. Lähetä seuraavaksi koeviesti.
done-public-page = Katso julkinen sivu
done-open-incident = Avaa häiriö
done-sent = Tiedote on lähdössä: { $people ->
    [one] 1 vastaanottaja
   *[other] { $people } vastaanottajaa
  }, { $messages ->
    [one] 1 viesti
   *[other] { $messages } viestiä
  }.
done-sent-to-nobody = Tiedote on julkaistu. Sillä ei ole vastaanottajia sähköpostissa eikä tekstiviestissä.
done-over = Häiriö on merkitty päättyneeksi. Siitä ei ollut tiedotettu, joten päättymisestäkään ei lähde tiedotetta.
done-decided = Päätös on tallennettu.
done-accepted = Ehdotus on hyväksytty. Tarkista vielä ensitiedote.
done-accepted-only = Ehdotus on hyväksytty.
done-checked = Tarkistukset on tallennettu.
done-connection-closed = Yhteys on merkitty suljetuksi.
done-connection-reopened = Yhteys on merkitty avatuksi.
done-merged = Häiriö { $from } yhdistettiin tähän häiriöön, { $into }.
done-undo-merge = Kumoa yhdistäminen
done-unmerged = Yhdistäminen on kumottu. Häiriö on jälleen avoin, ja sen ilmoitukset palasivat.
done-moved = { $count ->
    [one] 1 ilmoitus siirrettiin
   *[other] { $count } ilmoitusta siirrettiin
  } häiriöön { $to }.
done-split = { $count ->
    [one] 1 ilmoitus erotettiin
   *[other] { $count } ilmoitusta erotettiin
  } omaksi häiriökseen { $to }.
done-replied = Vastaus on lähdössä { $count ->
    [one] 1 ilmoittajalle
   *[other] { $count } ilmoittajalle
  }.
done-answer-noted = Vastaus on kirjattu.
done-called = Puhelu on kirjattu.
done-sent-again = Viesti on lähdössä uudelleen: { $count ->
    [one] 1 viesti
   *[other] { $count } viestiä
  }.
done-reviewed = Jälkiarvio on julkaistu.
done-task-done = Tehtävä on merkitty tehdyksi: { $task }.
done-answered = Vastaus on tallennettu.
done-clock-ended = Määräaika on merkitty hoidetuksi.
done-closed = Häiriö on suljettu.
done-escalated = Lähetetty: { $to }.
done-break-planned = Huoltokatko { $id } on suunniteltu, ja siitä tiedotetaan.
done-break-moved = Huoltokatko { $id } on siirretty, ja siitä tiedotetaan.
done-break-cancelled = Huoltokatko { $id } on peruttu, ja siitä tiedotetaan.
done-break-over = Huoltokatko { $id } on päättynyt, ja siitä tiedotetaan.
done-series-ended = Huoltokatko { $id } ei enää toistu.
done-break-goes-on = Häiriö on avattu, koska huoltokatko { $id } jatkuu.
done-announced = Tiedote on kirjattu.
done-announcement-confirmed = Tiedote on vahvistettu kaikille.
done-announcement-retracted = Kirjaus on poistettu.
done-announcement-over = Tiedote on merkitty päättyneeksi.
done-source-noted = Kanavan tila on merkitty.
done-probe-saved = Mittaus on tallennettu.
done-probe-confirmed = Mittaus on vahvistettu kaikille.
done-probe-removed = Mittaus on poistettu.
done-reply-handled = Vastaus on merkitty hoidetuksi.
done-report-moved = Ilmoitus on liitetty häiriöön { $to }.
done-report-corrected = Ilmoitusta on korjattu.
done-report-ended = Ilmoitus on viety loppuun.
done-roles-set = Roolit on tallennettu. Ne tulevat voimaan heti.
done-factor-reset = Tunnistautumistavat on poistettu. Hän ottaa uuden käyttöön, kun kirjautuu.
done-account-closed = Tunnus on suljettu. Sen istunnot päättyivät.
done-account-opened = Tunnus on avattu uudelleen.
done-contact-saved = Yhteyshenkilö on tallennettu: { $name }.
done-contact-removed = Yhteyshenkilö on poistettu.
done-partner-removed = Yhteistyötaho on poistettu.
done-organisation-made = Organisaatio on lisätty. Tee sille seuraavaksi ilmoituslinkki.
done-organisation-confirmed = Organisaatio on vahvistettu.
done-route-tested = Koeviesti on lähetetty. Tulos on alla.
done-report-link-revoked = Ilmoituslinkki on poistettu käytöstä.
done-token-revoked = Avain on poistettu käytöstä.
done-password-changed = Salasana on vaihdettu. Muut istunnot päättyivät.
done-sessions-ended = Istunnot on päätetty.
done-email-asked = Lähetimme linkin osoitteeseen { $address }. Osoite vaihtuu, kun avaat sen.
done-email-changed = Sähköpostiosoite on vaihdettu.
