# What was just done: a banner at the top of the next page.
done-saved = The details have been saved.
done-introduced = Thank you, saved. Send a test message next.
done-public-page = See the public page
done-open-incident = Open the incident
done-sent = The bulletin is on its way: { $people ->
    [one] 1 recipient
   *[other] { $people } recipients
  }, { $messages ->
    [one] 1 message
   *[other] { $messages } messages
  }.
done-sent-to-nobody = The bulletin has been published. It has no recipients by e-mail or text message.
done-over = The incident is marked as over. It had no bulletins, so none goes out about its end.
done-decided = The decision has been saved.
done-accepted = The proposal is accepted. Check the first bulletin next.
done-accepted-only = The proposal is accepted.
done-checked = The checks have been saved.
done-connection-closed = The connection is marked as closed.
done-connection-reopened = The connection is marked as reopened.
done-merged = Incident { $from } was merged into this one, { $into }.
done-undo-merge = Undo the merge
done-unmerged = The merge is undone. The incident is open again and has its reports back.
done-moved = { $count ->
    [one] 1 report was moved
   *[other] { $count } reports were moved
  } to the incident { $to }.
done-split = { $count ->
    [one] 1 report was split off
   *[other] { $count } reports were split off
  } into an incident of their own, { $to }.
done-replied = The reply is on its way to { $count ->
    [one] 1 reporter
   *[other] { $count } reporters
  }.
done-answer-noted = The answer has been noted.
done-called = The call has been logged.
done-sent-again = The message goes out again: { $count ->
    [one] 1 message
   *[other] { $count } messages
  }.
done-reviewed = The review has been published.
done-task-done = The task is marked as done: { $task }.
done-answered = The answer has been saved.
done-clock-ended = The deadline is marked as dealt with.
done-closed = The incident has been closed.
done-escalated = Sent: { $to }.
done-break-planned = The maintenance break { $id } is planned and its notices go out.
done-break-moved = The maintenance break { $id } has been moved and its notices go out.
done-break-cancelled = The maintenance break { $id } has been called off and its notices go out.
done-break-over = The maintenance break { $id } is over and its notices go out.
done-series-ended = The maintenance break { $id } does not come again.
done-break-goes-on = An incident has been opened because the maintenance break { $id } goes on.
done-announced = The announcement has been noted.
done-announcement-confirmed = The announcement is confirmed for everybody.
done-announcement-retracted = The entry has been removed.
done-announcement-over = The announcement is marked as over.
done-source-noted = The state of the channel has been noted.
done-probe-saved = The measurement has been saved.
done-probe-confirmed = The measurement is confirmed for everybody.
done-probe-removed = The measurement has been removed.
done-reply-handled = The reply is marked as dealt with.
done-report-moved = The report now belongs to the incident { $to }.
done-report-corrected = The report has been corrected.
done-report-ended = The report has been brought to its end.
done-roles-set = The roles have been saved. They apply at once.
done-factor-reset = The second factors have been removed. The person sets up a new one at the next sign-in.
done-account-closed = The account has been closed. Its sessions have ended.
done-account-opened = The account has been opened again.
done-contact-saved = The contact has been saved: { $name }.
done-contact-removed = The contact has been removed.
done-partner-removed = The partner has been removed.
done-organisation-made = The organisation has been added. Make a report link for it next.
done-organisation-confirmed = The organisation has been confirmed.
done-route-tested = The test message has been sent. The result is below.
done-report-link-revoked = The report link has been taken out of use.
done-token-revoked = The key has been taken out of use.
done-password-changed = The password has been changed. Other sessions have ended.
done-sessions-ended = The sessions have been ended.
done-email-asked = We sent a link to { $address }. The address changes when you open it.
done-email-changed = The e-mail address has been changed.
