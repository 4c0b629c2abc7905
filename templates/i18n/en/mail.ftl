# Mails: bulletins, alarms, messages to the reporter, escalations.

## Short words
heading = { $kind } – { $title }
list-last = { $first } and { $last }
and-others = { $service } and others

## Kind of bulletin: heading and subject
subject-first = Incident
subject-update = Status
subject-nochange = No change
subject-resolved = Resolved
subject-correction = Correction
subject-withdrawal = Bulletin withdrawn
subject-maint-advance = Maintenance
subject-maint-start = Maintenance started
subject-maint-end = Maintenance ended
subject-maint-moved = Maintenance moved
subject-maint-cancelled = Maintenance cancelled

## Lines of a bulletin
line-what = What happened
line-changed = Changed since last
line-service = Service
line-began = Started
line-whom = Who is affected
line-effect = Effect
effect-line-none = the service can be used
effect-line-degrades = use is slow or breaks off
effect-line-prevents = the service cannot be used
effect-line-prevents-functions = the functions named cannot be used
line-works = What works
line-instructions = What to do
line-instructions-pharmacy = What to do at a pharmacy
line-estimate = Estimated repair
estimate-not-known = not known yet
line-next = Next bulletin
line-contact = Contact
line-reason = Why we withdraw it
line-stands = Still valid
stands-still = { $impact } (bulletin of { $at })
stands-nothing = no other bulletin about this is in force
line-cause = Cause
line-check = Check
line-follow-up = Follow-up
line-starts = Start
line-ends = End
break-end-unknown = not known yet
break-end-open = When the break ends is not known yet.
break-event-file = maintenance-break.ics
line-impact = Effect
line-guidance = Instructions
line-information = More information
line-planned = Planned time
line-was = Earlier time
line-reference = Reference
line-organisation = Organisation
line-functions = Functions
line-extent = Extent
line-reports = Number of reports
line-description = Description
line-error-text = Error message
line-evidence = Observations
line-criteria = Reporting criteria

## Unless somebody wrote something else
check-saved = that data entered during the incident was saved. Do not enter the same data again before you have checked.
check-works = that the service works. If problems persist, tell the helpdesk.
follow-up-prescriptions = Paper and telephone prescriptions written during the incident are not saved afterwards: the pharmacy saves them in the Prescription Centre.
follow-up-stores = Data recorded in your own system is transferred to the Kanta Services automatically. If something is not transferred, tell the helpdesk.
follow-up-none = none

## Beginning and end of a bulletin
lead-nochange = No change since the previous bulletin ({ $previous }). The investigation continues.
lead-resolved = The incident started on { $began } and ended on { $ended } (duration { $duration }).
lead-correction = This bulletin corrects and replaces our previous one ({ $previous }). We apologise for the mistake.
lead-withdrawal = We withdraw the bulletin that we sent { $previous }. It was not correct. We apologise for the mistake.
lead-withdrawal-all = We withdraw all bulletins that we sent about this, the last one { $previous }. They were not correct. We apologise for the mistake.
lead-maint-advance = A planned maintenance break is coming up.
lead-maint-start = The planned maintenance break has started.
lead-maint-end = The planned time of the maintenance break is over. If the service does not work yet, tell the helpdesk.
lead-maint-over = The maintenance break is over. If the service does not work yet, report it to the helpdesk.
lead-maint-moved = The maintenance break has been moved to a new time.
lead-maint-cancelled = The maintenance break has been cancelled. The service stays available.
apology-fault = We apologise for the inconvenience.
apology-break = We apologise for the inconvenience that the break causes.
mail-in-language = In English
mail-situation = Service status
mail-read = Confirm that you have read this
mail-footer = Reference { $reference }, bulletin { $sequence }. Our bulletins carry no sign-in links, and we never ask for personal identity codes or passwords by e-mail or text message.
mail-no-patient-data = Do not send personal identity codes or patient data by e-mail.

## Alarms
staff-alarm-subject = [Bulletin overdue] { $service }: promised { $t } ({ $reference })
staff-alarm-late = The next bulletin on incident { $reference } ({ $service }) was promised for { $since }, but it has not been published yet.
staff-alarm-write = Write an update in Majakka. If no new bulletin is published by { $t2 }, recipients automatically get a “No change” bulletin.
alarm-desk = Open the incident in Majakka
duty-alert-subject-critical-report = [On duty] Critical incident report: { $service } ({ $reference })
duty-alert-subject-no-first-bulletin = [On duty] First bulletin missing: { $service } ({ $reference })
duty-alert-subject-clock-runs-out = [On duty] A statutory deadline ends: { $service } ({ $reference })
duty-alert-subject-nobody-reached = [On duty] The bulletin reached nobody: { $service } ({ $reference })
duty-alert-subject-breach-suspected = [Data protection] Suspected breach: { $service } ({ $reference })
duty-alert-subject-call-owed = [On duty] Kela must be called: { $service } ({ $reference })
duty-alert-what-critical-report = A report about incident { $reference } ({ $service }) came in on { $since } and has been judged critical.
duty-alert-what-no-first-bulletin = Incident { $reference } ({ $service }) was assessed on { $since }, but no first bulletin has been published yet.
duty-alert-what-clock-runs-out = A statutory deadline of incident { $reference } ({ $service }) ends on { $since }: { $clock }.
duty-alert-what-nobody-reached = The bulletin { $reference } ({ $service }), sent { $since }, did not reach a single recipient.
duty-alert-what-breach-suspected = Privacy may have been compromised in incident { $reference } ({ $service }). It was reported on { $since }.
duty-alert-what-call-owed = Kela’s technical support must be called about incident { $reference } ({ $service }). It has been owed since { $since }, and nobody has been reached yet.
duty-alert-do-critical-report = Open the incident in Majakka and act on it at once.
duty-alert-do-no-first-bulletin = Publish a bulletin in Majakka, or agree who does.
duty-alert-do-clock-runs-out = Send the report, or note in Majakka why it is not required.
duty-alert-do-nobody-reached = See in Majakka why the messages came back, send it again, and meanwhile tell people in another way, for example by telephone.
duty-alert-do-breach-suspected = Assess in Majakka whether it is a personal data breach, and of whose register. The ombudsman must be notified within 72 hours.
duty-alert-do-call-owed = Call Kela and log the call in Majakka. If you cannot, the next person on duty gets this in a while.
route-alarm-subject-email = [On duty] E-mails do not leave
route-alarm-subject-sms = [On duty] Text messages do not leave
route-alarm-what-email = The mail server { $route } has taken no messages since { $since }.
route-alarm-what-sms = The text message gateway { $route } has taken no messages since { $since }.
route-alarm-reply = It replies: { $reply }
route-alarm-waits = Nothing has been dropped: messages wait and leave by themselves as soon as the connection works. Call about what is urgent.
route-alarm-do-ours = The reply is about us and not about the recipients: our address, reputation, quota or right to send. Contact the administrators of the service and show them the reply.
route-alarm-do-gateway = Contact the administrators of the service and show them the reply.
duty-alert-why-me = You get this message because you are on your organisation's duty list.
duty-alert-why-me-officer = You get this message because you are your organisation’s data protection officer.

## To the person who reported
progress-subject-received = We have received your report { $reference }
progress-subject-linked = Your report { $reference } has been linked to an incident
progress-subject-investigated = Your report { $reference } is being investigated
progress-subject-told = Your report { $reference }: news of the incident
progress-subject-corrected = Your report { $reference } was corrected
progress-subject-rejected = No incident was found for your report { $reference }
progress-subject-closed = Your report { $reference } was dealt with
progress-subject-resolved = The incident that you reported is over ({ $reference })
progress-received = Thank you for your report. The helpdesk has received it and is finding out what causes the incident. Service: { $service }.
progress-linked = Your report has been linked to incident { $incident } ({ $service }). We will tell you when the situation changes.
progress-investigated = The incident that you reported is being investigated ({ $service }). Estimated end: { $estimate }.
progress-told = The incident that you reported was told of ({ $service }). The bulletin is on your page. Estimated end: { $estimate }.
progress-corrected = The helpdesk has corrected your report ({ $service }). Your own words are kept as you wrote them.
progress-rejected = The helpdesk looked into your report ({ $service }) and found no incident. If the incident goes on, report it again.
progress-closed = Your report was dealt with ({ $service }), and nothing more is owed on it. If the incident goes on, report it again.
progress-resolved = The incident that you reported ({ $service }) ended on { $ended }.
progress-cause = Cause
progress-check = Check that what you entered during the incident was saved. If problems persist, tell the helpdesk.
progress-next = We will tell you more no later than { $at }.
progress-note = From the helpdesk
progress-follow = Follow your report
progress-helpdesk = Helpdesk

## Account link
account-link-subject-invite = Your Majakka account
account-link-subject-reset = A new Majakka password
account-link-what-invite = An account has been opened for you in Majakka, where incidents in the Kanta Services are handled. Organisation: { $organisation }.
account-link-what-reset = A new password has been asked for your Majakka account. Organisation: { $organisation }.
account-link-do-invite = Take the account into use with this link
account-link-do-reset = Choose a new password with this link
account-link-subject-email = A new e-mail address for Majakka
account-link-what-email = This e-mail address has been asked for a Majakka account. Organisation: { $organisation }.
account-link-do-email = Take the address into use with this link
account-link-until = The link works once and expires on { $expires }.
account-link-unexpected = If you did not expect this message, do not open the link but tell the helpdesk.

## To the vendor, the operator and Kela
escalation-subject = [Incident] { $service }: please investigate ({ $reference })
escalation-ask = { $organisation } asks you to investigate the incident described below. Please answer by { $answer_by }.
escalation-answer = Please tell us where the cause is, when you expect it to be fixed and your own ticket number. Quote the reference { $reference }.
escalation-no-patient-data = Please do not send personal identity codes or patient data by e-mail.
kela-cover-subject = Incident report: { $service }, { $organisation } ({ $reference })
kela-cover-attached = The incident report form (PDF) and the same data as JSON are attached.
kela-cover-screenshots = Screenshots are attached too. They hold no personal data.
kela-cover-call = We also report the incident by telephone.
kela-cover-patient = Where patient or client data is needed, we deliver it separately by a secure path.

## Test message
mail-route-test-subject = Majakka: test message by { $route }
mail-route-test-text = This is a test message from Majakka. There is nothing else in it, and no answer is needed. Route: { $route }. Sent { $at }.
account-notice-when = Time: { $when }. Organisation: { $organisation }.
account-notice-not-you = If it was not you, tell the helpdesk at once.
account-notice-subject-opened = Your Majakka account is open
account-notice-opened = Your Majakka account has been taken into use.
account-notice-subject-link-used = A one-time link to Majakka was used
account-notice-link-used = A new password was chosen for your Majakka account with a one-time link.
account-notice-subject-password-changed = Your Majakka password was changed
account-notice-password-changed = The password of your Majakka account was changed.
account-notice-subject-email-asked = A new address was asked for your Majakka account
account-notice-email-asked = The e-mail address { $detail } was asked for your Majakka account. It counts as soon as the link that was sent there is used.
account-notice-subject-email-changed = The address of your Majakka account was changed
account-notice-email-changed = The e-mail address of your Majakka account is now { $detail }. No more links are sent to this address.
account-notice-subject-roles-changed = Your roles in Majakka were changed
account-notice-roles-changed = The roles of your Majakka account are now: { $detail }.
account-notice-subject-factor-added = A way to prove yourself was added in Majakka
account-notice-factor-added = An authenticator app or a passkey was taken into use for your Majakka account.
account-notice-subject-factor-removed = A way to prove yourself was removed in Majakka
account-notice-factor-removed = An authenticator app or a passkey was removed from your Majakka account.
account-notice-subject-recovery-code-used = A recovery code for Majakka was used
account-notice-recovery-code-used = Somebody signed in to Majakka with your recovery code. Recovery codes left: { $detail }.
account-notice-subject-recovery-codes-made = Your recovery codes for Majakka were replaced
account-notice-recovery-codes-made = New recovery codes were made for your Majakka account. The codes from before no longer work.
account-notice-subject-guessed = Somebody tried to guess your Majakka password
account-notice-guessed = Somebody tried many times to sign in to your Majakka account with a wrong password. Signing in from unknown browsers is blocked for a while. With a browser that you have used before you get in.
account-notice-subject-new-browser = Sign-in to Majakka with a new browser
account-notice-new-browser = Somebody signed in to your Majakka account with a browser that has not been used before: { $detail }.
refusal-alarm-subject = Unusually many were turned away
refusal-alarm-what = The log has { $refusals } attempts that were turned away within { $minutes } minutes, since { $since }.
refusal-alarm-do = Somebody may be guessing passwords, links or tokens, or a system uses a token that has ended. Look in the audit log from which addresses they come. The next alarm comes after six hours at the earliest.
