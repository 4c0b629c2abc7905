# Vad som nyss gjordes: ett meddelande i början av nästa sida.
done-saved = Uppgifterna har sparats.
done-introduced = Tack, uppgifterna är sparade. Skicka härnäst ett testmeddelande.
done-public-page = Visa den offentliga sidan
done-open-incident = Öppna störningen
done-sent = Meddelandet skickas: { $people ->
    [one] 1 mottagare
   *[other] { $people } mottagare
  }, { $messages ->
    [one] 1 meddelande
   *[other] { $messages } meddelanden
  }.
done-sent-to-nobody = Meddelandet har publicerats. Det har inga mottagare per e-post eller sms.
done-over = Störningen har markerats som avslutad. Inget meddelande hade skickats om den, så inget meddelande skickas om slutet heller.
done-decided = Beslutet har sparats.
done-accepted = Förslaget är godkänt. Granska ännu det första meddelandet.
done-accepted-only = Förslaget är godkänt.
done-checked = Kontrollerna har sparats.
done-connection-closed = Förbindelsen har markerats som stängd.
done-connection-reopened = Förbindelsen har markerats som öppnad.
done-merged = Störningen { $from } slogs ihop med den här, { $into }.
done-undo-merge = Ångra sammanslagningen
done-unmerged = Sammanslagningen är ångrad. Störningen är öppen igen och har sina anmälningar tillbaka.
done-moved = { $count ->
    [one] 1 anmälan flyttades
   *[other] { $count } anmälningar flyttades
  } till störningen { $to }.
done-split = { $count ->
    [one] 1 anmälan avskildes
   *[other] { $count } anmälningar avskildes
  } till en egen störning { $to }.
done-replied = Svaret skickas till { $count ->
    [one] 1 anmälare
   *[other] { $count } anmälare
  }.
done-answer-noted = Svaret har antecknats.
done-called = Samtalet har antecknats.
done-sent-again = Meddelandet skickas igen: { $count ->
    [one] 1 meddelande
   *[other] { $count } meddelanden
  }.
done-reviewed = Efterhandsbedömningen har publicerats.
done-task-done = Uppgiften har markerats som gjord: { $task }.
done-answered = Svaret har sparats.
done-clock-ended = Tidsfristen har markerats som skött.
done-closed = Störningen har stängts.
done-escalated = Skickat: { $to }.
done-break-planned = Underhållsavbrottet { $id } har planerats och meddelas.
done-break-moved = Underhållsavbrottet { $id } har flyttats och det meddelas.
done-break-cancelled = Underhållsavbrottet { $id } har ställts in och det meddelas.
done-break-over = Underhållsavbrottet { $id } är över och det meddelas.
done-series-ended = Underhållsavbrottet { $id } upprepas inte längre.
done-break-goes-on = En störning har öppnats, eftersom underhållsavbrottet { $id } fortsätter.
done-announced = Meddelandet har antecknats.
done-announcement-confirmed = Meddelandet har bekräftats för alla.
done-announcement-retracted = Anteckningen har tagits bort.
done-announcement-over = Meddelandet har markerats som avslutat.
done-source-noted = Kanalens läge har antecknats.
done-probe-saved = Mätningen har sparats.
done-probe-confirmed = Mätningen har bekräftats för alla.
done-probe-removed = Mätningen har tagits bort.
done-reply-handled = Svaret har markerats som skött.
done-report-moved = Anmälan har kopplats till störningen { $to }.
done-report-corrected = Anmälan har rättats.
done-report-ended = Anmälan har avslutats.
done-roles-set = Rollerna har sparats. De gäller genast.
done-factor-reset = Autentiseringssätten har tagits bort. Personen tar ett nytt i bruk vid nästa inloggning.
done-account-closed = Kontot har stängts. Dess sessioner avslutades.
done-account-opened = Kontot har öppnats på nytt.
done-contact-saved = Kontaktpersonen har sparats: { $name }.
done-contact-removed = Kontaktpersonen har tagits bort.
done-partner-removed = Samarbetsparten har tagits bort.
done-organisation-made = Organisationen har lagts till. Skapa härnäst en anmälningslänk för den.
done-organisation-confirmed = Organisationen har bekräftats.
done-route-tested = Provmeddelandet har skickats. Resultatet finns nedan.
done-report-link-revoked = Anmälningslänken har tagits ur bruk.
done-token-revoked = Nyckeln har tagits ur bruk.
done-password-changed = Lösenordet har bytts. Övriga sessioner avslutades.
done-sessions-ended = Sessionerna har avslutats.
done-email-asked = Vi skickade en länk till { $address }. Adressen byts när du öppnar den.
done-email-changed = E-postadressen har bytts.
