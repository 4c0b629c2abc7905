# Text messages. GSM-7 characters only.

## Text messages: 160 septets
sms-first = FAULT { $svc }: { $impact }. Began { $t }. { $instr } Next update { $next }. { $ref }
sms-update = STATUS { $svc }: { $impact }. { $instr } { $estimate }. Next { $next }. { $ref }
sms-nochange = NO CHANGE { $svc }: fault continues, investigation ongoing. Same instructions. Next update { $next }. { $ref }
sms-resolved = RESOLVED { $svc }: fault ended { $t }. Check that data was saved. If problems persist, contact support. { $ref }
sms-correction = CORRECTION { $svc }: { $impact }. { $instr } Next update { $next }. { $ref }
sms-withdrawal = WITHDRAWN { $svc }: our message of { $t } was not correct. { $impact }. { $ref }
sms-maint-advance = MAINTENANCE { $svc }: { $span }. { $impact }. { $instr } { $ref }
sms-maint-start = MAINTENANCE STARTED { $svc } { $t }. Expected end { $end }. { $impact }. { $ref }
sms-maint-end = MAINTENANCE ENDED { $svc } { $t } (planned time). If problems persist, contact support. { $ref }
sms-maint-over = MAINTENANCE ENDED { $svc } { $t }. If problems persist, contact support. { $ref }
sms-maint-start-open = MAINTENANCE STARTED { $svc } { $t }. End not known. { $impact }. { $ref }
sms-maint-moved = MAINTENANCE MOVED { $svc }: now { $span } (was { $old }). { $impact }. { $ref }
sms-maint-cancelled = MAINTENANCE CANCELLED { $svc } { $t }. Service stays available. { $ref }
sms-staff-alarm = BULLETIN OVERDUE { $ref } { $svc }: promised { $t }. Write an update, or NO CHANGE goes out { $t2 }.
sms-duty-alert-critical-report = ON DUTY { $ref } { $svc }: critical fault report { $t }. Act on it at once.
sms-duty-alert-no-first-bulletin = ON DUTY { $ref } { $svc }: first bulletin missing, incident assessed { $t }. Publish a bulletin.
sms-duty-alert-clock-runs-out = ON DUTY { $ref } { $svc }: a statutory deadline ends { $t }. Send the report or note why not.
sms-duty-alert-nobody-reached = ON DUTY { $ref } { $svc }: bulletin of { $t } reached nobody. See why and tell people another way.
sms-duty-alert-breach-suspected = DATA PROTECTION { $ref } { $svc }: suspected breach { $t }. Assess in Majakka.
sms-duty-alert-call-owed = ON DUTY { $ref } { $svc }: Kela must be called, owed since { $t }. Call and log the call.
sms-route-alarm-email = ON DUTY: e-mails have not left since { $t }. Server: { $reply } They wait, nothing is lost.
sms-route-alarm-sms = ON DUTY: text messages have not left since { $t }. Gateway: { $reply } They wait.

## Pieces
sms-estimate = Estimate { $eta }
sms-estimate-unknown = Estimate not known
sms-from-on = from { $t }, end not known
sms-later = later
sms-and-others = { $service } etc.
sms-service-unnamed = Kanta Services
sms-refusal-alarm = Majakka: { $refusals } attempts turned away since { $t }. Look in the log who tries.
break-announced-prevents = service not available
break-announced-degrades = service slow or partly down
break-announced-none = should not be noticed
