# The public status page.
status-title = { $state ->
    [ok] No incidents
    [down] Incident
    [degraded] Incident
    [maintenance] Maintenance break
   *[unknown] Status not known
  } – { $whose }
status-name = Kanta service status
status-name-citizens = Kanta service status for citizens
status-views = View
status-view-professional = Professionals
status-view-citizen = Citizens
status-changed = The status has been updated.
status-cut = The connection to the service is cut. The status was last fetched %n minutes ago and may have changed.

status-glance = { $state ->
    [ok] No known incidents
    [down] There is an incident in the services
    [degraded] There is an incident in the services
    [maintenance] A maintenance break is under way
   *[unknown] The status is not known right now
  }
status-glance-one = { $state ->
    [ok] { $service } works
    [down] { $service } is not working
    [degraded] { $service } works in part or slowly
    [maintenance] { $service }: maintenance
   *[unknown] { $service }: not known
  }
status-glance-many = { $state ->
    [ok] { $count } services work
    [down] Incident in { $count } services
    [degraded] Incident in { $count } services
    [maintenance] { $count } services are under maintenance
   *[unknown] The status of { $count } services is not known
  }
status-glance-more = { $state ->
    [ok] No incident has been announced in any service.
    [down] The incident is being investigated. Below you see what it affects and what to do meanwhile.
    [degraded] The incident is being investigated. Below you see what it affects and what to do meanwhile.
    [maintenance] The break is planned. Below you see when it ends.
   *[unknown] The site kanta.fi cannot be read, so Kela's incident bulletins cannot be seen. It does not mean that the services are out of order.
  }
status-since = Started
status-until = Ends
status-next = Next update by
status-updated = Updated
status-estimate = Expected to be fixed
status-not-known = not known
status-no-estimate = no estimate yet
status-ended = Ended
status-lasted = Lasted
status-cause = Cause
status-concerns = Who is affected
status-contact = More information
status-source = Source: { $source }
status-announced = { $source } says:

status-stale-title = This information is { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
  } old
status-stale = The page cannot be updated right now. Below is the status as of { $known }, and it may have changed. Updates go on as soon as the connection is back.

status-state-ok = Works
status-state-unknown = Not known
status-state-maintenance = Maintenance
status-state-degraded = Works in part or slowly
status-state-down = Not working

status-incidents = Incidents now
status-instead = What to do meanwhile
status-afterwards = What to do afterwards
status-hits = What is affected
status-hit = What was affected
status-works = What works
status-others-work = The other services work
status-because = { $state ->
    [maintenance] because { $system } is under maintenance
   *[other] because { $system } does not work
  }
status-because-whole = { $state ->
    [maintenance] The cause is maintenance of { $system }.
   *[other] The cause is an incident in { $system }.
  }
status-bulletins = { $count ->
    [one] One bulletin
   *[other] { $count } bulletins
  }
status-bulletin-first = First bulletin
status-bulletin-update = Update
status-bulletin-nochange = No change
status-bulletin-resolved = The incident is over
status-bulletin-correction = Correction
status-bulletin-withdrawal = Bulletin withdrawn
status-bulletin-withdrawn = This bulletin was not correct and has been withdrawn.

status-services = Services
status-services-national = The list tells the state of the national services. An incident of the organisation’s own is told above it.
status-group-professional = Services for professionals
status-group-citizen = Services for citizens
status-group-support = Transactions and information
status-group-dependency = Services of others that Kanta relies on

status-maintenance = Maintenance breaks
status-no-maintenance = No maintenance breaks are known.
status-break-planned = Planned
status-break-running = Under way
status-break-moved = Moved
status-break-cancelled = Cancelled
status-break-late = Overrunning
status-break-before = Earlier time:
status-break-open = end not known
status-break-off = The break will not take place. The service works as usual.
status-break-repeats = Repeats: { $rhythm }

status-history = Earlier incidents
status-all-history = All earlier incidents
status-day-none = No incidents
status-took = Duration:

status-follow = Follow the status
status-follow-how = The page updates by itself. You can also take the data into your own system or calendar.
status-atom = Atom feed
status-calendar = Maintenance breaks in your calendar
status-json = Data for programs (JSON)

status-weekday-1 = Monday
status-weekday-2 = Tuesday
status-weekday-3 = Wednesday
status-weekday-4 = Thursday
status-weekday-5 = Friday
status-weekday-6 = Saturday
status-weekday-7 = Sunday

status-break-rests = The service cannot be used during the break.
status-break-slows = The service may be slow or work only in part during the break.
status-break-unfelt = The break should not be noticed by those who use the service.
status-whom-customers = Those who use the connections of the announcing party
status-whom-users = Everybody who uses the service

status-back = To the current status
status-over = The incident is over
status-history-how = The last 90 days, by the bulletins that were published. A day without a mark is a day about which no bulletin was published.
status-by-service = By service
status-by-day = By day
status-service = Service
status-last-days = 90 days
status-bars = Days
status-days-hit = Days with an incident
status-took-all = Duration in all
status-statement-accessibility = Accessibility statement
status-statement-privacy = Privacy on the status page

accessibility-1-heading = What this statement covers
accessibility-1-text = This statement covers the public status page of the Majakka service. The page is provided by the organisation whose contact details are at the end of this page. The Act on the Provision of Digital Services (306/2019) applies to it.
accessibility-2-heading = How accessible the page is
accessibility-2-text = The page meets the requirements of the Act, levels A and AA of WCAG 2.1, in part. The shortcoming is told below.
accessibility-3-heading = What is not accessible
accessibility-3-text = Headlines of announcements by others are shown in the language in which they were written. A screen reader does not always change its language for them (WCAG 3.1.2, Language of Parts), as the announcements do not tell which language they are in. The same can be read on the pages of whoever made the announcement, or asked from us.
accessibility-4-heading = How the page was assessed
accessibility-4-text = The assessment is the makers’ own. Every page is checked by machine before every new version: in three languages, light and dark, on narrow and wide screens, and enlarged. No outside expert has assessed it. This statement was made on 22 November 2026.
accessibility-5-heading = Give feedback
accessibility-5-text = Did you find a shortcoming, or do you need the information in another form? Tell the organisation that provides the page. Its contact details are at the end of this page. You get an answer within 14 days.
accessibility-6-heading = Supervision
accessibility-6-text = If you are not satisfied with the answer, or get none within 14 days, you can make a complaint or ask for a review at the Finnish Transport and Communications Agency Traficom. The instructions and the form are on the pages of the supervisory authority:
accessibility-6-link = https://www.webaccessibility.fi/

privacy-1-heading = What the page collects
privacy-1-text = The status page collects no personal data. It loads nothing from other sites and does not track visitors. Its only cookie remembers the language that you chose.
privacy-2-heading = What is published on the page
privacy-2-text = The page tells only what has been published. Names of those who report and patients' details are not published. An incident of a single organisation is told only on that organisation's own page.
privacy-3-heading = If you report an incident
privacy-3-text = Your organisation's helpdesk handles the report. Do not write a personal identity code in it. A patient reference is stored encrypted, and every opening is logged. Text that you have not sent is kept in the tab of your browser for at most half an hour, or until you send the form or close the tab.
privacy-4-heading = Your rights
privacy-4-text = You may ask to see what is stored about you, and ask for it to be corrected or erased. Address the request to the controller. If you are not satisfied with the answer, you may complain to the Data Protection Ombudsman:
privacy-4-link = https://tietosuoja.fi/en/home
privacy-controller = Controller
privacy-periods = How long data is kept
privacy-periods-text = The time is counted from the end of the incident. After it the data is erased, every night; the story of the incident is kept without it.
privacy-kept-patient_references = Patient references, encrypted
privacy-kept-pictures = Pictures in reports
privacy-kept-reporters = Name and contact details of who reported
privacy-kept-recipients = Addresses of those who were told
privacy-kept-people = Details of removed contacts and closed accounts
privacy-kept-days = { $count ->
    [0] until further notice
    [one] 1 day
   *[other] { $count } days
  }

status-bars-said = { $service }: { $days } days, { $hit } with an incident, { $unknown } not known
status-bar-ok = No known incident
status-bar-hit = Incident
status-days-unknown = Not known
status-undisturbed = Time without incident
status-figures = Figures for 90 days
status-figures-how = Time without incident is counted from the time for which the situation is known. If the end of an incident is not known, no figure is shown.
status-years = Year by year
status-year = Incidents in { $year }
status-year-count = { $count ->
    [0] No incident was published for this year.
    [one] One incident.
   *[other] { $count } incidents.
  }
status-month-1 = January
status-month-2 = February
status-month-3 = March
status-month-4 = April
status-month-5 = May
status-month-6 = June
status-month-7 = July
status-month-8 = August
status-month-9 = September
status-month-10 = October
status-month-11 = November
status-month-12 = December
status-review = What happened and what we learnt
status-service-title = { $service }: { $state ->
    [ok] works
    [down] not working
    [degraded] works in part or slowly
    [maintenance] maintenance
   *[unknown] not known
  }
status-service-more = Status and history of the service
status-functions = Functions
status-leans-on = What the service needs
status-leans-on-how = If one of these does not work, these functions of the service may stop working too.
status-carries = Which services need this one
status-carries-how = If this one does not work, functions of these services may stop working.
status-guidance = What to do if the service does not work
status-days-as-list = Days with an incident or maintenance as a list
status-day = Day
status-state = State

status-publisher = Who publishes this
status-published-by = This page is published by { $name }.
status-publisher-contact = Contact: { $contact }.
status-publisher-kela = Kela, which is responsible for the Kanta services, also announces incidents itself:
status-publisher-kela-address = https://www.kanta.fi/en/
