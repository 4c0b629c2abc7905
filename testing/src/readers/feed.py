"""What feedparser reads in a feed (standard input), as JSON."""

import json
import sys

import feedparser

read = feedparser.parse(sys.stdin.buffer.read())


def entry(e):
    content = e.get("content") or [{}]
    return {
        "id": e.get("id"),
        "title": e.get("title"),
        "link": e.get("link"),
        "updated": e.get("updated"),
        "dated": e.get("updated_parsed") is not None,
        "language": content[0].get("language"),
        "content": content[0].get("value"),
    }


found = {
    "problem": str(read.bozo_exception) if read.bozo else None,
    "version": read.version,
    "id": read.feed.get("id"),
    "title": read.feed.get("title"),
    "updated": read.feed.get("updated"),
    "dated": read.feed.get("updated_parsed") is not None,
    "language": read.feed.get("language"),
    "entries": [entry(e) for e in read.entries],
}
json.dump(found, sys.stdout)
