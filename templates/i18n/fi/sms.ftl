# Tekstiviestit. Vain GSM-7-merkkejä.

## Tekstiviestit: 160 septettiä, lajit kuten domain tuntee ne
sms-first = HÄIRIÖ { $svc }: { $impact }. Alkoi { $t }. { $instr } Lisää { $next }. { $ref }
sms-update = TILANNE { $svc }: { $impact }. { $instr } { $estimate }. Lisää { $next }. { $ref }
sms-nochange = EI MUUTOSTA { $svc }: häiriö jatkuu, selvitys kesken. Ohje ennallaan. Lisää { $next }. { $ref }
sms-resolved = PÄÄTTYNYT { $svc }: häiriö ohi { $t }. Tarkista tallentuneet tiedot. Jos vika jatkuu, ilmoita tukeen. { $ref }
sms-correction = KORJAUS { $svc }: { $impact }. { $instr } Lisää { $next }. { $ref }
sms-withdrawal = PERUTTU { $svc }: { $t } lähetetty tiedote ei pidä paikkaansa. { $impact }. { $ref }
sms-maint-advance = HUOLTO { $svc }: { $span }. { $impact }. { $instr } { $ref }
sms-maint-start = HUOLTO ALKOI { $svc } { $t }. Arvioitu loppu { $end }. { $impact }. { $ref }
sms-maint-end = HUOLTO PÄÄTTYI { $svc } { $t } (suunniteltu aika). Jos vika jatkuu, ilmoita tukeen. { $ref }
sms-maint-over = HUOLTO PÄÄTTYI { $svc } { $t }. Jos vika jatkuu, ilmoita tukeen. { $ref }
sms-maint-start-open = HUOLTO ALKOI { $svc } { $t }. Loppu ei tiedossa. { $impact }. { $ref }
sms-maint-moved = HUOLTO SIIRTYY { $svc }: uusi aika { $span } (oli { $old }). { $impact }. { $ref }
sms-maint-cancelled = HUOLTO PERUTTU { $svc } { $t }. Palvelu on käytössä normaalisti. { $ref }
sms-staff-alarm = TIEDOTE MYÖHÄSSÄ { $ref } { $svc }: luvattu { $t }. Kirjoita päivitys, muuten lähtee { $t2 } EI MUUTOSTA.
sms-duty-alert-critical-report = PÄIVYSTYS { $ref } { $svc }: kriittinen häiriöilmoitus { $t }. Ota käsittelyyn heti.
sms-duty-alert-no-first-bulletin = PÄIVYSTYS { $ref } { $svc }: ensimmäinen tiedote puuttuu, häiriö arvioitu { $t }. Julkaise tiedote.
sms-duty-alert-clock-runs-out = PÄIVYSTYS { $ref } { $svc }: lakisääteinen määräaika päättyy { $t }. Tee ilmoitus tai kirjaa, miksi ei.
sms-duty-alert-nobody-reached = PÄIVYSTYS { $ref } { $svc }: tiedote { $t } ei tavoittanut ketään. Katso syy ja kerro muuta kautta.
sms-duty-alert-breach-suspected = TIETOSUOJA { $ref } { $svc }: epäilty tietoturvaloukkaus { $t }. Arvioi Majakassa.
sms-duty-alert-call-owed = PÄIVYSTYS { $ref } { $svc }: Kelalle on soittamatta, odotettu { $t }. Soita ja kirjaa puhelu.
sms-route-alarm-email = PÄIVYSTYS: sähköpostit eivät lähde { $t } alkaen. Palvelin: { $reply } Viestit odottavat, mitään ei katoa.
sms-route-alarm-sms = PÄIVYSTYS: tekstiviestit eivät lähde { $t } alkaen. Välittäjä: { $reply } Viestit odottavat.

## Palasia
sms-estimate = Arvio { $eta }
sms-estimate-unknown = Arvio ei tiedossa
sms-from-on = { $t } alkaen, loppu ei tiedossa
sms-later = myöhemmin
sms-and-others = { $service } ym.
sms-service-unnamed = Kanta-palvelut
sms-refusal-alarm = Majakka: { $refusals } torjuttua yritystä, alkaen { $t }. Katso lokista, kuka yrittää.
break-announced-prevents = palvelu ei ole käytössä
break-announced-degrades = palvelu on hidas tai osin poissa
break-announced-none = katkon ei pitäisi haitata
