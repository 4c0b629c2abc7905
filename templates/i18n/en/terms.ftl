# Names of the closed lists: list-word, as core/domain/src/terms.rs knows them.

## Where the cause lies
origin-local = own equipment, system or network
origin-network = network operator or broker
origin-dependency = another service that Kanta needs
origin-kanta = Kanta Services
origin-undetermined = not yet clear

## Effect
effect-none = does not prevent use
effect-degrades = slows or disrupts use
effect-prevents = prevents use

## Extent
extent-workstation = one workstation
extent-unit = one unit
extent-organisation = one organisation
extent-regional = regional
extent-nationwide = nationwide

## Criticality
criticality-minor = minor
criticality-major = major
criticality-critical = critical

## Confidence
confidence-low = low
confidence-medium = medium
confidence-high = high

## Report to Kela
kela-report-no = not needed
kela-report-should = to be considered
kela-report-must = must be made
criterion-K1 = The incident prevents or significantly slows the use of the Kanta Services
criterion-K2 = The incident has been located in an entity that Kela answers for
criterion-K3 = Patient safety or the client's service may be at risk
criterion-K4 = Privacy may be compromised
criterion-K5 = The incident has not been confirmed as local and may affect others
criterion-K6 = The incident is not in Kanta but prevents the use of the Kanta Services

## Layers of the connection
layer-tcp = network connection to the connection point (TCP)
layer-tls = secured connection and certificates (TLS)
layer-relay = message relay
layer-attribute = role and attribute service
layer-service = Kanta service
probe-result-ok = works
probe-result-slow = slow
probe-result-fail = fails
announcement-kind-disturbance = incident bulletin
announcement-kind-maintenance = maintenance bulletin

## Organisations and contacts
organisation-kind-wellbeing-county = wellbeing services county
organisation-kind-private-health = private health care
organisation-kind-private-social = private social welfare
organisation-kind-pharmacy = pharmacy
organisation-kind-practitioner = independent practitioner
organisation-kind-broker = Kanta intermediary
organisation-kind-host = host of the installation
organisation-kind-vendor = system vendor
contact-kind-person = person
contact-kind-organisation = unit or shared mailbox
contact-role-bulletin-recipient = bulletin recipient
contact-role-technical = technical contact
contact-role-dpo = data protection officer
contact-role-administrative = administrative contact
contact-role-archivist = archivist
contact-role-billing = billing contact
contact-role-imaging-technical = technical contact for the Imaging Data Repository
contact-role-comms-owner = incident communications owner
account-role-end-user = reporter
account-role-helpdesk = helpdesk
account-role-comms-owner = incident communications owner
account-role-vendor = vendor or broker
account-role-dpo = data protection officer
account-role-admin-contact = administrative contact
account-role-auditor = auditor
account-role-system-admin = system administrator
token-scope-report = reports incidents
token-scope-read = asks where reports stand
token-scope-evidence = brings measurements and what others announce (whoever runs the service only)
token-life-month = 30 days
token-life-quarter = 90 days
token-life-year = a year
token-life-two-years = two years
token-overlap-none = stops at once
token-overlap-day = a day
token-overlap-week = a week
token-overlap-month = 30 days
audience-professional = for professionals
audience-citizen = for clients and patients

## Languages and channels
language-fi = Finnish
language-sv = Swedish
language-en = English
channel-sms = text message
channel-email = e-mail

## Messages
message-first = first bulletin
message-update = update
message-nochange = no change
message-resolved = final bulletin
message-correction = correction
message-withdrawal = withdrawal
message-maint-advance = maintenance notice
message-maint-start = maintenance started
message-maint-end = maintenance ended
message-maint-moved = maintenance moved
message-maint-cancelled = maintenance cancelled
message-staff-alarm = reminder of an overdue bulletin
message-duty-alert = duty alert
message-route-alarm = alarm about a gateway
message-refusal-alarm = alarm about attempts that were turned away
message-escalation = escalation
message-progress = message to the reporter
message-account-link = account link
message-account-notice = notice about an account

## Course of an incident
incident-state-open = open
incident-state-active = bulletins sent
incident-state-resolved = resolved
incident-state-closed = closed
kela-state-none = not reported
kela-state-form-sent = form sent
kela-state-complete = reported
delivery-state-queued = queued
delivery-state-sent = sent
delivery-state-delivered = delivered
delivery-state-failed = failed
delivery-state-superseded = superseded
delivery-state-uncertain = not known whether it arrived
reply-meaning-acknowledged = acknowledged
reply-meaning-stop = asks for no more messages
reply-meaning-other = to be read
failure-cause-wrong-number = the number is not in use or takes no text messages
failure-cause-wrong-address = the e-mail address does not exist
failure-cause-mailbox-full = the mailbox is full
failure-cause-given-up = the recipient's server did not take the message in time
failure-cause-unreachable = the phone could not be reached
failure-cause-expired = the phone could not be reached while the message was valid
failure-cause-barred = the receiving server, the operator or the recipient blocked the message
failure-cause-unsaid = no reason was given
escalation-target-vendor = system vendor
escalation-target-operator = telecom operator or broker
escalation-target-kela = Kela technical support
call-outcome-reached = reached
call-outcome-no-answer = no answer
report-end-rejected = no incident: the report is rejected
report-end-closed = dealt with: the report is closed

## Questions, tasks and deadlines
question-customer-notice = Are customers informed?
question-safety-report = Is a safety incident report owed?
question-data-breach = Is this a personal data breach?
question-kela-register = Is it data of a register whose controller is Kela (the prescription centre, for one)?
question-significant-incident = Is this a significant cyber incident?
yes-no-yes = yes
yes-no-no = no
task-kela-form = Send the incident report form to Kela
task-kela-call = Call Kela technical support
task-vendor-contact = Contact the system vendor
task-operator-contact = Contact the telecom operator or broker
task-update-due = Write the promised bulletin
task-customer-notice = Inform the customers
task-safety-report-fimea = Report the safety incident to Fimea
task-safety-report-lvv = Report the significant nonconformity to the supervisory authority
task-dpo-assessment = Assessment by the data protection officer
task-kela-breach-notice = Tell Kela of the breach in its register
task-verify-saved = Verify that data entered during the incident was saved
task-reconcile = Go through the paper and telephone prescriptions
task-contact-fix = Correct the contact details
task-connection-reopening = Give Kela the account that reopens the closed connection
task-stop-wish = A recipient asks for no more text messages: get in touch and decide
clock-gdpr-33 = Notification to the Data Protection Ombudsman (72 hours)
clock-nis2-first = Early warning of the cyber incident (24 hours)
clock-nis2-followup = Follow-up report of the cyber incident (72 hours)
clock-nis2-final = Final report of the cyber incident (one month)

## State of a service
service-state-ok = works
service-state-unknown = not known
service-state-maintenance = maintenance
service-state-degraded = works in part or slowly
service-state-down = not working

## Own checks
guided-check-announcements = Bulletins of kanta.fi and other owners do not explain it
guided-check-other-workstation = The same incident appears on another workstation and for another user
guided-check-own-network = Own network and the line to the connection point work
guided-check-certificates = Certificates, the revocation list and the computers' clocks are in order
guided-check-own-changes = Changes in the own systems have been gone through with the vendor
guided-check-right-place = The client opens MyKanta at the right address and looks in the right place
guided-check-right-provider = The client has been with the provider whose data is looked for
guided-check-archived = The data has been saved and belongs to the right service event
guided-check-right-person = The data was saved under the right identity code and as specified
guided-check-not-hidden = The data is neither invalidated nor delayed, and is in a view that MyKanta shows
