#!/usr/bin/env python3
"""Reliability torture of Majakka: what it promises when things break. See docs/RELIABILITY.md.

    python3 torture.py --binary PATH --case NAME[,NAME…] [--db sqlite|postgres] [--seed N] [--keep]

Prints one line a case: `case[db]: ok|FAIL figure=value …`. Without --case it lists the cases.
"""
import argparse, collections, concurrent.futures, json, os, random, re, shutil, signal, subprocess, sys, threading, time, traceback

import world as w
from sinks import Kannel, Smtp
from world import Browser, World, until

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


class Run:
    """What a case gets: the arguments, a seeded chance, and a way to make installations that are cleared away."""
    def __init__(self, arguments, name):
        self.binary, self.db, self.name, self.keep = arguments.binary, arguments.db, name, arguments.keep
        self.scale = arguments.scale
        self.dice = random.Random(arguments.seed)
        self.worlds = []

    def world(self, smtp=True, kannel=True, db=None, **more):
        mail, texts = Smtp() if smtp else None, Kannel() if kannel else None
        for sink in (mail, texts):
            if sink:
                sink.open(w.free_port())
        made = World(self.binary, f"{self.name}-{db or self.db}-{len(self.worlds)}", db or self.db, mail, texts, **more)
        self.worlds.append(made)
        return made

    def close(self):
        for made in self.worlds:
            made.close()
            if not self.keep:
                shutil.rmtree(made.folder, ignore_errors=True)


def good(tally, duplicates_allowed=True):
    """Nothing lost, nothing claimed that did not happen, everybody ends on the newest."""
    bad = tally["no_last_word"] + tally["said_sent_not_taken"] + tally["order"] + tally["queued"] + tally["ends_on_old"]
    return bad == 0 and (duplicates_allowed or tally["duplicates"] == 0)


def short(tally):
    return {k: v for k, v in tally.items() if v or k in ("taken", "duplicates", "order", "no_last_word")}


def drained(world, seconds):
    return until(lambda: world.waiting() == 0, seconds, 0.5)


# A stop, and the first mail after a kill (docs/RELIABILITY.md).
PROMISED_S = 15
COPIES_A_KILL = 24

# 1 -------------------------------------------------------------------------------------------------------------------

def killing(run, kills, lapse, mails, texts, pause):
    """kill -9 at random moments over first, update, resolved. In PostgreSQL the notifier dies, in SQLite the whole `up`."""
    world = run.world()
    world.smtp.behave = lambda to, nth: {"delay": 0.06}
    world.kannel.behave = lambda to, nth: {"delay": 0.1}
    world.begin(mails, texts)
    world.open_incident()
    role = "notify" if world.pg else "up"
    hits = 0
    def held(pid):
        return int(world.one(f"SELECT count(*) FROM deliveries WHERE state = 'queued' AND leased_by LIKE '{pid}-%'")) > 0
    victim = world.notifiers[0] if world.pg else world.up
    plan = {0: "first", int(kills * 0.4): "update", int(kills * 0.7): "resolved"}
    torn, starts, published_while_dying = 0, [], 0
    for n in range(kills):
        if n in plan:
            kind = plan[n]
            if not world.pg and n:
                # Killed while it publishes: all of it or nothing.
                for _ in range(3):
                    before = int(world.one("SELECT count(*) FROM messages WHERE series = 'bulletin'"))
                    fields = world.browser.form(f"/desk/incidents/{world.reference}/bulletin?kind={kind}")
                    def post():
                        try:
                            world.publish(kind, fields=fields, timeout=15)
                        except Exception:
                            pass
                    thread = threading.Thread(target=post)
                    thread.start()
                    time.sleep(run.dice.uniform(0.005, 0.25))
                    victim.kill()
                    thread.join()
                    published_while_dying += 1
                    if lapse:
                        world.lapse(victim.pid)
                    victim = world.start(role)
                    messages = int(world.one("SELECT count(*) FROM messages WHERE series = 'bulletin'"))
                    newest = world.one("SELECT max(id) FROM messages WHERE series = 'bulletin'")
                    rows = int(world.one(f"SELECT count(*) FROM deliveries WHERE message_id = {newest}"))
                    torn += rows != mails + texts
                    if messages > before:
                        break
                else:
                    assert world.publish(kind) == 303
            else:
                status = world.publish(kind)
                assert status == 303, (status, kind)
        time.sleep(run.dice.uniform(*pause))
        victim.kill()
        hits += held(victim.pid)
        if lapse:
            world.lapse(victim.pid)
        victim = world.start(role)
        starts.append(time.time() - victim.begun)
    took = drained(world, 400)
    tally = world.tally()
    whole, words = world.verify()
    figures = {"kills": kills + published_while_dying, "with_letters_in_hand": hits, "recipients": mails + texts, "lapse": lapse, **short(tally), "torn": torn,
               "start_s": round(sum(starts) / len(starts), 2), "recovered_s": took and round(took, 1), "audit": whole,
               "integrity": integrity(world)}
    # What the connections of both channels held, and what of it was answered and not yet written down.
    bounded = tally["duplicates"] <= COPIES_A_KILL * figures["kills"]
    return good(tally) and bounded and not torn and whole and took is not None, figures


def integrity(world):
    return "" if world.pg else world.one("PRAGMA integrity_check")


@case
def kill(run):
    """40 kills; after each, the dead one's leases are let run out by SQL, as two minutes would."""
    return killing(run, 40, True, int(1200 * run.scale), int(300 * run.scale), (0.1, 2.5))


@case
def kill_honest(run):
    """12 kills, the leases left alone: what the two minutes cost."""
    return killing(run, 12, False, int(1200 * run.scale), int(300 * run.scale), (0.5, 8))


@case
def crash_recovery(run):
    """One kill in the middle of a critical first bulletin: how long do those in the dead one's hands wait?"""
    world = run.world()
    world.smtp.behave = lambda to, nth: {"delay": 0.1}
    world.begin(400, 100)
    world.open_incident()
    world.publish("first")
    until(lambda: len(world.smtp.taken) > 60, 30, 0.02)
    victim = world.notifiers[0] if world.pg else world.up
    victim.kill()
    at = time.time()
    world.start("notify" if world.pg else "up")
    up = time.time() - at
    drained(world, 200)
    first_after = min((t for t, *_ in world.smtp.taken if t > at + 0.2), default=0) - at
    last = max(t for t, *_ in world.smtp.taken) - at
    tally = world.tally()
    return good(tally) and 0 < first_after <= PROMISED_S and tally["duplicates"] <= COPIES_A_KILL, {**short(tally), "restart_s": round(up, 1), "first_mail_after_kill_s": round(first_after, 1), "last_mail_after_kill_s": round(last, 1)}


@case
def kill_publish(run):
    """kill -9 of the server while it publishes, 30 times: a bulletin is there with all its deliveries, or not at all."""
    world = run.world()
    world.begin(int(800 * run.scale), int(200 * run.scale))
    world.open_incident()
    role = "serve" if world.pg else "up"
    torn = there = 0
    for n in range(30):
        kind = "update" if int(world.one("SELECT count(*) FROM messages WHERE kind = 'first'")) else "first"
        fields = world.browser.form(f"/desk/incidents/{world.reference}/bulletin?kind={kind}")
        before = int(world.one("SELECT count(*) FROM messages WHERE series = 'bulletin'"))
        def post():
            try:
                world.publish(kind, fields=fields, timeout=20)
            except Exception:
                pass
        thread = threading.Thread(target=post)
        thread.start()
        time.sleep(run.dice.uniform(0.0, 0.14))
        world.server.kill()
        thread.join()
        if not world.pg:
            world.lapse(world.server.pid)
        world.server = world.up = world.start(role)
        ids = [r[0] for r in world.ask("SELECT id FROM messages WHERE series = 'bulletin' ORDER BY id")]
        there += len(ids) - before
        for i in ids[before:]:
            torn += int(world.one(f"SELECT count(*) FROM deliveries WHERE message_id = {i}")) != world.mails + world.texts
            torn += int(world.one(f"SELECT count(*) FROM message_texts WHERE message_id = {i}")) != 3
    assert world.publish("resolved") == 303
    drained(world, 200)
    tally = world.tally()
    whole, _ = world.verify()
    return good(tally) and whole and not torn, {"kills": 30, "published": there, "torn": torn, **short(tally), "audit": whole, "integrity": integrity(world)}


@case
def kill_intake(run):
    """kill -9 of the server 20 times while 12 programs report; each asks again with its key until it is answered 201: stored exactly once?"""
    world = run.world(smtp=False, kannel=False)
    world.begin(20, tokens=12)
    world.open_incident()
    role = "serve" if world.pg else "up"
    stop, answered, asked = threading.Event(), {}, collections.Counter()
    def client(n):
        k = 0
        while not stop.is_set():
            k += 1
            key = f"i{n}-{k}"
            for _ in range(200):
                asked[key] += 1
                try:
                    status, content, _ = world.report(n, key=key, description=f"Kuorma {key}", timeout=15)
                    if status == 201:
                        answered[key] = json.loads(content)["reference"]
                        break
                except Exception:
                    pass
                time.sleep(0.1)
    clients = [threading.Thread(target=client, args=(n,)) for n in range(12)]
    for one in clients:
        one.start()
    for n in range(20):
        time.sleep(run.dice.uniform(0.3, 1.5))
        world.server.kill()
        world.server = world.up = world.start(role)
    time.sleep(1)
    stop.set()
    for one in clients:
        one.join()
    stored = collections.Counter(r[0] for r in world.ask("SELECT description FROM reports WHERE description LIKE 'Kuorma %'"))
    references = {r[0] for r in world.ask("SELECT reference FROM reports")}
    whole, _ = world.verify()
    lost = sum(1 for r in answered.values() if r not in references)
    twice = sum(1 for n in stored.values() if n > 1)
    return not lost and not twice and whole, {"kills": 20, "answered": len(answered), "asked_more_than_once": sum(1 for n in asked.values() if n > 1),
                                              "stored": len(stored), "lost": lost, "twice": twice, "audit": whole, "integrity": integrity(world)}


@case
def two_ups(run):
    """Two `up` on one SQLite file by mistake: is the second refused; if not, is anything sent twice?"""
    world = run.world(db="sqlite")
    world.smtp.behave = lambda to, nth: {"delay": 0.05}
    world.begin(600, 100)
    world.open_incident()
    other = w.Process(world, "up2", ["up", "--config", world.config, "--listen", f"127.0.0.1:{w.free_port()}"])
    world.processes.append(other)
    try:
        other.ready()
    except RuntimeError as error:
        return True, {"second": "refused", "words": str(error)[-160:]}
    for kind in ("first", "update", "resolved"):
        assert world.publish(kind) == 303
        time.sleep(1)
    drained(world, 100)
    time.sleep(5)
    tally = world.tally()
    return good(tally, False), {"second": "runs", **short(tally), "errors": world.errors()}


# 2 -------------------------------------------------------------------------------------------------------------------

def workers(run, count, attacks, mails=1200, texts=300, spread=1.5):
    world = run.world(db="postgres")
    world.smtp.behave = lambda to, nth: {"delay": 0.012}
    world.kannel.behave = lambda to, nth: {"delay": 0.02}
    world.begin(int(mails * run.scale), int(texts * run.scale), notifiers=count)
    world.open_incident()
    stops, codes = [], collections.Counter()
    done = threading.Event()

    def attack():
        for n in range(attacks):
            time.sleep(run.dice.uniform(0.4, 2.0))
            i = run.dice.randrange(count)
            victim = world.notifiers[i]
            if run.dice.random() < 0.5:
                code, took = victim.terminate(120)
                stops.append(took)
                codes[code] += 1
            else:
                victim.kill()
                world.lapse(victim.pid)
            world.notifiers[i] = world.start("notify", name=f"notify{i}")
        done.set()
    attacker = threading.Thread(target=attack)
    statuses = [world.publish("first")]
    attacker.start()
    for kind in ("update", "update", "resolved"):
        time.sleep(spread if not attacks else attacks * 0.5)
        statuses.append(world.publish(kind))
    attacker.join()
    took = drained(world, 300)
    tally = world.tally()
    whole, _ = world.verify()
    held = collections.Counter(r[0].split("-")[0] for r in world.ask("SELECT DISTINCT leased_by FROM deliveries WHERE leased_by IS NOT NULL"))
    figures = {"workers": count, "attacks": attacks, "recipients": world.mails + world.texts, **short(tally), "drained_s": took and round(took, 1),
               "sigterm_max_s": round(max(stops, default=0), 1), "sigterm_codes": dict(codes), "publish": statuses, "audit": whole, "errors": world.errors()}
    return good(tally, attacks > 0) and took is not None and whole and set(statuses) == {303}, figures


@case
def two_workers(run):
    return workers(run, 2, 24)


@case
def three_workers(run):
    return workers(run, 3, 30)


@case
def order_two(run):
    """Two workers, nobody dies, four bulletins within seconds: does an older word overtake a newer one?"""
    return workers(run, 2, 0)


@case
def order_three(run):
    return workers(run, 3, 0)


@case
def order_hang(run):
    """Two workers; the mail server hangs on the first 8 mails (all lines of one worker) while an update is published: does the other worker overtake?"""
    world = run.world(db="postgres", kannel=False, settings=QUICK)
    world.smtp.behave = lambda to, nth: {"hang": True} if len(world.published) < 2 and number(to) < 8 else {"delay": 0.02}
    world.begin(400, notifiers=2)
    world.open_incident()
    assert world.publish("first") == 303
    time.sleep(1)
    assert world.publish("resolved") == 303
    took = drained(world, 120)
    time.sleep(20)
    tally = world.tally()
    return good(tally, False) and took is not None, {"recipients": 400, **short(tally)}


@case
def order_slow(run):
    """The mail server takes 5 s for every mail of the first bulletin; when it is over, how soon does the last word leave?"""
    world = run.world(kannel=False)
    world.smtp.behave = lambda to, nth: {"delay": 5} if len(world.published) < 2 else {}
    world.begin(400)
    world.open_incident()
    assert world.publish("first") == 303
    time.sleep(run.dice.uniform(2, 8))
    assert world.publish("resolved") == 303
    at = world.published[1][1]
    took = drained(world, 120)
    newest = int(world.one("SELECT max(id) FROM messages WHERE series = 'bulletin'"))
    resolved = {int(row) for row in world.one(f"SELECT group_concat(id) FROM deliveries WHERE message_id = {newest}" if not world.pg else
                                              f"SELECT string_agg(id::text, ',') FROM deliveries WHERE message_id = {newest}").split(",")}
    times = sorted(t - at for t, _, delivery, *_ in world.smtp.taken if int(delivery) in resolved)
    tally = world.tally()
    figures = {"recipients": 400, **short(tally), "first_resolved_s": round(times[0], 1), "last_resolved_s": round(times[-1], 1)}
    return good(tally, False) and took is not None and times[-1] <= 10, figures


@case
def order_burst(run):
    """Two workers, nothing wrong at all: ten times two bulletins right after one another."""
    world = run.world(db="postgres")
    world.smtp.behave = lambda to, nth: {"delay": 0.05}
    world.begin(600, 100, notifiers=2)
    world.open_incident()
    assert world.publish("first") == 303
    drained(world, 60)
    for n in range(10):
        assert world.publish("update") == 303
        if n % 2:
            time.sleep(run.dice.uniform(0, 1))
        assert world.publish("update" if n < 9 else "resolved") == 303
        drained(world, 60)
        time.sleep(4)
    tally = world.tally()
    return good(tally, False), {"recipients": 700, "bulletins": 21, **short(tally)}


def paused(run, seconds):
    world = run.world(db="postgres", kannel=False)
    world.smtp.behave = lambda to, nth: {"delay": 0.1}
    world.begin(400, notifiers=2)
    world.open_incident()
    assert world.publish("first") == 303
    until(lambda: len(world.smtp.taken) > 40, 30, 0.02)
    holder = world.one("SELECT leased_by FROM deliveries WHERE state = 'queued' AND leased_by IS NOT NULL LIMIT 1").split("-")[0]
    victim = next(p for p in world.notifiers if str(p.pid) == holder)
    victim.child.send_signal(signal.SIGSTOP)
    try:
        if seconds < 60:
            assert world.publish("resolved") == 303
        time.sleep(seconds)
    finally:
        victim.child.send_signal(signal.SIGCONT)
    took = drained(world, 120)
    time.sleep(8)
    tally = world.tally()
    return good(tally, False) and took is not None, {"recipients": 400, "paused_s": seconds, **short(tally)}


@case
def paused_worker(run):
    """One of two workers is stopped (SIGSTOP: a machine that is moved) for 10 s with a batch in hand, the end is published meanwhile, and it goes on."""
    return paused(run, 10)


@case
def paused_past_lease(run):
    """The same for 150 s, longer than the lease, without another bulletin: who gets the first one twice?"""
    return paused(run, 150)


# 3: mail -------------------------------------------------------------------------------------------------------------

# Shorter than the defaults, so that a case fits into minutes.
QUICK = "smtp:connect_seconds = 2;send_seconds = 4\nkannel:connect_seconds = 2;send_seconds = 3"


def one_bulletin(run, before, wait, mails=200, texts=0, settings=QUICK, after=None, ticks=None, kinds=("first",), db=None):
    """Publishes while the far end misbehaves; `after` mends it. Says how long everything took from publishing and from mending."""
    world = run.world(kannel=texts > 0, settings=settings, db=db)
    world.begin(mails, texts)
    world.open_incident()
    before(world)
    for kind in kinds:
        assert world.publish(kind) == 303
    begun = time.time()
    mended = None
    if after:
        mended = after(world) or time.time()
    took = drained(world, wait)
    last = max((t for s in (world.smtp, world.kannel) if s for t, *_ in s.taken), default=0)
    tally = world.tally()
    figures = {"recipients": mails + texts, **short(tally), "whole_s": round(last - begun, 1) if last else None}
    if mended:
        figures["after_mending_s"] = round(max(0, last - mended), 1)
    if took is None:
        figures["still_waiting"] = world.waiting()
    figures["alive"] = all(p.alive() for p in world.processes[-1:])
    return world, took, tally, figures


def number(to):
    return int(re.sub(r"\D", "", to.split("@")[0])) if "@" in to else int(to[6:11])


@case
def smtp_no_greeting(run):
    """Connections are taken and nothing is said for 40 s."""
    def mend(world):
        time.sleep(40)
        world.smtp.greet = True
    world, took, tally, figures = one_bulletin(run, lambda x: setattr(x.smtp, "greet", False), 330, after=mend)
    return good(tally, False), figures


@case
def smtp_hang_after_data(run):
    """Every tenth recipient's mail is taken after DATA and never answered, three times; then all is well."""
    def before(world):
        world.smtp.behave = lambda to, nth: {"hang": True, "take": True} if number(to) % 10 == 0 and nth <= 3 else {}
    world, took, tally, figures = one_bulletin(run, before, 330)
    return good(tally), figures


@case
def smtp_slow_answer(run):
    """A server (content filter) that takes every mail but answers later than send_seconds, for good: how many copies in 4 minutes?"""
    def before(world):
        world.smtp.behave = lambda to, nth: {"hang": True, "take": True}
    world, took, tally, figures = one_bulletin(run, before, 240, mails=60)
    return tally["duplicates"] == 0, figures


@case
def smtp_drop_after_dot(run):
    """Every tenth: taken, and hung up on without an answer, twice."""
    def before(world):
        world.smtp.behave = lambda to, nth: {"drop": True, "take": True} if number(to) % 10 == 0 and nth <= 2 else {}
    world, took, tally, figures = one_bulletin(run, before, 330)
    return good(tally), figures


@case
def smtp_share_refused(run):
    """A tenth each gets 421, 450, 451 (twice each, then well) and 550 for good at RCPT, and 451 and 550 after the content."""
    offers = collections.Counter()
    def before(world):
        def behave(to, nth):
            n = number(to) % 10
            if nth == 0:
                offers[to] += 1
                said = {0: "421 4.3.2 closing", 1: "450 4.2.0 greylisted", 2: "451 4.3.0 local error"}.get(n)
                if said and offers[to] <= 2:
                    return {"rcpt": said}
                return {"rcpt": "550 5.1.1 no such user"} if n == 3 else {}
            if n == 4 and nth <= 2:
                return {"data": "451 4.7.1 try again"}
            return {"data": "550 5.7.0 content refused"} if n == 5 else {}
        world.smtp.behave = behave
    world, took, tally, figures = one_bulletin(run, before, 330)
    tasks = int(world.one("SELECT count(*) FROM tasks WHERE name = 'contact_fix'"))
    figures["contact_fix"] = tasks
    ok = tally["failed"] == 40 and tasks == 40 and tally["taken"] == 160 and tally["duplicates"] == 0
    return ok, figures


@case
def smtp_slow(run):
    """200 ms for each mail, three bulletins 3 s apart: superseding, order, no copies."""
    world = run.world(kannel=False)
    world.smtp.behave = lambda to, nth: {"delay": 0.2}
    world.begin(600)
    world.open_incident()
    for kind in ("first", "update", "resolved"):
        assert world.publish(kind) == 303
        at = time.time()
        time.sleep(3)
    drained(world, 200)
    tally = world.tally()
    last = max(t for t, *_ in world.smtp.taken)
    return good(tally, False), {**short(tally), "last_word_after_publishing_s": round(last - at, 1)}


@case
def smtp_refuses_3_minutes(run):
    """Nobody listens for 180 s; what does /readyz say meanwhile, and how soon after do the mails leave?"""
    seen = []
    def mend(world):
        for _ in range(18):
            time.sleep(10)
            status, content, _ = Browser(world.port).ask("GET", "/readyz")
            seen.append((status, json.loads(content).get("oldest_due_seconds")))
        world.smtp.reopen()
    world, took, tally, figures = one_bulletin(run, lambda x: x.smtp.close(), 330, mails=600, texts=50, settings="", after=mend)
    figures["readyz_oldest_due_max"] = max(s[1] for s in seen)
    return good(tally, False) and figures["after_mending_s"] < 300 and figures["readyz_oldest_due_max"] >= 60, figures


@case
def smtp_relay_denied_for_some(run):
    """An Exchange-like relay refuses the first 12 of the queue for good (`550 5.7.54 Unable to relay recipient`): are the other 188 served?"""
    def before(world):
        world.smtp.behave = lambda to, nth: {"rcpt": "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"} if number(to) < 12 and nth == 0 else {}
    world, took, tally, figures = one_bulletin(run, before, 180, mails=200, settings="")
    figures["others_served"] = len({to for _, to, *_ in world.smtp.taken})
    return figures["others_served"] == 188 and figures["whole_s"] < 10 and took is not None, figures


@case
def smtp_relay_denied_one(run):
    """The same for one recipient of 400, number 3: how long do the others wait, and is the one ever given up and its contact to be mended?"""
    def before(world):
        world.smtp.behave = lambda to, nth: {"rcpt": "554 5.7.1 <x>: Relay access denied"} if number(to) == 3 and nth == 0 else {}
    world, took, tally, figures = one_bulletin(run, before, 100, mails=400, settings="")
    figures["others_served"] = len({to for _, to, *_ in world.smtp.taken})
    figures["attempts_of_the_one"] = world.ask("SELECT d.state, d.attempts, (SELECT count(*) FROM delivery_attempts a WHERE a.delivery_id = d.id), last_detail "
                                               "FROM deliveries d WHERE address = 'r00003@example.test'")
    return figures["others_served"] == 399 and (figures["whole_s"] or 999) < 10 and took is not None, figures


@case
def smtp_relay_denied_scattered(run):
    """The same for every 20th recipient of 400: how long do the other 380 wait?"""
    def before(world):
        world.smtp.behave = lambda to, nth: {"rcpt": "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"} if number(to) % 20 == 3 and nth == 0 else {}
    world, took, tally, figures = one_bulletin(run, before, 180, mails=400, settings="")
    figures["others_served"] = len({to for _, to, *_ in world.smtp.taken})
    return figures["others_served"] == 380 and figures["whole_s"] < 10 and took is not None, figures


# 3: text messages ----------------------------------------------------------------------------------------------------

@case
def kannel_500_for_some(run):
    """500 for every 20th of 400 numbers, for good: how long do the other 380 wait?"""
    def before(world):
        world.kannel.behave = lambda to, nth: {"status": 500, "body": "oops"} if number(to) % 20 == 3 else {}
    world, took, tally, figures = one_bulletin(run, before, 180, mails=400, texts=400, settings="")
    served = len({to for _, to, *_ in world.kannel.taken})
    last = max(t for t, *_ in world.kannel.taken) - world.published[0][1]
    figures.update(sms_others_served=served, sms_last_s=round(last, 1))
    return served == 380 and last < 60, figures


@case
def kannel_503_first_in_queue(run):
    """One operator's route is down: 503 for the first 20 of 200 numbers, for good. Are the other 180 served?"""
    def before(world):
        world.kannel.behave = lambda to, nth: {"status": 503, "body": "3: Temporal failure, try again later."} if number(to) < 20 else {}
    world, took, tally, figures = one_bulletin(run, before, 180, mails=200, texts=200, settings="")
    served = len({to for _, to, *_ in world.kannel.taken})
    last = max((t for t, *_ in world.kannel.taken), default=0) - world.published[0][1]
    figures.update(sms_others_served=served, sms_last_s=round(last, 1))
    return served == 180 and last < 60, figures


@case
def kannel_500_then_well(run):
    """500 to everybody for 40 s."""
    def mend(world):
        time.sleep(40)
        world.kannel.behave = lambda to, nth: {}
    world, took, tally, figures = one_bulletin(run, lambda x: setattr(x.kannel, "behave", lambda to, nth: {"status": 500, "body": "oops"}), 330,
                                               mails=100, texts=100, after=mend)
    return good(tally, False), figures


@case
def kannel_timeout(run):
    """Kannel takes every message but answers after send_seconds, for 3 minutes: how many copies does a telephone get?"""
    def mend(world):
        time.sleep(180)
        world.kannel.behave = lambda to, nth: {}
    world, took, tally, figures = one_bulletin(run, lambda x: setattr(x.kannel, "behave", lambda to, nth: {"delay": 6, "take": True}), 330,
                                               mails=60, texts=60, after=mend)
    copies = collections.Counter(d for _, _, d, _ in world.kannel.taken)
    figures["telephones_with_copies"] = sum(1 for n in copies.values() if n > 1)
    return good(tally) and max(copies.values()) <= 2, figures


@case
def kannel_receipts(run):
    """202 with receipts: none, delivered twice, failed after delivered, delivered after failed, buffered last, before the answer; 403 for a number; forged."""
    plans = {0: (), 1: ((0.3, 1), (0.5, 1)), 2: ((0.3, 1), (0.8, 2)), 3: ((0.3, 2), (0.8, 1)), 4: ((0.3, 1), (0.6, 8)), 5: ((0.3, 4),), 6: ((0, 1),)}
    def before(world):
        def behave(to, nth):
            n = number(to) % 8
            if n == 7:
                return {"status": 403, "body": "Number not allowed"}
            # Plan 6: the receipt comes before the answer to the request.
            return {"early": plans[n], "delay": 0.5} if n == 6 else {"receipts": plans[n]}
        world.kannel.behave = behave
    world, took, tally, figures = one_bulletin(run, before, 120, mails=80, texts=80)
    time.sleep(4)
    states = collections.Counter()
    for address, state in world.ask("SELECT address, state FROM deliveries WHERE channel = 'sms'"):
        states[(number(address) % 8, state)] += 1
    forged = collections.Counter()
    dlr = dict(world.kannel.dlr)
    ids = sorted(dlr)
    before_states = world.states()
    for d in ids[:20]:
        url = dlr[d]
        for other in (re.sub(r"sig=\w+", "sig=" + "0" * 64, url), re.sub(r"sig=\w+", "sig=", url), re.sub(r"id=\d+", "id=%d" % (d + 1), url),
                      re.sub(r"&sig=\w+", "", url), re.sub(r"id=\d+", "id=99999999999999999999", url)):
            forged[world.kannel.receipt(other, 2)] += 1
    figures.update(answers=dict(world.kannel.receipt_answers), forged=dict(forged), changed_by_forged=world.states() != before_states,
                   by_plan={f"{k[0]}:{k[1]}": v for k, v in sorted(states.items())})
    expected = {(0, "sent"): 10, (1, "delivered"): 10, (2, "delivered"): 10, (4, "delivered"): 10, (5, "sent"): 10, (6, "delivered"): 10, (7, "failed"): 10}
    ok = all(states[k] == v for k, v in expected.items()) and not figures["changed_by_forged"] and set(forged) <= {400, 403}
    figures["plan3_delivered_after_failed"] = {s: states[(3, s)] for s in ("delivered", "failed") if states[(3, s)]}
    return ok, figures


# 4 -------------------------------------------------------------------------------------------------------------------

def database_away(run, mode, away=60):
    world = run.world(db="postgres")
    world.smtp.behave = lambda to, nth: {"delay": 0.05}
    world.begin(int(1500 * run.scale), int(300 * run.scale), notifiers=2)
    world.open_incident()
    answers, slow = collections.Counter(), collections.Counter()
    stop, is_away = threading.Event(), threading.Event()
    bad_pages, accepted = [], []

    def use(method, path):
        n = 0
        while not stop.is_set():
            n += 1
            phase = "away" if is_away.is_set() else "there"
            begun = time.time()
            try:
                if method == "POST":
                    status, content, _ = world.report(n % 5, key=f"k{n}", timeout=60)
                    if status == 201:
                        accepted.append((f"k{n}", json.loads(content)["reference"]))
                else:
                    status, content, _ = world.browser.ask(method, path, timeout=60)
                if status == 500:
                    bad_pages.append((path, status, re.sub("<[^>]+>", " ", content)[-200:]))
            except Exception as error:
                status = type(error).__name__
            name = "report" if method == "POST" else path.split("/H-")[0]
            answers[(phase, name, status)] += 1
            slow[(phase, name)] = max(slow[(phase, name)], time.time() - begun)
            time.sleep(0.2)
    users = [threading.Thread(target=use, args=x) for x in (("GET", "/desk"), ("GET", f"/desk/incidents/{world.reference}"), ("GET", "/"), ("GET", "/fi"),
             ("GET", "/readyz"), ("GET", "/healthz"), ("POST", "report"))]
    for user in users:
        user.start()
    assert world.publish("first") == 303
    time.sleep(3)
    is_away.set()
    world.pg.stop(mode)
    time.sleep(away)
    update_status = None
    try:
        update_status = world.publish("update", timeout=60)
    except Exception as error:
        update_status = str(error)[:60]
    world.pg.start()
    back = time.time()
    ready = until(lambda: Browser(world.port).ask("GET", "/readyz")[0] == 200, 60)
    is_away.clear()
    desk = until(lambda: world.browser.ask("GET", "/desk")[0] == 200, 60)
    took = drained(world, 300)
    assert world.publish("update") == 303
    assert world.publish("resolved") == 303
    took2 = drained(world, 300)
    time.sleep(5)
    stop.set()
    for user in users:
        user.join()
    tally = world.tally()
    stored = {r[0] for r in world.ask("SELECT reference FROM reports")}
    lost_reports = sum(1 for _, reference in accepted if reference not in stored)
    alive = all(p.alive() for p in [world.server, *world.notifiers])
    whole, _ = world.verify()
    figures = {"mode": mode, "away_s": away, "recipients": world.mails + world.texts, **short(tally), "ready_after_s": ready and round(ready, 1),
               "desk_after_s": desk and round(desk, 1), "drained_after_s": took and round(took, 1), "publish_while_away": update_status,
               "accepted_reports": len(accepted), "lost_reports": lost_reports, "alive": alive, "audit": whole,
               "answers_away": {f"{n} {s}": c for (p, n, s), c in sorted(answers.items(), key=str) if p == "away"},
               "answers_there_not_2xx": {f"{n} {s}": c for (p, n, s), c in answers.items() if p == "there" and s not in (200, 201, 303)},
               "slowest_away_s": {n: round(v, 1) for (p, n), v in slow.items() if p == "away"}, "status_500": len(bad_pages), "bad": bad_pages[:3],
               "errors": world.errors()}
    return good(tally) and alive and whole and not lost_reports and not bad_pages and took is not None, figures


@case
def pg_stopped(run):
    return database_away(run, "fast")


@case
def pg_immediate(run):
    return database_away(run, "immediate")


@case
def pg_away_4_minutes(run):
    """Longer than the patience with which a batch is written down: what is sent twice?"""
    return database_away(run, "fast", 240)


@case
def pg_failover(run):
    """The first of two clusters loses its power in the middle of a fan-out, its synchronous replica is promoted: is anything lost?"""
    world = run.world(db="postgres", pair=True)
    world.smtp.behave = lambda to, nth: {"delay": 0.05}
    world.begin(int(1500 * run.scale), int(300 * run.scale), notifiers=2)
    world.open_incident()
    accepted, answers, stop = [], collections.Counter(), threading.Event()

    def report():
        n = 0
        while not stop.is_set():
            n += 1
            try:
                status, content, _ = world.report(n % 5, key=f"k{n}", timeout=60)
                if status == 201:
                    accepted.append(json.loads(content)["reference"])
            except Exception as error:
                status = type(error).__name__
            answers[str(status)] += 1
            time.sleep(0.1)
    nurse = threading.Thread(target=report)
    nurse.start()
    assert world.publish("first") == 303
    time.sleep(3)
    waiting = world.waiting()
    promoted = world.pg.fail_over()
    ready = until(lambda: Browser(world.port).ask("GET", "/readyz")[0] == 200, 60)
    begun = len(world.smtp.taken)
    first = until(lambda: len(world.smtp.taken) > begun, 60, 0.05)
    update = until(lambda: world.publish("update") == 303, 60)
    assert until(lambda: world.publish("resolved") == 303, 60) is not None
    took = drained(world, 300)
    stop.set()
    nurse.join()
    time.sleep(3)
    tally = world.tally()
    stored = {row[0] for row in world.ask("SELECT reference FROM reports")}
    lost = sum(1 for reference in accepted if reference not in stored)
    alive = all(process.alive() for process in [world.server, *world.notifiers])
    whole, _ = world.verify()
    seconds = lambda value: value is not None and round(value, 1)
    figures = {"recipients": world.mails + world.texts, "waiting_when_it_fell": waiting, "promoted_s": seconds(promoted), "ready_after_s": seconds(ready),
               "first_mail_after_s": seconds(first), "update_after_s": seconds(update), "drained_after_s": seconds(took), **short(tally), "answers": dict(answers),
               "accepted_reports": len(accepted), "lost_reports": lost, "alive": alive, "audit": whole, "errors": world.errors()}
    return good(tally) and waiting > 0 and alive and whole and not lost and took is not None, figures


@case
def pg_frozen(run):
    """PostgreSQL answers nothing for 60 s and keeps its connections (SIGSTOP: a machine that hangs): is there an answer within half a minute?"""
    world = run.world(db="postgres")
    world.smtp.behave = lambda to, nth: {"delay": 0.05}
    world.begin(600, 100, notifiers=2)
    world.open_incident()
    assert world.publish("first") == 303
    time.sleep(1)
    with open(f"{world.pg.folder}/data/postmaster.pid") as f:
        postmaster = int(f.readline())
    with open(f"/proc/{postmaster}/task/{postmaster}/children") as f:
        family = [postmaster, *map(int, f.read().split())]
    answers = {}
    def use(path):
        begun = time.time()
        try:
            status = Browser(world.port).ask("GET", path, timeout=30)[0] if not path.startswith("/desk") else world.browser.ask("GET", path, timeout=30)[0]
        except Exception as error:
            status = type(error).__name__
        answers.setdefault(path, []).append((status, round(time.time() - begun, 1)))
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    frozen = time.time()
    try:
        users = [threading.Thread(target=use, args=(p,)) for p in ("/desk", "/readyz", "/healthz", "/fi", "/desk", "/readyz")]
        for user in users:
            user.start()
        for user in users:
            user.join()
        time.sleep(max(0, 60 - (time.time() - frozen)))
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)
    back = time.time()
    desk = until(lambda: world.browser.ask("GET", "/desk", timeout=5)[0] == 200, 60)
    took = drained(world, 200)
    assert world.publish("resolved") == 303
    drained(world, 100)
    tally = world.tally()
    slow = [p for p, said in answers.items() for status, t in said if t > 25]
    return good(tally, False) and not slow, {**short(tally), "answers_while_frozen": answers, "desk_after_s": desk and round(desk, 1), "drained_after_s": took and round(took, 1)}


# 5 -------------------------------------------------------------------------------------------------------------------

def png(n):
    """A valid picture of random pixels, some 100 KB."""
    import struct, zlib
    width = height = 180
    noise = random.Random(n).randbytes(width * height * 3)
    raw = b"".join(b"\0" + noise[y * width * 3:(y + 1) * width * 3] for y in range(height))
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b"")


def multipart(fields, files=()):
    edge = "----torture7d1"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
    for name, filename, content in files:
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: image/png\r\n\r\n'.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"}


def send_form(world, n, picture=True, action="send"):
    """The report form at an organisation's link, with a picture, up to the reporter's own page. Returns the statuses."""
    browser, link, statuses = Browser(world.port), f"/r/link-{n % 5}", []
    fields = {"service": "resepti.prescribe", "effect": "prevents", "description": f"Kuva {n}", "occurred_at": "", "step": "form", "action": "check",
              "draft": "", "reporter": "Koe", "callback": "+358501234567"}
    body, headers = multipart(fields, [("screenshots", "kuva.png", png(n))] if picture else [])
    status, content, _ = browser.ask("POST", link, body, headers)
    statuses.append(status)
    if status != 200:
        return statuses, None, content
    parser = w.Inputs()
    parser.feed(content)
    found = re.findall(r'name="screenshots_clean"[^>]*value="(\d+)"', content) + re.findall(r'value="(\d+)"[^>]*name="screenshots_clean"', content)
    fields = {**{k: v for k, v in parser.fields.items() if not k.startswith("screenshots")}, "action": action}
    if found:
        fields["screenshots_clean"] = found[0]
    body, headers = multipart(fields)
    status, content, answer = browser.ask("POST", link, body, headers)
    statuses.append(status)
    return statuses, answer.get("location"), content


def fill(path):
    """Lets a file grow until its disk is full."""
    with open(path, "ab", buffering=0) as f:
        try:
            while True:
                f.write(b"\0" * 4096)
        except OSError:
            return


@case
def disk_full(run):
    """SQLite and pictures on a small tmpfs that fills up during the fan-out and report intake; after 25 s there is space again."""
    world = run.world(db="sqlite")
    disk = world.var
    os.makedirs(disk)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=28m", "majakka-torture", disk], check=True)
    try:
        world.smtp.behave = lambda to, nth: {"delay": 0.03}
        world.begin(int(800 * run.scale), int(100 * run.scale))
        world.open_incident()
        before_reports = int(world.one("SELECT count(*) FROM reports"))
        well = [send_form(world, n) for n in range(3)]
        answers, told = collections.Counter(), []
        accepted = [x[1] for x in well if x[1]]
        assert world.publish("first") == 303
        time.sleep(1)
        filler = f"{disk}/filler"
        api, accepted_api = collections.Counter(), []
        begun, n = time.time(), 100
        while time.time() - begun < 25:
            fill(filler)
            n += 1
            statuses, place, content = send_form(world, n)
            answers[tuple(statuses)] += 1
            if place:
                accepted.append(place)
            elif not told and statuses[-1] >= 400:
                told.append(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", content))[-300:])
            status, content, _ = world.report(n % 5, key=f"full{n}")
            api[status] += 1
            if status == 201:
                accepted_api.append(json.loads(content)["reference"])
            time.sleep(0.5)
        fill(filler)
        try:
            update = world.publish("update")
        except Exception as error:
            update = str(error)[:80]
        desk = world.browser.ask("GET", "/desk")[0]
        page = Browser(world.port).ask("GET", "/fi")[0]
        alive = world.up.alive()
        os.remove(filler)
        space = time.time()
        after_form = send_form(world, 900)
        after_api = world.report(1, key="after")[0]
        took = drained(world, 200)
        second = [world.publish("update"), world.publish("resolved")]
        drained(world, 200)
        tally = world.tally()
        whole, words = world.verify()
        stored = {r[0] for r in world.ask("SELECT follow_token FROM reports")}
        lost_forms = sum(1 for place in accepted if place.rsplit("/", 1)[1].split("?")[0] not in stored)
        references = {r[0] for r in world.ask("SELECT reference FROM reports")}
        lost_api = sum(1 for r in accepted_api if r not in references)
        missing = 0
        for key, in world.ask("SELECT content_key FROM screenshots WHERE report_id IS NOT NULL"):
            missing += not any(key in name or key in os.path.join(root, name) for root, _, names in os.walk(f"{disk}/screenshots") for name in names)
        figures = {"recipients": world.mails + world.texts, **short(tally), "forms_while_full": {str(k): v for k, v in answers.items()}, "api_while_full": dict(api),
                   "publish_while_full": update, "desk_while_full": desk, "page_while_full": page, "alive": alive, "after": [after_form[0], after_api],
                   "published_after": second, "drained_after_s": took and round(took, 1), "accepted_forms": len(accepted), "lost_forms": lost_forms,
                   "accepted_api": len(accepted_api), "lost_api": lost_api, "pictures_missing": missing, "audit": whole, "integrity": integrity(world),
                   "told": told[:1], "errors": world.errors()}
        ok = good(tally) and alive and whole and not lost_forms and not lost_api and not missing and second == [303, 303] and figures["integrity"] == "ok"
        return ok, figures
    finally:
        world.close()
        time.sleep(0.5)
        subprocess.run(["umount", disk])


@case
def pg_full(run):
    """PostgreSQL's tables lie on a small tmpfs that fills up during the fan-out and report intake; after 25 s there is space again."""
    world = run.world(db="postgres")
    disk = f"{world.folder}/small"
    os.makedirs(disk)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "majakka-torture", disk], check=True)
    try:
        shutil.chown(disk, "postgres")
        beside = f"postgres://postgres@127.0.0.1:{world.pg.port}/template1"
        for sql in (f"CREATE TABLESPACE small LOCATION '{disk}'", "ALTER DATABASE postgres SET TABLESPACE small"):
            subprocess.run(["psql", "-qAt", "-v", "ON_ERROR_STOP=1", beside, "-c", sql], check=True, capture_output=True)
        world.smtp.behave = lambda to, nth: {"delay": 0.03}
        world.begin(int(800 * run.scale), int(100 * run.scale))
        world.open_incident()
        assert world.publish("first") == 303
        time.sleep(1)
        filler = f"{disk}/filler"
        api, pages, accepted, slowest = collections.Counter(), collections.Counter(), [], 0
        begun, n = time.time(), 0
        while time.time() - begun < 25:
            fill(filler)
            for _ in range(20):
                n += 1
                status, content, _ = world.report(n % 5, key=f"full{n}", description="Reseptin tallennus ei onnistu. " * 60)
                api[status] += 1
                if status == 201:
                    accepted.append(json.loads(content)["reference"])
            for path in ("/desk", "/readyz", "/fi"):
                asked = time.time()
                pages[(path, world.browser.ask("GET", path)[0])] += 1
                slowest = max(slowest, time.time() - asked)
        try:
            update = world.publish("update")
        except Exception as error:
            update = str(error)[:80]
        alive = all(p.alive() for p in [world.server, *world.notifiers])
        os.remove(filler)
        after = world.report(1, key="after")[0]
        took = drained(world, 200)
        assert world.publish("update") == 303
        drained(world, 200)
        tally = world.tally()
        whole, words = world.verify()
        references = {r[0] for r in world.ask("SELECT reference FROM reports")}
        lost = sum(1 for reference in accepted if reference not in references)
        bad = [f"{path} {status}" for path, status in pages if status == 500 or (path, status) == ("/readyz", 200)] + [f"api {k}" for k in api if k == 500]
        figures = {"recipients": world.mails + world.texts, **short(tally), "api_while_full": dict(api), "pages_while_full": {f"{p} {s}": n for (p, s), n in pages.items()},
                   "bad": bad, "slowest_s": round(slowest, 1), "publish_while_full": update, "alive": alive, "after": after, "drained_after_s": took and round(took, 1),
                   "accepted": len(accepted), "lost": lost, "audit": whole, "errors": world.errors()}
        refused = sum(n for status, n in api.items() if status == 503)
        return good(tally) and alive and whole and not lost and not bad and refused > 0 and slowest <= 3 and after == 201 and took is not None, figures
    finally:
        world.close()
        time.sleep(0.5)
        subprocess.run(["umount", disk])


# 6 -------------------------------------------------------------------------------------------------------------------

@case
def load(run):
    """200 clients post reports at once for 30 s while a fan-out runs; every fifth request is sent twice at the same time with one key."""
    import asyncio
    clients, seconds = 200, 30
    world = run.world()
    world.smtp.behave = lambda to, nth: {"delay": 0.02}
    world.begin(int(1500 * run.scale), int(300 * run.scale), tokens=clients)
    world.open_incident()
    before = int(world.one("SELECT count(*) FROM reports"))
    assert world.publish("first") == 303
    took, statuses, by_key, failed = [], collections.Counter(), collections.defaultdict(list), collections.Counter()

    async def post(n, key, k):
        body = json.dumps({"service": "resepti", "function": "prescribe", "effect": "prevents", "description": f"Kuorma {key}"}).encode()
        request = (f"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-{n}\r\nContent-Type: application/json\r\nIdempotency-Key: {key}\r\n"
                   f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode() + body
        begun = time.time()
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", world.port), 60)
            writer.write(request)
            answer = await asyncio.wait_for(reader.read(), 60)
            writer.close()
            status = int(answer.split(b" ", 2)[1])
            content = answer.split(b"\r\n\r\n", 1)[1]
            if status == 201:
                by_key[key].append(re.search(rb'"reference":"([^"]+)"', content)[1].decode())
        except Exception as error:
            status = type(error).__name__
        took.append(time.time() - begun)
        statuses[status] += 1

    async def client(n, until_):
        k = 0
        while time.time() < until_:
            k += 1
            key = f"c{n}-{k}"
            again = (n + k) % 5 == 0
            await asyncio.gather(*[post(n, key, k) for _ in range(2 if again else 1)])

    async def all_of_them():
        end = time.time() + seconds
        await asyncio.gather(*[client(n, end) for n in range(clients)])
    begun = time.time()
    asyncio.run(all_of_them())
    span = time.time() - begun
    drained(world, 200)
    tally = world.tally()
    references = [r[0] for r in world.ask("SELECT reference FROM reports WHERE description LIKE 'Kuorma %'")]
    descriptions = collections.Counter(r[0] for r in world.ask("SELECT description FROM reports WHERE description LIKE 'Kuorma %'"))
    twice = sum(1 for n in descriptions.values() if n > 1)
    differing = sum(1 for refs in by_key.values() if len(set(refs)) > 1)
    lost = len({r for refs in by_key.values() for r in refs} - set(references))
    whole, _ = world.verify()
    took.sort()
    total = sum(statuses.values())
    refused = total - statuses[201]
    # Again with the same keys: the same references come back.
    sample = run.dice.sample(sorted(by_key), min(20, len(by_key)))
    same = 0
    for key in sample:
        n = int(key[1:].split("-")[0])
        status, content, _ = world.report(n, key=key, description=f"Kuorma {key}")
        same += status == 201 and json.loads(content)["reference"] == by_key[key][0]
    figures = {"clients": clients, "requests": total, "per_s": round(total / span, 1), "statuses": {str(k): v for k, v in statuses.items()}, "error_rate": round(refused / total, 4),
               "p50_ms": round(took[total // 2] * 1000), "p99_ms": round(took[int(total * 0.99)] * 1000), "max_ms": round(took[-1] * 1000), "stored": len(references),
               "accepted_keys": len(by_key), "lost": lost, "stored_twice": twice, "keys_with_two_answers": differing, "asked_again_same": f"{same}/{len(sample)}",
               "fanout": short(tally), "audit": whole, "errors": world.errors()}
    return not (lost or twice or differing) and whole and good(tally, False) and refused / total < 0.01, figures


# 7 -------------------------------------------------------------------------------------------------------------------

@case
def downgrade(run):
    """A database that a newer version has migrated: a row more in the migrations' table, and a column that this version does not know."""
    world = run.world(smtp=False, kannel=False)
    world.begin(3)
    world.open_incident()
    for process in world.processes:
        if process.alive():
            process.terminate()
    later = "20990101000000"
    world.ask(f"INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('{later}', '2099-01-01 00:00:00')")
    world.ask("ALTER TABLE reports ADD COLUMN grave TEXT NOT NULL DEFAULT 'x'")
    said = {}
    for words in (("admin", "audit", "verify"), ("migrate",)):
        done = world.command(*words)
        said[" ".join(words)] = (done.returncode, (done.stdout + done.stderr).strip()[-120:])
    role = "serve" if world.pg else "up"
    try:
        process = world.start(role, name="old")
        wrote = world.report(1)[0]
        said[role] = ("runs, and takes reports", wrote)
        process.terminate()
    except RuntimeError as error:
        said[role] = ("refuses", str(error)[-200:])
    return said[role][0] == "refuses", said


@case
def first_migration_only(run):
    """A database that knows only the first migration: who refuses, with which words; `migrate`; then it runs and the old rows are there."""
    world = run.world(smtp=False, kannel=False)
    db = "postgres" if world.pg else "sqlite"
    source = os.environ.get("MAJAKKA_SOURCE", ".")
    with open(f"{source}/migrations/{db}/2026-11-22-000000_first/up.sql") as f:
        first = f.read()
    steps = len(os.listdir(f"{source}/migrations/{db}")) - 1
    os.makedirs(world.var, exist_ok=True)
    os.chmod(world.var, 0o700)
    yes = "true" if world.pg else "1"
    rows = "".join(f"INSERT INTO organisations (slug, name, kind, business_id, region, operator, vendor, connection_point, helpdesk_publishes, contact_line, duty_contacts, created_at) "
                   f"VALUES ('{slug}', '{slug}', '{kind}', '', '', '', '', '', {yes}, '', '', '2026-01-01 00:00:00');" for slug, kind in (("desk", "host"), ("vanha", "pharmacy")))
    table = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);"
    world.ask(first + table + "INSERT INTO __diesel_schema_migrations (version) VALUES ('20261122000000');" + rows)
    said = {}
    for words in (("admin", "audit", "verify"), ("admin", "link")) + ((("serve",), ("notify",)) if world.pg else ()):
        done = world.command(*words)
        said[" ".join(words)] = (done.returncode, done.stderr.strip()[-130:])
    done = world.command("migrate")
    said["migrate"] = (done.returncode, done.stdout.strip())
    done = world.command("migrate")
    said["again"] = (done.returncode, done.stdout.strip())
    up = world.start("up")
    said["rows"] = world.one("SELECT count(*) FROM organisations WHERE slug = 'vanha'")
    said["page"] = Browser(world.port).ask("GET", "/fi")[0]
    code, _ = up.terminate()
    said["verify"] = world.verify()
    ok = all(v[0] == 1 for k, v in said.items() if k.split()[0] in ("admin", "serve", "notify")) and said["migrate"] == (0, f"{steps} steps were applied.") \
        and said["again"] == (0, "The database is up to date.") and said["rows"] == "1" and said["page"] == 200 and said["verify"][0]
    return ok, said


@case
def migrate_at_once(run):
    """Four `migrate` at the same time on an empty database."""
    world = run.world(smtp=False, kannel=False)
    if not world.pg:
        world.command("check-config")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: world.command("migrate"), range(4)))
    said = [(d.returncode, (d.stdout + d.stderr).strip()[-150:]) for d in done]
    after = world.command("migrate")
    return all(d.returncode == 0 for d in done) and after.returncode == 0, {"said": said, "after": after.stdout.strip()}


# 8 -------------------------------------------------------------------------------------------------------------------

@case
def backup(run):
    """`.backup` (or pg_dump) in the middle of fan-out and intake, restored into a new folder: audit, integrity, and what is sent after the restore."""
    world = run.world()
    world.smtp.behave = lambda to, nth: {"delay": 0.03}
    world.begin(int(800 * run.scale), int(100 * run.scale))
    world.open_incident()
    assert world.publish("first") == 303
    stop, posted = threading.Event(), collections.Counter()
    def post():
        n = 0
        while not stop.is_set():
            n += 1
            posted[world.report(n % 5, key=f"b{n}")[0]] += 1
            if n % 10 == 0:
                send_form(world, n)
    thread = threading.Thread(target=post)
    thread.start()
    time.sleep(2)
    begun = time.time()
    if world.pg:
        dump = f"{world.folder}/dump.sql"
        subprocess.run(["pg_dump", "-f", dump, world.pg.url()], check=True)
    else:
        subprocess.run(["sqlite3", f"{world.var}/majakka.sqlite", f".backup {world.folder}/copy.sqlite"], check=True)
    span = time.time() - begun
    taken_at_backup = {d for _, _, d, _ in list(world.smtp.taken) + list(world.kannel.taken)}
    time.sleep(2)
    stop.set()
    thread.join()
    assert world.publish("resolved") == 303
    drained(world, 200)
    for process in world.processes:
        if process.alive():
            process.terminate()
    tally = world.tally()
    other = run.world()
    os.makedirs(other.var, exist_ok=True)
    os.chmod(other.var, 0o700)
    if world.pg:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, other.pg.url()], check=True, stdout=subprocess.DEVNULL)
    else:
        shutil.copy(f"{world.folder}/copy.sqlite", f"{other.var}/majakka.sqlite")
    shutil.copy(f"{world.var}/vault.key", f"{other.var}/vault.key")
    shutil.copytree(f"{world.var}/screenshots", f"{other.var}/screenshots", dirs_exist_ok=True)
    whole, words = other.verify()
    states = other.states()
    audit = integrity(other)
    if other.pg:
        other.server = other.start("serve")
        other.start("notify")
    else:
        other.up = other.server = other.start("up")
    page = Browser(other.port).ask("GET", "/fi")[0]
    took = drained(other, 200)
    sent_again = {d for _, _, d, _ in other.smtp.taken + other.kannel.taken}
    figures = {"backup_s": round(span, 2), "reports": dict(posted), "restored_states": states, "audit": whole, "words": words[-80:], "integrity": audit, "page": page,
               "sent_after_restore": len(sent_again), "of_these_before_backup": len(sent_again & taken_at_backup), "drained_s": took and round(took, 1), "original": short(tally)}
    return whole and page == 200 and took is not None and good(tally) and audit in ("", "ok"), figures


# 9 -------------------------------------------------------------------------------------------------------------------

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


def clock(run, jump, settings="[cadence]\ncritical_minutes = 30\ngrace_minutes = 10\n"):
    """The wall clock jumps in the middle of a fan-out; the monotonic clock goes on."""
    world = run.world(settings=settings)
    stamp = f"{world.folder}/offset"
    def set_offset(text):
        with open(stamp + ".new", "w") as f:
            f.write(text + "\n")
        os.rename(stamp + ".new", stamp)
    set_offset("+0")
    world.env = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": stamp, "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    world.smtp.behave = lambda to, nth: {"delay": 0.1}
    world.begin(int(700 * run.scale), int(60 * run.scale))
    world.open_incident()
    return world, set_offset


@case
def clock_forward(run):
    """+1 h after the first bulletin, in the middle of its fan-out: the alarm and the word "no change" come, nothing is sent twice."""
    world, set_offset = clock(run, "+1h")
    assert world.publish("first") == 303
    until(lambda: len(world.smtp.taken) > 100, 60, 0.05)
    set_offset("+1h")
    at = time.time()
    alarm = until(lambda: int(world.one("SELECT count(*) FROM messages WHERE kind = 'staff_alarm'")) > 0, 60)
    nochange = until(lambda: int(world.one("SELECT count(*) FROM messages WHERE kind = 'nochange'")) > 0, 60)
    drained(world, 200)
    kinds = dict(world.ask("SELECT kind, count(*) FROM messages GROUP BY kind"))
    signed_in = world.browser.ask("GET", "/desk")[0]
    tally = world.tally()
    figures = {**short(tally), "alarm_after_s": alarm and round(alarm, 1), "nochange_after_s": nochange and round(nochange, 1), "kinds": kinds, "desk": signed_in, "errors": world.errors()}
    return tally["duplicates"] == 0 and tally["no_last_word"] == 0 and tally["order"] == 0 and kinds.get("nochange") == "1" and kinds.get("staff_alarm") == "1", figures


@case
def clock_back(run):
    """-1 h in the middle of the fan-out (a clock that was wrong is set right): are the rest, and the next bulletin, sent at once?"""
    world, set_offset = clock(run, "-1h")
    assert world.publish("first") == 303
    until(lambda: len(world.smtp.taken) > 100, 60, 0.05)
    set_offset("-1h")
    at = time.time()
    rest = drained(world, 90)
    waiting_old = world.waiting()
    signed_in = world.browser.ask("GET", "/desk")[0]
    status = world.publish("update") if signed_in == 200 else signed_in
    update = drained(world, 90)
    tally = world.tally()
    figures = {**short(tally), "rest_sent_s": rest and round(rest, 1), "waiting_after_90s": waiting_old, "publish": status, "update_sent_s": update and round(update, 1),
               "waiting_at_end": world.waiting(), "errors": world.errors()}
    return rest is not None and update is not None and good(tally, False), figures


@case
def clock_back_after_crash(run):
    """kill -9 in the fan-out, -1 h, restart: the dead one's leases and the scheduler's lie an hour ahead."""
    world, set_offset = clock(run, "-1h")
    assert world.publish("first") == 303
    until(lambda: len(world.smtp.taken) > 100, 60, 0.05)
    victim = world.notifiers[0] if world.pg else world.up
    victim.kill()
    set_offset("-1h")
    world.start("notify" if world.pg else "up")
    took = drained(world, 180)
    scheduler = world.ask("SELECT holder, until FROM leases")
    mine = any(r[0].startswith(f"{world.processes[-1].pid}-") for r in scheduler)
    tally = world.tally()
    figures = {**short(tally), "drained_s": took and round(took, 1), "waiting_after_180s": world.waiting(), "scheduler_taken_over": mine, "leases": scheduler, "errors": world.errors()}
    return took is not None and mine, figures


@case
def clock_skew(run):
    """Two machines whose clocks differ by three minutes (more than the lease) and one mail server that takes 100 ms: is anything sent twice though nobody fails?"""
    world, set_offset = clock(run, "")
    assert world.pg, "two workers need --db postgres"
    plain = world.env
    stamp = f"{world.folder}/offset2"
    with open(stamp, "w") as f:
        f.write("+3m\n")
    world.env = {**plain, "FAKETIME_TIMESTAMP_FILE": stamp}
    world.start("notify", name="notify-ahead")
    world.env = plain
    assert world.publish("first") == 303
    took = drained(world, 120)
    time.sleep(8)
    tally = world.tally()
    return good(tally, False) and took is not None, {**short(tally), "drained_s": took and round(took, 1), "errors": world.errors()}


# 10 ------------------------------------------------------------------------------------------------------------------

def graceful(run, delay, mails=600, hang=False, texts=0):
    world = run.world(kannel=texts > 0)
    world.smtp.behave = lambda to, nth: {"delay": delay} if not hang else {"hang": True}
    world.begin(mails, texts)
    world.open_incident()
    assert world.publish("first") == 303
    if hang:
        time.sleep(2)
    else:
        until(lambda: len(world.smtp.taken) > 20, 60, 0.02)
    victim = world.notifiers[0] if world.pg else world.up
    code, took = victim.terminate(400)
    taken = len(world.smtp.taken)
    leased = int(world.one("SELECT count(*) FROM deliveries WHERE leased_by IS NOT NULL"))
    sent = int(world.one("SELECT count(*) FROM deliveries WHERE state = 'sent' AND channel = 'email'"))
    world.smtp.behave = lambda to, nth: {}
    world.start("notify" if world.pg else "up")
    drained(world, 200)
    tally = world.tally()
    figures = {"per_mail_s": delay if not hang else "hangs", "exit": code, "stop_s": round(took, 1), "taken_at_exit": taken, "sent_in_db": sent, "leased_left": leased, **short(tally)}
    return code == 0 and took <= PROMISED_S and leased == 0 and sent == taken and good(tally, False), figures


@case
def stop_quick(run):
    return graceful(run, 0.02)


@case
def stop_200ms(run):
    return graceful(run, 0.2)


@case
def stop_2s(run):
    """2 s a mail (a busy relay with content filter): systemd waits 90 s, then kills."""
    return graceful(run, 2.0)


@case
def stop_hang(run):
    """The server hangs after the content; 60 s a mail by default."""
    return graceful(run, 0, mails=200, hang=True)


@case
def stop_database_away(run):
    """The notifier is asked to stop in the middle of a batch while PostgreSQL is down: how long, with which status, and what is sent twice afterwards?"""
    world = run.world(db="postgres", kannel=False)
    world.smtp.behave = lambda to, nth: {"delay": 0.05}
    world.begin(600)
    world.open_incident()
    assert world.publish("first") == 303
    until(lambda: len(world.smtp.taken) > 50, 30, 0.02)
    world.pg.stop("fast")
    code, took = world.notifiers[0].terminate(300)
    words = w.tail(world.notifiers[0].log, 300)
    world.pg.start()
    world.start("notify")
    drained(world, 200)
    tally = world.tally()
    return code == 0 and took <= PROMISED_S + 1 and good(tally), {"exit": code, "stop_s": round(took, 1), **short(tally), "words": words[-160:]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=os.environ.get("MAJAKKA", "target/debug/majakka"))
    parser.add_argument("--case", default="")
    parser.add_argument("--db", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="times as many recipients")
    parser.add_argument("--keep", action="store_true", help="keep folders and logs")
    arguments = parser.parse_args()
    if not arguments.case:
        for name, function in CASES.items():
            print(f"{name:28} {(function.__doc__ or '').splitlines()[0] if function.__doc__ else ''}")
        return 0
    failed = 0
    for name in arguments.case.split(","):
        run = Run(arguments, name)
        begun = time.time()
        try:
            ok, figures = CASES[name](run)
        except Exception as error:
            ok, figures = False, {"broke": f"{type(error).__name__}: {error}", "at": traceback.format_exc().splitlines()[-3:]}
        finally:
            run.close()
        failed += not ok
        words = " ".join(f"{k}={json.dumps(v, ensure_ascii=False) if not isinstance(v, str) else v}" for k, v in figures.items())
        print(f"{name}[{arguments.db}]: {'ok' if ok else 'FAIL'} {words} took_s={time.time() - begun:.0f}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
