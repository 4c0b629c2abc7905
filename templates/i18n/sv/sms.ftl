# Textmeddelanden. Endast GSM-7-tecken.

## Textmeddelanden: 160 septetter
sms-first = STÖRNING { $svc }: { $impact }. Började { $t }. { $instr } Mer info { $next }. { $ref }
sms-update = LÄGE { $svc }: { $impact }. { $instr } { $estimate }. Mer { $next }. { $ref }
sms-nochange = INGEN ÄNDRING { $svc }: störningen fortsätter och utreds. Samma anvisning gäller. Mer info { $next }. { $ref }
sms-resolved = AVSLUTAD { $svc }: störningen upphörde { $t }. Kontrollera att uppgifterna sparats. Fel? Kontakta stödet. { $ref }
sms-correction = RÄTTELSE { $svc }: { $impact }. { $instr } Mer info { $next }. { $ref }
sms-withdrawal = ÅTERKALLAT { $svc }: vårt meddelande { $t } stämde inte. { $impact }. { $ref }
sms-maint-advance = UNDERHÅLL { $svc }: { $span }. { $impact }. { $instr } { $ref }
sms-maint-start = UNDERHÅLL BÖRJADE { $svc } { $t }. Beräknas klart { $end }. { $impact }. { $ref }
sms-maint-end = UNDERHÅLL KLART { $svc } { $t } (planerad tid). Fel? Kontakta användarstödet. { $ref }
sms-maint-over = UNDERHÅLL KLART { $svc } { $t }. Fel? Kontakta användarstödet. { $ref }
sms-maint-start-open = UNDERHÅLL BÖRJADE { $svc } { $t }. Sluttid ej känd. { $impact }. { $ref }
sms-maint-moved = UNDERHÅLL FLYTTAS { $svc }: ny tid { $span } (var { $old }). { $impact }. { $ref }
sms-maint-cancelled = UNDERHÅLL INSTÄLLT { $svc } { $t }. Tjänsten fungerar som vanligt. { $ref }
sms-staff-alarm = MEDDELANDE FÖRSENAT { $ref } { $svc }: lovat { $t }. Skriv en uppdatering, annars går INGEN ÄNDRING { $t2 }.
sms-duty-alert-critical-report = JOUR { $ref } { $svc }: kritisk störningsanmälan { $t }. Börja behandla den genast.
sms-duty-alert-no-first-bulletin = JOUR { $ref } { $svc }: första meddelandet saknas, störningen bedömd { $t }. Publicera ett meddelande.
sms-duty-alert-clock-runs-out = JOUR { $ref } { $svc }: en lagstadgad tidsfrist går ut { $t }. Gör anmälan eller anteckna varför inte.
sms-duty-alert-nobody-reached = JOUR { $ref } { $svc }: meddelandet { $t } nådde ingen. Se orsaken och informera på annat sätt.
sms-duty-alert-breach-suspected = DATASKYDD { $ref } { $svc }: misstänkt personuppgiftsincident { $t }. Bedöm i Majakka.
sms-duty-alert-call-owed = JOUR { $ref } { $svc }: FPA ska ringas, har väntat sedan { $t }. Ring och anteckna samtalet.
sms-route-alarm-email = JOUR: e-posten går inte iväg sedan { $t }. Servern: { $reply } Meddelandena väntar, inget försvinner.
sms-route-alarm-sms = JOUR: textmeddelanden går inte iväg sedan { $t }. Förmedlaren: { $reply } Meddelandena väntar.

## Delar
sms-estimate = Beräknas klart { $eta }
sms-estimate-unknown = Sluttid ej känd
sms-from-on = från { $t }, sluttid ej känd
sms-later = senare
sms-and-others = { $service } m.fl.
sms-service-unnamed = Kanta-tjänsterna
sms-refusal-alarm = Majakka: { $refusals } avvisade försök sedan { $t }. Se i loggen vem som försöker.
break-announced-prevents = tjänsten kan inte användas
break-announced-degrades = tjänsten är långsam eller delvis nere
break-announced-none = avbrottet bör inte märkas
