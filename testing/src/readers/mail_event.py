"""The event of a calendar that goes with a mail (standard input), as Python's own reader of mails and icalendar see it, as JSON."""

import email
import email.policy
import json
import sys

import icalendar

mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
found = []
for part in mail.iter_attachments():
    if part.get_content_type() != "text/calendar":
        continue
    read = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    for event in read.events:
        ends = event.get("dtend")
        found.append({
            "file": part.get_filename(),
            "declared": part["content-type"].params.get("method"),
            "charset": part["content-type"].params.get("charset"),
            "method": str(read.get("method")),
            "uid": str(event["uid"]),
            "sequence": int(event["sequence"]),
            "status": str(event["status"]),
            "organizer": str(event["organizer"]),
            "attendees": "attendee" in event,
            "summary": str(event["summary"]),
            "starts": event["dtstart"].dt.isoformat(),
            "ends": ends and ends.dt.isoformat(),
            "problems": [f"{name}: {why}" for component in read.walk() for name, why in component.errors],
        })
json.dump({"to": mail["to"], "subject": mail["subject"], "events": found}, sys.stdout)
