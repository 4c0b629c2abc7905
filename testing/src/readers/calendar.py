"""What icalendar reads in a calendar (standard input), as JSON. A line that it cannot read is among the problems."""

import json
import sys
from datetime import timezone

import icalendar

read = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
problems = [f"{name}: {why}" for part in read.walk() for name, why in part.errors]
problems += [f"no VTIMEZONE for {zone}" for zone in read.get_missing_tzids()]
for zone in read.timezones:
    zone.to_tz()


def text(event, name):
    value = event.get(name)
    return None if value is None else str(value)


def moment(event, name):
    value = event.get(name)
    if value is None and name == "dtend":
        return None  # No end is known.
    if value is None or value.dt.tzinfo is None:
        problems.append(f"{name} without a zone")
        return None
    return value.dt.astimezone(timezone.utc).isoformat()


def event(e):
    for needed in ("uid", "dtstamp", "summary", "sequence", "status"):
        if needed not in e:
            problems.append(f"{needed} is missing")
    return {
        "uid": text(e, "uid"),
        "sequence": int(e.get("sequence", -1)),
        "status": text(e, "status"),
        "summary": text(e, "summary"),
        "description": text(e, "description"),
        "starts": moment(e, "dtstart"),
        "ends": moment(e, "dtend"),
        "zone": e["dtstart"].params.get("tzid"),
    }


found = {
    "version": str(read.get("version")),
    "name": str(read.get("x-wr-calname")),
    "zones": [str(zone.get("tzid")) for zone in read.timezones],
    "events": [event(e) for e in read.events],
    "problems": problems,
}
json.dump(found, sys.stdout)
