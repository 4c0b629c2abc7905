# The frame of the pages and the parts they share.
layout-skip = Skip to content
layout-navigation = Main menu
layout-languages = Language
layout-footer = About this service
layout-account = User
layout-own-account = My account
layout-sign-in = Sign in
layout-sign-out = Sign out
layout-public-page = Service status
layout-report = Report an incident
layout-accessibility = Accessibility
layout-privacy = Privacy
layout-about = Majakka tells the organisations and people who use the Kanta Services about incidents in them.
layout-demonstration = This is a demonstration. The organisations, people and incidents are made up.
layout-outbox-is-a-folder = No messages are sent: an e-mail and text message service is missing. Messages are kept as files.
layout-mail-is-a-folder = No e-mails are sent: an e-mail service is missing. Messages are kept as files.
layout-sms-is-a-folder = No text messages are sent: a text message service is missing. Messages are kept as files.

layout-nav-desk = Situation
layout-nav-reports = Reports
layout-nav-incidents = Incidents
layout-nav-maintenance = Maintenance
layout-nav-breaches = Data protection
layout-nav-contacts = Contacts
layout-nav-log = Log
layout-nav-settings = Settings
layout-nav-report = Report
layout-nav-own-reports = Own reports
layout-nav-status = Service status
layout-nav-history = History


layout-restored = We restored the text that you had not sent.
layout-discard = Discard the text
layout-required = required
layout-error = Error:
layout-error-summary = { $count ->
    [one] Correct one thing
   *[other] Correct { $count } things
  }
layout-file-drop = Remove the file { $name }
layout-pages = Pages
layout-page = Page
layout-previous = Previous
layout-next = Next

layout-sms-from = Text message from { $sender }
layout-sms-septets = { $septets } of { $limit } characters
layout-sms-over = The message does not fit into one text message.
layout-septets = %n of %m characters
layout-septets-foreign = The text has a character that is not in the basic character set of text messages.

layout-idle-title = Your session is about to end
layout-idle-left = You will be signed out in about %n min because nothing has happened for a while.
layout-idle-kept = A report that has not been sent is kept even if the session ends.
layout-idle-continue = Continue working
