# The desk: the situation, the incident, writing bulletins.
desk-glance = Situation
desk-glance-changed = The situation was updated.
desk-gateway-email = E-mails do not leave (since { $since })
desk-gateway-sms = Text messages do not leave (since { $since })
desk-gateway-reply = { $route } replies: { $reply }
desk-gateway-ours = The reply is about us and not about the recipients: show it to the administrators of the service.
desk-gateway-waits = Nothing has been dropped: messages wait and leave by themselves. Call about what is urgent.
desk-search = Search
desk-upstream = Others’ announcements
desk-log-report = Log a report
desk-new = New reports
desk-burning = Open incidents
desk-promised = Due next
desk-all-reports = All reports
desk-newer-reports = Newer
desk-newest-reports = Newest
desk-oldest-reports = Oldest
desk-older-reports = Older
desk-all-incidents = All incidents
desk-breaks = Planned breaks
desk-no-new = No new reports.
desk-no-burning = No open incidents.
desk-no-promised = Nothing is due.
desk-late = Late:
desk-undecided = not assessed yet
desk-belongs-to-break = Belongs to a planned break
desk-place-it = Link to an incident
desk-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
  }
desk-organisation-count = { $count } organisations
desk-newest-report = newest { $at }
desk-began = started at { $at }
desk-and-others = { $organisation } and { $count ->
    [one] 1 other
   *[other] { $count } others
  }
desk-answer-from = Answer from { $partner }
desk-break-starts = Break starts:
desk-break-ends = Break ends:
desk-open-since = open since { $at }

## The next step
desk-next-step = Next step
desk-next-triage = Decide where the cause lies
desk-next-kela-call = Call Kela technical support
desk-next-kela-form = Send the form to Kela
desk-next-vendor = Contact the system vendor
desk-next-operator = Contact the operator or broker
desk-next-first = Write the first bulletin
desk-next-late = Write the late bulletin
desk-next-update = Write an update
desk-next-answer = Answer the questions
desk-next-tasks = Do the open tasks
desk-next-close = Close the incident
desk-next-elsewhere = Handled by { $desk }. Follow it
desk-next-rest = Nothing left to do.
desk-next-whose = ({ $role })
desk-duty-unheard = Nobody on duty could be alerted at { $at }: the duty list is empty. Take care of the incident or call somebody on duty.
desk-troubles = This keeps messages from reaching people
desk-trouble-unheard = The alert about the incident { $reference } reached nobody ({ $at }).
desk-trouble-not-introduced = Majakka does not know yet whose installation this is.
desk-trouble-nobody-on-duty = The duty list is empty: alerts reach nobody.
desk-trouble-no-number = The contact details in the bulletins have no telephone number.
desk-trouble-no-gateways = No messages are sent: an e-mail and text message service is missing. Messages are kept as files.
desk-trouble-no-mail = No e-mails are sent: an e-mail service is missing. Messages are kept as files.
desk-trouble-no-sms = No text messages are sent: a text message service is missing. Messages are kept as files.
desk-trouble-settings = Put it right in the settings
desk-trouble-ask = Ask an administrator to put this right.
desk-promise = The next bulletin is promised
desk-promise-late = The promised bulletin is late
desk-tasks = Open tasks
desk-graph-link = What is affected (diagram)

## The incident’s page
desk-tabs = Parts of the incident
desk-tab-triage = Assessment
desk-tab-reports = Reports
desk-tab-escalation = Report onwards
desk-tab-bulletins = Bulletins
desk-tab-duties = Duties
desk-tab-timeline = Timeline
desk-story-left-out = The arrivals of { $count } reports are left out here, so that decisions and bulletins can be seen.
desk-story-to-reports = See the reports
desk-only-proposed = proposal only
desk-merged = This incident was merged into another
desk-confidence = confidence { $confidence }
desk-kela-sign = Kela: { $state }
desk-stale-title = Somebody else changed the incident first
desk-stale-text = Nothing was saved and nothing was overwritten. Below are the present situation and what you typed. Check it, then send again.

## Assessment
desk-proposal = Proposal
desk-origin = Where the cause lies
desk-confidence-label = Confidence
desk-effect = Effect
desk-extent = Extent
desk-criticality = Criticality
desk-service = Service
desk-kela-report = Report to Kela
desk-kela-call = Call to Kela
desk-reasons = Reasons
desk-changes = What would change this
desk-decided-agrees = The decision agrees with the proposal
desk-decided-differs = The decision differs from the proposal
desk-decide = Decide
desk-reason = Reason
desk-reason-hint = What is the decision based on? The reason stays in the timeline.
desk-save-decision = Save the decision
desk-effect-assumed = { $effect } (assumed: the reporter did not say)
desk-accept = Accept the proposal
desk-accept-hint = The reasons of the proposal are kept as the reason of the decision.
desk-decide-otherwise = Decide otherwise
desk-evidence = Evidence
desk-shared = Shared by all reporters
desk-operator = Operator
desk-broker = Kanta broker
desk-point = Connection point
desk-vendor = System vendor
desk-region = Region
desk-announcements = Others’ announcements
desk-announcement = Announcement
desk-source = Source
desk-since = Since
desk-over = over
desk-chains = The connection, layer by layer
desk-organisation = Organisation
desk-reporter = reported
desk-layer-relay = Relay
desk-layer-attribute = Attributes
desk-layer-service = Kanta service
desk-not-probed = not probed
desk-more-organisations = And { $count } other organisations.
desk-enter-probe = Enter a measurement
desk-merge = Merge into another incident
desk-merge-warning = Merging can be undone for 10 minutes. Reports and tasks move to the chosen incident, and this incident is closed.
desk-merge-into = Incident that takes this one in
desk-merge-do = Merge the incidents
desk-merge-undo = Undo the merge
desk-choose = Choose

## Reports
desk-report = Report
desk-received = Received
desk-select = Select
desk-select-report = Select report { $reference }
desk-safety-risk = patient safety at risk
desk-privacy-risk = privacy at risk
desk-move-to = Move to incident
desk-move-selected = Move selected
desk-split-selected = Split selected into an incident of their own

## Escalation
desk-kela = Report to Kela
desk-call-owed = You must also call
desk-form-incomplete = The form cannot be sent yet
desk-form-incomplete-text = The form needs a technical contact of an organisation that reported, with name, phone and e-mail.
desk-form-preview = Look at the form before sending
desk-form-pdf = The form as PDF
desk-form-json = Fields of the form
desk-note = Note
desk-note-kela = Note to Kela
desk-note-hint = Do not write patient data.
desk-pictures = Screenshots to attach
desk-pictures-hint = Look at each picture before attaching it.
desk-picture = Picture { $number }
desk-picture-tick = I looked at the picture: no personal data in it.
desk-kela-confirm = Send the form to Kela?
desk-send-kela = Send the form to Kela
desk-kela-sent = The form was sent at { $at }.
desk-form-to = To
desk-form-from = From
desk-form-contact = Contact
desk-send-kela-again = Send again
desk-kela-confirm-again = The form has been sent already. Send it again?
desk-send-vendor = Send to the vendor
desk-send-operator = Send to the operator or broker
desk-told-at = Told { $at }.
desk-send-vendor-again = Send to the vendor again
desk-send-operator-again = Send to the operator or broker again
desk-send-again-confirm = The facts have been sent already. Send them again?
desk-call = Call
desk-script = What to say
desk-script-who = This is { $name }. I am reporting an incident, our reference is { $reference }.
desk-script-what = It is about { $service }, and the incident { $effect }. It started { $began }.
desk-script-how-far = Extent: { $extent }. Reports: { $count }. The form was sent or comes by e-mail.
desk-script-ask = Do you know of it, what is your reference, and when do we hear more?
desk-call-to = Who was called
desk-call-by = Caller
desk-call-outcome = Outcome
desk-call-note = What was agreed
desk-call-note-hint = For instance the other side’s reference.
desk-log-call = Log the call
desk-calls = Calls made
desk-escalated = Escalated
desk-answer-by = answer by { $at }
desk-answered = Answered { $at }
desk-ticket = ticket { $ticket }
desk-mended-by = promised to be mended { $at }
desk-note-answer = Note the answer
desk-answer-text = What they answered
desk-answer-ticket = Their own ticket number
desk-answer-promised = Mended by, as promised
desk-not-mailed = no e-mail address: call

## Bulletins
desk-meter = Sent
desk-meter-id = sent-{ $id }
desk-failed = { $count ->
    [one] 1 was not delivered
   *[other] { $count } were not delivered
  }
desk-send-again = Send again to those who failed
desk-no-bulletins = No bulletin has gone out yet.
desk-deliveries = { $count ->
    [one] 1 message
   *[other] { $count } messages
  }
desk-next-word = Next update by { $at }
desk-composer-title = { $what }: { $reference }
desk-compose-first = Write the first bulletin
desk-compose-update = Write an update
desk-compose-correction = Correct the bulletin
desk-compose-withdrawal = Withdraw a wrong bulletin
desk-compose-resolved = Tell that the incident is over
desk-preview = What would leave
desk-translations = A language version is missing or may not match the others
desk-translations-label = Language versions
desk-translations-hint = Change the text, empty it, or confirm that you have read it. Where a language is missing, its readers see the Finnish text.
desk-translations-confirm = I have checked the language versions: publish as they are
desk-translation-missing = { $language }, { $text }: missing
desk-translation-unchanged = { $language }, { $text }: may not match the changed text
desk-fact-instructions = instructions for professionals
desk-fact-citizen-instructions = instructions for citizens
desk-fact-why = why the bulletin is withdrawn
desk-lacking = Texts are missing; they appear in another language
desk-fact-impact = what happened
desk-fact-changed = what has changed
desk-fact-whom = whom it concerns
desk-fact-works = what works
desk-fact-instructions-professional = instructions for professionals
desk-fact-instructions-citizen = instructions for citizens
desk-fact-instructions-sms = instruction in the text message
desk-fact-cause = cause
desk-fact-check = what to check
desk-fact-follow-up = what is left to do
desk-sms-too-long = The text message does not fit one message
desk-sms-too-long-text = Shorten the line “What happened”, or tick “Send anyway”.
desk-recipients = { $count ->
    [one] 1 recipient
   *[other] { $count } recipients
  }
desk-more-recipients = And { $count } others.
desk-no-recipients = Nobody would get this bulletin
desk-no-recipients-text = Check the extent and the organisations’ bulletin recipients.
desk-recipient-role = bulletin recipient
desk-recipient-told = got an earlier bulletin
desk-name = Name
desk-channel = Channel
desk-why = Why
desk-impact = What happened
desk-break-impact = What the break prevents
desk-impact-hint = One short line without a full stop. It stands in the text message too.
desk-impact-prevents = { $function } does not work
desk-impact-degrades = { $function } is slow or breaks off
desk-impact-prevents-several = { $functions } do not work
desk-impact-degrades-several = { $functions } are slow or break off
desk-impact-and-others = { $function } and other functions
desk-unchanged = Send “No change”
desk-unchanged-hint = If nothing has changed, say so with one press. The instructions and the estimate stay as they are.
desk-changed = What has changed
desk-cause = Cause
desk-cause-hint = Say the cause, or that it is being looked into.
desk-withdrawn = You withdraw this
desk-withdraw-which = What is withdrawn
desk-withdraw-newest = The newest bulletin. The earlier one stays in force.
desk-withdraw-all = All bulletins: there was no incident, or it was told wrongly from the start.
desk-why-withdrawn = Why the bulletin is withdrawn
desk-why-withdrawn-hint = This goes to everyone who got the bulletin, and to the public page. Say what was wrong and how things are. Do not repeat what was false.
desk-ended-at = When it ended
desk-next-update-field = Next update by
desk-next-update-hint = Recipients are told this time.
desk-eta = Estimated end
desk-eta-hint = Empty: not known.
desk-more-texts = What works and what to do
desk-works = What works
desk-instructions = Instructions for professionals
desk-citizen-instructions = Instructions for citizens
desk-instructions-hint = Empty: the catalogue’s instructions.
desk-whole-services = Services hit as a whole
desk-whole-services-hint = Tick only those of which nothing works. Otherwise the bulletin is about the reported functions.
desk-widen = Widen services and recipients
desk-widen-hint = What was named before stays. New recipients get this bulletin and all later ones.
desk-widen-services = Which other services are hit as a whole
desk-widen-organisations = Who else is told
desk-audience = For whom
desk-audience-affected = Those whom it concerns
desk-audience-named = Chosen organisations
desk-organisations = Organisations
desk-organisations-hint = Only when the bulletin goes to chosen ones.
desk-insist-label = Long text message
desk-insist = Send anyway
desk-insist-hint = Past 160 characters it travels as several messages.
desk-show-preview = Preview
desk-publish = Publish and send
desk-publish-confirm = Publish the bulletin and send it to the recipients?
desk-preview-waits = The preview appears here when you press Preview.
desk-recipient-count = { $people ->
    [one] 1 recipient
   *[other] { $people } recipients
  }, { $messages ->
    [one] 1 message
   *[other] { $messages } messages
  }
desk-publish-confirm-reach = Publish the bulletin and send it? { $reach }.

## Duties
desk-done = Done
desk-no-tasks = No open tasks.
desk-questions = Questions
desk-needed-before-closing = To be answered before closing.
desk-answer = Answer
desk-save-answer = Save the answer
desk-clocks = Statutory deadlines
desk-clock-started = started { $at }
desk-clock-due = due { $at }
desk-reported-to = Reported to
desk-clock-sent = The report was sent
desk-clock-not-required = No report is required
desk-clock-reason = Reason or reference
desk-clock-mark-sent = Sent
desk-clock-mark-not-required = Not required
desk-closing = Closing
desk-obstacles = Before closing
desk-obstacle-end = That the incident is over has not been told
desk-obstacle-whose = (done by: { $roles })
desk-closing-hint = An incident can be closed once its end was told, the questions are answered and the tasks are done. Statutory deadlines go on.
desk-closing-confirm = Close the incident? It cannot be reopened.
desk-close = Close the incident

## Timeline
timeline-by-itself = by itself
timeline-opened = Incident opened
timeline-report = Report linked
timeline-report-moved = Report moved
timeline-partner-answered = An answer came
timeline-report-corrected = A report was corrected
timeline-report-rejected = A report was rejected
timeline-triaged = Assessment recorded
timeline-checked = Own checks noted
timeline-connection-closed = Kela closed the connection
timeline-connection-reopened = Kela opened the connection
timeline-bulletin = Bulletin sent
timeline-sent-again = The bulletin was sent again to those it had not reached
timeline-update-late = Promised bulletin late
timeline-escalated = Escalated
timeline-escalated-again = Escalation was sent again
timeline-escalation-accepted = Mail accepted
timeline-called = Called
timeline-answered = Question answered
timeline-task-done = Task done
timeline-task-ended = Task ended
timeline-clock-warning = Deadline approaches
breaches-title = Data protection
breaches-what = Your organisation answers for its own register, also when another helpdesk works on the incident.
breaches-elsewhere = Incidents that your organisation reported to another helpdesk
breaches-risk = privacy may be at risk, reported { $at }
breaches-question = Is this a personal data breach in your organisation's own register?
breaches-none = Your organisation has reported no incidents to another helpdesk in half a year.
breaches-own = Your own helpdesk's incidents that wait for your assessment
timeline-house-answered = The organisation answered for its own register
timeline-house-clock-ended = The organisation's own deadline settled
timeline-clock-ended = Deadline settled
timeline-delivery-failed = Delivery failed
timeline-delivery-uncertain = Not known whether a message arrived
timeline-delivery-arrived = The message arrived after all
timeline-duty-alerted = Duty list alerted
timeline-duty-unheard = Nobody on duty could be alerted: the duty list is empty
timeline-bulletin-unheard = The bulletin reached nobody
timeline-resolved = Resolved
timeline-closed = Closed
timeline-merged-into = Merged into another incident
timeline-took-in = Took another incident in
timeline-merge-undone = The merge was undone

## Lists, search and report
desk-unplaced = Not linked
desk-unplaced-reports = Reports without a place
desk-incidents = Incidents
desk-incident = Incident
desk-state = State
desk-opened = Opened
desk-older = Older
desk-search-label = Reference, text or name of a service
desk-search-systems = The name means
desk-search-nothing = Nothing was found.
desk-search-hetu = You cannot search by identity code
desk-search-hetu-text = No text holds one. A patient reference is opened on the report’s page.
desk-told = What happened
desk-error-text = Error text
desk-unit = Unit
desk-workstation = Workstation
desk-application = Application
desk-occurred = Seen
desk-told-by = Told by
desk-entered-by = Entered by
desk-callback = Call back
desk-email = E-mail
desk-screenshots = Screenshots
desk-patient = Patient reference
desk-patient-sealed = { $count ->
    [one] One patient reference is sealed with this report.
   *[other] { $count } patient references are sealed with this report.
  }
desk-patient-purpose = What you need it for
desk-patient-purpose-hint = Opening it and why is logged. It is shown once.
desk-patient-open = Open the patient reference
desk-patient-opened = Patient reference (shown only now)
desk-patient-not-yours = The helpdesk and the data protection officer can open it.
desk-belongs = Where it belongs
desk-belongs-nowhere = To no incident.
desk-may-belong = May belong to
desk-fits-announcement = the same announcement { $id } explains both
desk-fits-break = both come from break { $id }
desk-fits-function = the same service and function
desk-fits-dependency = { $system } takes both functions away
desk-move-this = Move
desk-split-this = Split into an incident of its own
desk-correct = Correct the report
desk-correct-hint = The reporter’s own words stay. The assessment is made anew from what is corrected.
desk-correct-matter = Service and function
desk-correct-effect = Effect
desk-correct-occurred = Seen
desk-correct-risks = Risks
desk-correct-reason = Why
desk-correct-reason-hint = The reporter is sent the reason by mail if she left an address.
desk-correct-this = Correct
desk-end-report = Reject or close
desk-end-how = How
desk-end-this = Finish
desk-report-ended = The report is finished
desk-report-ended-by = { $how }. { $by }, { $at }.
problem-no-report-chosen = First select at least one report.

## Announcements, measurements and planned breaks
desk-runs = running
desk-only-for-desk = only { $desk }
desk-counts-for-desk = This counts for your own helpdesk's incidents only, until the host organisation confirms it for everybody.
desk-correct-announcement = Correct
desk-retract = Remove the entry
desk-retract-confirm = Remove this entry that should not have been made? It explains no incidents any more, and duties that it ended return.
desk-confirm-announcement = Confirm for everybody
desk-measured = Measurements entered last
desk-remove-probe = Remove
desk-remove-probe-confirm = Remove this measurement that should not have been entered?
desk-mark-over = Mark as over
desk-no-announcements = Nobody has announced anything.
desk-sources = Channels
desk-readable = readable
desk-unreadable = cannot be read
desk-enter-announcement = Enter an announcement
desk-announcement-id = Its id
desk-announcement-id-hint = The same id again replaces what it said.
desk-kind = Kind
desk-headline = Headline
desk-starts = Starts
desk-ends = Ends
desk-only-for-breaks = Only for a planned break.
desk-services = Services
desk-save-announcement = Save the announcement
desk-reach = Can the channel be read
desk-mark-unreadable = Does not answer
desk-mark-readable = Answers again
desk-probe-organisation = From which organisation
desk-probe-service = Or which service
desk-probe-service-hint = Only when it says nothing of any organisation’s own connection.
desk-layer = Layer
desk-result = Result
desk-save-probe = Save the measurement
desk-not-yours = Your role does not allow this.
desk-break-planned = to come
desk-break-runs = running
desk-break-over = over
desk-break-cancelled = cancelled
desk-break-end = End of the break
desk-break-open-end = The end is not known
desk-break-open = The break goes on, its end is not known:
desk-break-over-now = The break is over: tell people
desk-break-over-confirm = Tell the recipients that the break is over?
desk-break-announced = A break that others announced: only they move or cancel it, and the recipients are told.
desk-break-change = Move or cancel
desk-break-move = Move and tell
desk-break-cancel = Cancel and tell
desk-break-cancel-confirm = Cancel the break and tell the recipients?
desk-no-breaks = No breaks are planned.
desk-plan-break = A new break
desk-break-id = Id
desk-break-id-hint = At most 11 characters, for instance HUOLTO-12. It stands in the text message too.
desk-break-whom = Whom it concerns
desk-break-shown = Where the break is shown
desk-break-shown-hint = Always on the pages of the organisations that it concerns, and in their calendars. The page for everybody is read by clients, too.
desk-break-shown-by-whom = On the page for everybody, if it concerns every organisation
desk-break-shown-everybody = On the page for everybody
desk-break-shown-concerned = Only on the pages of those whom it concerns
desk-break-shown-to-everybody = Shown on the page for everybody and in its calendar
desk-break-shown-to-concerned = Shown only on the pages of the organisations that it concerns
desk-break-plan = Plan and tell
desk-break-plan-confirm = The break is told at once. Go on?
desk-break-goes-on = The break goes on: open an incident
desk-break-goes-on-how = An incident is opened for this break, and a bulletin can be written at once.
desk-break-goes-on-says = Planned break { $id } goes on past its planned end.
desk-break-before = Earlier time:
desk-break-later = Later breaks of the series ({ $count })
desk-breaks-ahead = To come and running
desk-breaks-past = Over and cancelled
desk-series = Recurring breaks
desk-series-next = Next new break in the calendar:
desk-series-repeats = Repeats:
desk-series-end = End the series
desk-series-end-confirm = Cancel all breaks of this series that are still to come?
desk-repeats = Repeats
desk-repeats-hint = The first break is told at once, each of the following in good time. Every break can be moved or cancelled on its own.
desk-repeats-no = Does not repeat
desk-repeats-weekly = Every week
desk-repeats-fortnightly = Every other week
desk-repeats-monthly = Every month on the same weekday, for instance the second Thursday
desk-repeats-own = A rule of your own
desk-rule = Rule
desk-rule-hint = Only for a rule of your own, written as RRULE, for instance FREQ=MONTHLY;BYDAY=-1SU.
desk-until = Last day
desk-until-hint = Empty: repeats until the series is ended.
desk-graph = What is affected
desk-graph-hits = Effects
desk-graph-itself = (fails itself)
desk-graph-through = { $system } takes away: { $functions }
desk-graph-through-whole = { $system } takes away everything
desk-graph-none = Nothing published is affected.
desk-graph-title = Services and what they lean on
desk-graph-text = On the left what Kanta leans on, on the right the Kanta services. A thick line shows what takes away what. The list above says the same.

## An answer to the reporters
desk-reply = Answer the reporters
desk-reply-note = What is said
desk-reply-whom = To whom
desk-reply-send = Send the answer
timeline-replied = Reporters were answered

## Own checks
desk-checks = Own checks
desk-checks-finished = All checks are done.
desk-checks-left = { $count ->
    [one] 1 check is still to be made.
   *[other] { $count } checks are still to be made.
  }
desk-checks-note = Note checks
desk-checks-made = What was checked
desk-checks-hint = Tick only what somebody has really checked. Your name and the time are noted.
desk-save-checks = Save the checks
desk-check-made = Checked: { $check }
desk-check-undone = Tick removed: { $check }

## Closed connection
desk-connection = Kela has closed the connection
desk-connection-if = If Kela closes the connection
desk-connection-closed = Connection closed { $at }
desk-connection-note = Note that the connection is closed
desk-connection-reason = Whose connection is closed, and what Kela requires
desk-connection-hint = The incident can be closed only when the connection has been opened.
desk-connection-save = Note as closed
desk-connection-proof = The account upon which Kela opened the connection
desk-connection-proof-hint = What was mended, who made sure of it and who at Kela accepted it. No patient data.
desk-connection-reopen = Note as opened
desk-connection-reopened = Connection opened { $at }

## Proposals and decisions
desk-agreement = How often the proposal was accepted
desk-agreement-lead = Each decision is compared with what was proposed at that moment.
desk-agreement-all = { $decisions ->
    [one] There is 1 decision, { $agreed } as proposed ({ $percent } %).
   *[other] There are { $decisions } decisions, { $agreed } as proposed ({ $percent } %).
  }
desk-agreement-none = There are no decisions yet.
desk-agreement-origins = By proposed origin
desk-agreement-confidences = By how sure the proposal was
desk-agreement-duties = By proposed report to Kela
desk-proposed = Proposal
desk-decisions = Decisions
desk-agreed = As proposed
desk-share = Share
desk-percent = { $percent } %

## Review
desk-review = Review for the public page
desk-review-how = Tell what happened, why, and what is done so that it does not happen again. The text stands on the page of the incident, for everybody who can see it. Finnish text is needed; the other languages are optional.
desk-review-save = Publish the review
timeline-reviewed = The review was published

## Replies that came
desk-replies = Replies
desk-replies-what = Text messages that recipients sent back. An acknowledgement is noted on its message by itself. Nobody stops getting messages by asking: get in touch and decide.
desk-replies-none = There are no replies.
desk-replies-open = { $count ->
    [one] 1 reply waits
   *[other] { $count } replies wait
 }
desk-reply-from = From
desk-reply-text = Message
desk-reply-when = When
desk-reply-about = About
desk-reply-meaning = Means
desk-reply-no-text = (empty message)
desk-reply-about-nothing = No message was sent to this number.
desk-reply-handle = Mark as dealt with
desk-reply-handle-of = Mark as dealt with: { $sender }
desk-reply-handled = dealt with by { $by } { $at }
desk-reply-noted = noted as the message's acknowledgement
