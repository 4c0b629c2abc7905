"""What ics.py reads in a calendar (standard input), as JSON: name, beginning and status of each event."""

import json
import sys

import ics

read = ics.Calendar(sys.stdin.buffer.read().decode())
events = [{"uid": e.uid, "name": e.name, "begin": e.begin.to("utc").isoformat(), "status": e.status} for e in read.events]
json.dump(sorted(events, key=lambda event: event["begin"]), sys.stdout)
