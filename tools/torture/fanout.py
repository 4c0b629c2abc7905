#!/usr/bin/env python3
"""From the press of "publish" to the last recipient's mail taken by the relay, end to end over HTTP and SMTP, beside smtp-source.

    fanout.py --binary PATH [--db sqlite|postgres] [--counts 1000,10000] [--rounds 3]

The real program (`up` on SQLite, `serve` + `notify` on PostgreSQL with fsync), its own desk form, one recipient an organisation
in three languages, Postfix's smtp-sink as the relay. In each round smtp-source sends as many mails of the same size to the same
sink over kept connections. Prints mails a second, the ratio, seconds from POST to the last row `sent`, peak memory of the
notifier; last line `fanout DB ratio: N.NN publish_to_last_s: N.NN per_recipient_growth: N.NN` (medians at the largest count
but 100,000; growth: time per recipient at the largest count over that at the smallest).
"""
import argparse, os, statistics, subprocess, sys, time
os.environ.setdefault("TORTURE_ROOT", "/tmp/fanout")
from world import World, free_port, until  # noqa: E402

SINK = next(p for p in ("/usr/sbin/smtp-sink", "/usr/lib/postfix/sbin/smtp-sink") if os.path.exists(p))
SOURCE = SINK.replace("smtp-sink", "smtp-source")


class Relay:
    def __init__(self):
        self.port = free_port()
        self.child = subprocess.Popen([SINK, "-u", "nobody", "-c", f"127.0.0.1:{self.port}", "1000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.taken = []
    def close(self):
        self.child.kill()


def peak(pid):
    with open(f"/proc/{pid}/status") as f:
        return {k: int(v.split()[0]) / 1024 for k, v in (l.split(":") for l in f if l.startswith(("VmHWM", "VmRSS")))}


def source(port, count, size, sessions):
    begun = time.time()
    subprocess.run([SOURCE, "-s", str(sessions), "-m", str(count), "-l", str(size), "-d", f"127.0.0.1:{port}"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return count / (time.time() - begun)


def one(binary, db, count, connections):
    relay = Relay()
    world = World(binary, f"fanout-{count}", db, smtp=relay, settings=f"smtp:connections = {connections}")
    try:
        world.begin(count, 0)
        notifier = world.up if db == "sqlite" else world.notifiers[0]
        world.open_incident()
        until(lambda: world.waiting() == 0, 30)
        time.sleep(0.5)
        idle = peak(notifier.pid)["VmRSS"]
        path = f"/desk/incidents/{world.reference}/bulletin?kind=first"
        fields = world.browser.form(path)
        begun = time.time()
        status = world.publish("first", timeout=300, fields=fields)
        answered = time.time() - begun
        if status != 303:
            raise RuntimeError(f"publish: {status}")
        sent = lambda: int(world.one("SELECT count(*) FROM deliveries WHERE series = 'bulletin' AND state <> 'queued'")) >= count
        if until(sent, 600, 0.05 if count <= 10000 else 1) is None:
            raise RuntimeError(f"not all sent: {world.states()}")
        total = time.time() - begun
        memory = peak(notifier.pid)
        size = int(world.one("SELECT max(length(body)) FROM message_texts") or 0) + int(world.one("SELECT max(length(coalesce(html, ''))) FROM message_texts") or 0) + 1200
        baseline = source(relay.port, count, size, connections)
        return dict(total=total, answered=answered, rate=count / total, base=baseline, ratio=count / total / baseline, idle=idle, peak=memory["VmHWM"], size=size)
    finally:
        world.close()


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--binary", required=True)
    a.add_argument("--db", default="sqlite", help="one, or several with commas between")
    a.add_argument("--counts", default="1000,10000")
    a.add_argument("--rounds", type=int, default=3)
    a.add_argument("--connections", type=int, default=8)
    a = a.parse_args()
    ratios = []
    for db in a.db.split(","):
        per, last = {}, None
        for count in map(int, a.counts.split(",")):
            rounds = [one(os.path.abspath(a.binary), db, count, a.connections) for _ in range(a.rounds if count <= 10000 else 1)]
            m = {k: statistics.median(r[k] for r in rounds) for k in rounds[0]}
            per[count] = m["total"] / count
            print(f"{db} {count}: answered {m['answered']:.2f} s, last sent {m['total']:.2f} s, {m['rate']:.0f} mails/s, smtp-source {m['base']:.0f}/s "
                  f"({m['size']:.0f} bytes, {a.connections} connections), ratio {m['ratio']:.2f}, idle {m['idle']:.0f} MiB, peak {m['peak']:.0f} MiB", flush=True)
            if count <= 10000:
                last = m
        counts = sorted(per)
        print(f"{db} ratio: {last['ratio']:.2f} publish_to_last_s: {last['total']:.2f} per_recipient_growth: {per[counts[-1]] / per[counts[0]]:.2f}")
        ratios.append(last["ratio"])
    print(f"fanout ratio: {min(ratios):.2f}")


main()
