# Skickade meddelanden: mottagare, läge, att skicka på nytt.
messages-title = Skickade meddelanden
messages-which = Avgränsa
messages-every = Alla meddelanden
messages-in-trouble = Alla fick inte
messages-message = Meddelande
messages-about = Gäller
messages-written = Skickat
messages-outcome = Framkomst
messages-no-trouble = inga problem
messages-none = Inga meddelanden har skickats ännu.
messages-none-in-trouble = Varje meddelande har kommit fram eller är på väg.
messages-recipients = Mottagare
messages-progress = Läge
messages-settled = Behandlade
messages-said = Meddelandets läge:
messages-over = Inget väntar längre på att skickas
messages-waiting = { $count ->
    [one] 1 väntar på att skickas
   *[other] { $count } väntar på att skickas
  }
messages-rate = { $count } i minuten
messages-ends = klart uppskattningsvis { $at }
messages-uncertain = { $count ->
    [one] 1 är osäkert
   *[other] { $count } är osäkra
  }
messages-forgotten = uppgifterna har tagits bort
messages-list = Lista över mottagare
messages-all = Alla
messages-failed = Nådde inte fram
messages-queued = Väntar
messages-unread = Inte kvitterade som lästa
messages-unknown = Osäkra
messages-search = Namn, organisation eller adress
messages-csv = Ladda ner som CSV-fil
messages-recipient = Mottagare
messages-address = Adress
messages-attempts = Försök och svar
messages-read = läst
messages-due = nästa försök
messages-steps = { $count ->
    [one] 1 skede
   *[other] { $count } skeden
  }
messages-older = { $count ->
    [one] Dessutom 1 tidigare försök.
   *[other] Dessutom { $count } tidigare försök.
  }
messages-nobody = Det finns inga sådana mottagare.
messages-from-the-start = Till listans början
messages-again-one = Skicka på nytt
messages-again-all = { $count ->
    [one] Skicka på nytt till en mottagare som inte nåddes
   *[other] Skicka på nytt till { $count } mottagare som inte nåddes
  }
messages-again-confirm = { $count ->
    [one] Ska meddelandet skickas på nytt till en mottagare?
   *[other] Ska meddelandet skickas på nytt till { $count } mottagare?
  }
messages-old-news = Ett nyare meddelande har redan skickats, därför skickas detta inte på nytt.
messages-only-then = Detta meddelande skickas inte på nytt: det gällde bara sin egen stund. Ta kontakt på annat sätt.
messages-not-planned-here = Den som planerade avbrottet sänder dess meddelanden.
messages-stale-title = Inget skickades på nytt
messages-stale-text = Ett nyare meddelande har redan skickats, eller så hann någon annan först. Nedan ser du läget nu.
messages-show = Mottagare
messages-show-delivery = Visa mottagaren
messages-sent-of-break = Skickat om avbrottet
messages-lost-lately = { $count ->
    [one] 1 meddelande nådde inte alla
   *[other] { $count } meddelanden nådde inte alla
  }
messages-lost-lately-when = Under det senaste dygnet

## Skeden
attempt-taken = togs emot
attempt-refused = avvisades
attempt-later = sköts upp
attempt-unknown = okänt om det togs emot
attempt-delivered = kom fram
attempt-failed = nådde inte fram
attempt-read = kvitterades som läst
attempt-delayed = försenades på servern
attempt-complaint = mottagaren anmälde meddelandet som skräppost

## CSV-filens kolumner
messages-column-name = Namn
messages-column-organisation = Organisation
messages-column-channel = Kanal
messages-column-address = Adress
messages-column-state = Tillstånd
messages-column-attempts = Försök
messages-column-reply = Senaste svar
messages-column-route = Väg
messages-column-settled = Tillståndets tid
messages-column-read = Läst

## Kvittering via länk
read-title = Kvittering av meddelande
read-why = Bekräfta att du har läst det här meddelandet. Av kvitteringen ser användarstödet vem informationen har nått.
read-press = Jag har läst meddelandet
read-done = Du kvitterade meddelandet som läst { $at }.
read-close = Du kan stänga sidan.
read-situation = Se störningsläget nu
