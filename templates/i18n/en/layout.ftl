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
layout-report = Report a disturbance
layout-accessibility = Accessibility
layout-privacy = Privacy
layout-about = Majakka tells the organisations and people who use the Kanta Services about disturbances in them.
layout-demonstration = This is a demonstration. The organisations, people and disturbances are made up.
layout-outbox-is-a-folder = No gateway has been configured: e-mails and text messages are kept as files on the server.
layout-mail-is-a-folder = No mail server has been configured: e-mails are kept as files on the server.
layout-sms-is-a-folder = No SMS gateway has been configured: text messages are kept as files on the server.

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
