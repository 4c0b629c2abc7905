# Messages that were sent: recipients, progress, sending again.
messages-title = Messages sent
messages-which = Show
messages-every = All messages
messages-in-trouble = Not everybody got it
messages-message = Message
messages-about = About
messages-written = Sent
messages-outcome = Arrival
messages-no-trouble = no trouble
messages-none = Nothing has been sent yet.
messages-none-in-trouble = Every message has arrived or is on its way.
messages-recipients = Recipients
messages-progress = Progress
messages-settled = Dealt with
messages-said = Progress of the message:
messages-over = Nothing waits to leave any more
messages-waiting = { $count ->
    [one] 1 waits to leave
   *[other] { $count } wait to leave
  }
messages-rate = { $count } a minute
messages-ends = done at about { $at }
messages-uncertain = { $count ->
    [one] 1 is uncertain
   *[other] { $count } are uncertain
  }
messages-forgotten = details removed
messages-list = List of recipients
messages-all = All
messages-failed = Did not arrive
messages-queued = Waiting
messages-unread = Not confirmed as read
messages-unknown = Uncertain
messages-search = Name, organisation or address
messages-csv = Download as CSV
messages-recipient = Recipient
messages-address = Address
messages-attempts = Attempts and replies
messages-read = read
messages-due = next attempt
messages-steps = { $count ->
    [one] 1 step
   *[other] { $count } steps
  }
messages-older = { $count ->
    [one] And 1 earlier attempt.
   *[other] And { $count } earlier attempts.
  }
messages-nobody = There is no such recipient.
messages-from-the-start = To the start of the list
messages-again-one = Send again
messages-again-all = { $count ->
    [one] Send again to the one whom it did not reach
   *[other] Send again to the { $count } whom it did not reach
  }
messages-again-confirm = { $count ->
    [one] Send again to one recipient?
   *[other] Send again to { $count } recipients?
  }
messages-old-news = A newer one has been sent, so this is not sent again.
messages-only-then = This message is not sent again: it was for its own moment. Get in touch another way.
messages-not-planned-here = Whoever planned the break sends its messages.
messages-stale-title = Nothing was sent again
messages-stale-text = A newer one has been sent, or somebody else was faster. Below is how it stands now.
messages-show = Recipients
messages-show-delivery = Show the recipient
messages-sent-of-break = Sent about the break
messages-lost-lately = { $count ->
    [one] 1 message did not reach everybody
   *[other] { $count } messages did not reach everybody
  }
messages-lost-lately-when = In the last 24 hours

## Steps
attempt-taken = taken
attempt-refused = refused
attempt-later = put off
attempt-unknown = not known whether it was taken
attempt-delivered = arrived
attempt-failed = did not arrive
attempt-read = confirmed as read
attempt-delayed = delayed at a server
attempt-complaint = the recipient reported the message as spam

## Columns of the CSV
messages-column-name = Name
messages-column-organisation = Organisation
messages-column-channel = Channel
messages-column-address = Address
messages-column-state = State
messages-column-attempts = Attempts
messages-column-reply = Last reply
messages-column-route = Route
messages-column-settled = Time of the state
messages-column-read = Read

## Confirming a message by its link
read-title = Confirming a message
read-why = Confirm that you have read this message. The helpdesk sees from it whom the information has reached.
read-press = I have read the message
read-done = You confirmed this message as read { $at }.
read-close = You can close this page.
read-situation = See the current situation
