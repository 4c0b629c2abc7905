# The report form and the reporter's own page.
report-title = Report an incident
report-lead = Tell us what does not work. The service, a description and a call-back number are enough; the rest helps to solve it sooner.
report-phone-title = Enter a report
report-phone-lead = Enter what you saw yourself or what the caller tells you. You are noted as the one who entered it.
report-who = Who reports
report-continue = Continue
report-keep = Save the pictures and go on filling in
report-prompt-organisation = Choose an organisation
report-prompt-service = Choose a service and a function

## Fields
report-field-organisation = Organisation
report-field-service = What does not work
report-field-effect = Effect on the work
report-field-description = What you did and what happened
report-field-error-text = Text of the error message
report-field-occurred-at = When
report-field-screenshots = Screenshots
report-field-callback = Call-back number
report-field-reporter = Name
report-field-unit = Unit
report-field-workstation = Workstation id
report-field-application = Application
report-field-reporter-email = E-mail
report-field-risk = Is anything at risk
report-field-patient-ref = Patient concerned
report-hint-description = Tell it step by step. Do not write a patient's data here.
report-hint-error-text = Copy the text as it is.
report-hint-occurred-at = Finnish time. Change it if you noticed the incident earlier.
report-hint-screenshots = At most 5 pictures (PNG, JPEG or WebP) of 10 MB each. Cover personal data before sending.
report-hint-callback = A number where you can be reached.
report-hint-workstation = The id is usually on the side of the computer.
report-hint-application = For example the name and version of the patient data system.
report-hint-reporter-email = You are told here when the matter moves on.
report-hint-patient-ref = Only if it is needed to assess the risk. The field is sealed at once: it is not shown again on the form, nor in messages or lists.
report-effect-hint-none = The matter can be handled, but something seems wrong.
report-effect-hint-degrades = It succeeds slowly or only after trying again.
report-effect-hint-prevents = The matter cannot be handled through Kanta.
report-risk-safety = Patient safety may be at risk
report-risk-privacy = Privacy may be at risk

## Pictures
report-pictures-kept = { $count ->
    [one] One picture is kept.
   *[other] { $count } pictures are kept.
  }
report-picture-clean = There is no personal data in the picture { $name }
report-hint-clean = Tick the pictures without personal data. Others do not leave your own organisation's helpdesk.
problem-picture-count = There can be at most five pictures. This one was not kept.

## Errors
report-problem-service-missing = Choose the service and function that is disturbed.
report-problem-description-missing = Tell what you did and what happened.
report-problem-callback-missing = Write a number where you can be reached, for example 0400 000 000.
report-problem-organisation-missing = Choose the organisation whose report this is.
report-problem-occurred-at-time-form = Write a date and a time, for example 20 Nov 2026, 12:10.
report-identity-found = There is a personal identity code in the text. Move it to the sealed field. If you continue without moving it, it is sealed all the same and does not show in the text.
report-seal = Move the identity code to the sealed field and continue
report-patient-kept = The patient's data is kept sealed. It is not shown.
report-patient-forget = Remove the sealed patient's data

## Check
report-check-title = Check and send
report-check-told = You are about to report
report-similar = Is it this?
report-similar-hint = This is already known of the service. You can send your report all the same: it helps to judge how wide the incident is.
report-similar-bulletin = incident bulletin
report-similar-incident = incident that was told of
report-similar-reported = incident that you have reported already and that is being looked into
report-similar-maintenance = maintenance break
report-similar-none = None of these, or I do not know
report-similar-nothing = No other incidents or maintenance breaks of the service are known right now.
report-same-note = According to the reporter the same as: { $what }
report-sealed = A patient's data goes with it, sealed. Only the helpdesk or the data protection officer can open it, and every opening is logged.
report-send = Send the report
report-edit = Change the details

## The link does not work
report-gone-title = This report link is not in use
report-gone = The link was replaced or is misspelt. Ask your organisation's helpdesk for a new link, or call them.
report-gone-contact = Report by telephone: { $contact }

## The reporter's own page
report-follow-title = Report { $reference }
report-received-title = Your report has been received
report-received-reference = Your reference is
report-received-contact = If it is urgent, call: { $contact }. Give your reference.
report-received-contact-line = If it is urgent, contact: { $contact }. Give your reference.
report-received-follow = This page shows how the matter moves on. Bookmark its address: it is yours alone.
report-standing = Where it stands
report-standing-received = The helpdesk has your report.
report-standing-investigated = The incident is being investigated.
report-standing-told = The incident was told of and is being repaired.
report-standing-over = The incident is over.
report-standing-break = The service has a maintenance break. Your report was added to it.
report-standing-rejected = The helpdesk looked into the report and found no incident.
report-standing-closed = The report was dealt with.
report-end-reason = The helpdesk’s reason
report-incident = Incident
report-ended = Ended
report-estimate = Expected to be over
report-next-update = Next update by
report-contact = Helpdesk
report-said = Bulletins
report-told = What you reported
report-received-at = Received

report-own = Own reports
report-own-what = What you have reported with this account, and where each of it stands.
report-own-report = Report
report-own-about = What it is about
report-own-sent = Sent
report-own-older = Older reports
report-own-none = You have not reported anything with this account yet.
