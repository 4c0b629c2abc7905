"""A throw-away installation: folder, database, settings, processes, seeded register, a signed-in browser.

Everything lies under ROOT/<case>-<pid>/ and listens on loopback. Processes are ended by their own pid.
Seeding is by SQL into the migrated database: one organisation with one bulletin recipient each, all served by the host's
desk and all using `resepti`, so that a nationwide bulletin reaches every one of them.
"""
import glob, hashlib, html.parser, http.client, os, random, re, shutil, signal, socket, sqlite3, subprocess, time, urllib.parse

ROOT = os.environ.get("TORTURE_ROOT", "/tmp/rel")
PGBIN = os.environ.get("PGBIN") or sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
# The scripts sign in with a password alone.
PASSWORD_ONLY = '[accounts]\nsecond_factor = "off"\n'
PASSWORD = "majakka valaisee myrskyn 4711"


def free_port():
    """One of 15000 to 15999 that nobody listens on."""
    for _ in range(200):
        port = random.randrange(15100, 16000)
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port")


def until(condition, seconds, every=0.2):
    """Waits until the condition holds; how long that took, or None."""
    begun = time.time()
    while time.time() - begun < seconds:
        try:
            if condition():
                return time.time() - begun
        except Exception:
            pass
        time.sleep(every)
    return None


class Postgres:
    """A cluster of our own, run as the user postgres, fsync on."""
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        os.makedirs(folder, exist_ok=True)
        shutil.chown(folder, "postgres")
        self.run("initdb", "-D", f"{folder}/data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    def run(self, program, *arguments):
        return subprocess.run(["runuser", "-u", "postgres", "--", f"{PGBIN}/{program}", *arguments], check=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def start(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o",
                 f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c max_connections=60", "start")

    def stop(self, mode="fast"):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "-w", "stop")

    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


class Pair(Postgres):
    """A cluster with a streaming replica that must have what is committed, and the URL that names both."""
    def __init__(self, folder):
        super().__init__(folder)
        self.standby = Postgres.__new__(Postgres)
        self.standby.folder, self.standby.port = f"{folder}/standby", free_port()
        os.makedirs(self.standby.folder)
        shutil.chown(self.standby.folder, "postgres")
        self.run("pg_basebackup", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-D", f"{self.standby.folder}/data", "-R", "-X", "stream")
        self.standby.start()
        self.first = super().url()
        for change in ("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"):
            subprocess.run(["psql", "-qAt", self.first, "-c", change], check=True, capture_output=True)

    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port},127.0.0.1:{self.standby.port}/postgres?target_session_attrs=read-write"

    def fail_over(self):
        """The first loses its power, the other takes over: seconds until it takes writes."""
        begun = time.time()
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-W", "stop")
        subprocess.run(["psql", "-qAt", self.standby.url(), "-c", "ALTER SYSTEM RESET synchronous_standby_names"], capture_output=True)
        self.run("pg_ctl", "-D", f"{self.standby.folder}/data", "-w", "promote")
        return time.time() - begun

    def stop(self, mode="fast"):
        for cluster in (super(), self.standby):
            try:
                cluster.stop(mode)
            except subprocess.CalledProcessError:
                pass


class Process:
    def __init__(self, world, role, arguments, env=None):
        self.role, self.world = role, world
        self.log = f"{world.folder}/{role}.log"
        self.err = open(self.log, "ab")
        self.out_path = f"{world.folder}/{role}.out"
        self.mark = os.path.getsize(self.out_path) if os.path.exists(self.out_path) else 0
        out = open(self.out_path, "ab")
        self.begun = time.time()
        self.child = subprocess.Popen([world.binary, *arguments], stdout=out, stderr=self.err, cwd=world.folder,
                                      env={**os.environ, **(env or {})})
        out.close()
        self.pid = self.child.pid

    def said(self):
        with open(self.out_path, "rb") as f:
            f.seek(self.mark)
            return f.read().decode(errors="replace")

    def ready(self, seconds=40):
        words = ("Majakka is lit", "Majakka serves", "Majakka notifies")
        took = until(lambda: any(w in self.said() for w in words) or self.child.poll() is not None, seconds, 0.03)
        if took is None or self.child.poll() is not None:
            raise RuntimeError(f"{self.role} did not start: {tail(self.log)}")
        return took

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        return self.child.wait(10)

    def terminate(self, seconds=300):
        """SIGTERM; (exit status, seconds), or (None, seconds) when it had to be killed."""
        begun = time.time()
        self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(seconds), time.time() - begun
        except subprocess.TimeoutExpired:
            self.kill()
            return None, time.time() - begun

    def alive(self):
        return self.child.poll() is None


def tail(path, n=600):
    with open(path, "rb") as f:
        return f.read()[-n:].decode(errors="replace")


class Inputs(html.parser.HTMLParser):
    """Values of all fields of a page, as a browser would send them back."""
    def __init__(self):
        super().__init__()
        self.fields, self.area, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "input" and a.get("name"):
            if a.get("type") in ("checkbox", "radio") and "checked" not in a:
                return
            self.fields[a["name"]] = a.get("value") or ""
        elif tag == "textarea" and a.get("name"):
            self.area = a["name"]
            self.fields[self.area] = ""
        elif tag == "select" and a.get("name"):
            self.select = a["name"]
        elif tag == "option" and self.select and ("selected" in a or self.select not in self.fields):
            self.fields[self.select] = a.get("value") or ""

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.select = None if tag == "select" else self.select

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, body=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if isinstance(body, (dict, list)):
            body = urllib.parse.urlencode(body if isinstance(body, list) else list(body.items()))
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, content, dict((k.lower(), v) for k, v in answer.getheaders())

    def form(self, path):
        status, content, _ = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        parser = Inputs()
        parser.feed(content)
        return parser.fields


class World:
    def __init__(self, binary, name, db, smtp=None, kannel=None, *, settings="", folder=None, pair=False):
        self.binary, self.db, self.smtp, self.kannel = binary, db, smtp, kannel
        self.folder = folder or f"{ROOT}/{name}-{os.getpid()}"
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        os.chmod(self.folder, 0o755)
        self.var = f"{self.folder}/var"
        self.port = free_port()
        self.pg = (Pair if pair else Postgres)(f"{self.folder}/pg") if db == "postgres" else None
        self.processes = []
        self.settings = settings
        self.write_settings()
        self.browser = Browser(self.port)
        self.reference = None
        self.env = {}
        self.published = []      # (kind, time)

    def secret(self, name, text):
        path = f"{self.folder}/{name}"
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, 0o600)
        return path

    def write_settings(self):
        url = self.pg.url() if self.pg else ""
        text = f'[server]\nlisten = "127.0.0.1:{self.port}"\nvar = "{self.var}"\n[database]\nurl = "{url}"\n' \
               f'[mail]\nfrom = "Majakka <majakka@example.test>"\n'
        if self.smtp:
            text += f'[mail.smtp]\nhost = "127.0.0.1"\nport = {self.smtp.port}\nsecurity = "plain"\n@smtp@\n'
        if self.kannel:
            text += f'[sms.kannel]\nurl = "http://127.0.0.1:{self.kannel.port}/cgi-bin/sendsms"\nusername = "m"\n' \
                    f'password_file = "{self.secret("kannel-password", "secret")}"\nsender = "15400"\n' \
                    f'receipts = "http://127.0.0.1:{self.port}"\n' \
                    f'receipt_secret_file = "{self.secret("receipt-secret", "0123456789abcdef0123456789abcdef")}"\n@kannel@\n'
        extra = dict(re.findall(r"^(smtp|kannel):(.*)$", self.settings, re.M))
        rest = re.sub(r"^(smtp|kannel):.*$", "", self.settings, flags=re.M)
        text = text.replace("@smtp@", extra.get("smtp", "").replace(";", "\n"))
        text = text.replace("@kannel@", extra.get("kannel", "").replace(";", "\n")) + rest
        self.config = f"{self.folder}/majakka.toml"
        with open(self.config, "w") as f:
            f.write(text + PASSWORD_ONLY)
        # A program that asks nobody for a second factor yet does not know the setting.
        if "accounts" in self.command("check-config").stderr:
            with open(self.config, "w") as f:
                f.write(text)

    # processes ---------------------------------------------------------------------------------------------------

    def start(self, role, wait=True, name=None):
        process = Process(self, name or role, [role, "--config", self.config], self.env)
        self.processes.append(process)
        if wait:
            process.ready()
        return process

    def command(self, *arguments, timeout=120):
        return subprocess.run([self.binary, *arguments, "--config", self.config], capture_output=True, text=True,
                              timeout=timeout, cwd=self.folder)

    def close(self):
        for process in self.processes:
            if process.alive():
                process.kill()
        if self.pg:
            try:
                self.pg.stop("immediate")
            except subprocess.CalledProcessError:
                pass
        for sink in (self.smtp, self.kannel):
            if sink:
                sink.close()

    # database ----------------------------------------------------------------------------------------------------

    def sqlite(self):
        connection = sqlite3.connect(f"{self.var}/majakka.sqlite", timeout=30)
        connection.execute("PRAGMA busy_timeout = 30000")
        return connection

    def ask(self, sql):
        """Rows as tuples of text."""
        if self.pg:
            done = subprocess.run(["psql", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", self.pg.url()], input=sql, text=True,
                                  capture_output=True)
            if done.returncode:
                raise RuntimeError(done.stderr)
            return [tuple(line.split("\t")) for line in done.stdout.splitlines()]
        connection = self.sqlite()
        try:
            with connection:
                if ";" in sql.strip().rstrip(";"):
                    connection.executescript(sql)
                    return []
                return [tuple("" if v is None else str(v) for v in row) for row in connection.execute(sql)]
        finally:
            connection.close()

    def one(self, sql):
        return self.ask(sql)[0][0]

    def seed(self, mails, texts=0, tokens=5):
        """`mails` organisations with one recipient each, the first `texts` of them with a telephone."""
        yes, no = ("true", "false") if self.pg else ("1", "0")
        host = self.one("SELECT id FROM organisations WHERE kind = 'host'")
        now = "2026-01-01 00:00:00"
        sql = ["BEGIN;"]
        for i in range(mails):
            sql.append(
                "INSERT INTO organisations (slug, name, kind, business_id, region, operator, vendor, connection_point, desk_id, "
                f"helpdesk_publishes, contact_line, duty_contacts, created_at) VALUES ('t{i:05}', 'Koe {i:05}', 'wellbeing_county', "
                f"'', 'r{i % 20}', 'o{i % 5}', 'v{i % 7}', '', {host}, {yes}, '', '', '{now}');")
        sql.append("INSERT INTO organisation_services (organisation_id, service) SELECT id, 'resepti' FROM organisations WHERE slug LIKE 't_____';")
        phone = f"CASE WHEN CAST(substr(slug, 2) AS INTEGER) < {texts} THEN '+35850' || substr(slug, 2) || '00' END"
        sms = f"CAST(substr(slug, 2) AS INTEGER) < {texts}"
        sql.append("INSERT INTO contacts (organisation_id, kind, name, email, phone, takes_sms, language) SELECT id, 'person', 'Vastaanottaja', "
                   f"'r' || substr(slug, 2) || '@example.test', {phone}, {sms}, CASE CAST(substr(slug, 2) AS INTEGER) % 3 WHEN 0 THEN 'fi' "
                   "WHEN 1 THEN 'sv' ELSE 'en' END FROM organisations WHERE slug LIKE 't_____' ORDER BY slug;")
        sql.append("INSERT INTO contact_roles (contact_id, role) SELECT id, 'bulletin_recipient' FROM contacts WHERE email LIKE 'r_____@%';")
        sql.append("INSERT INTO contacts (organisation_id, kind, name, email, phone, takes_sms, language) SELECT id, 'person', 'Viestijä', "
                   f"'comms@example.test', NULL, {no}, 'fi' FROM organisations WHERE slug = 't00000';")
        sql.append("INSERT INTO contact_roles (contact_id, role) SELECT id, 'comms_owner' FROM contacts WHERE email = 'comms@example.test';")
        for i in range(tokens):
            hashed = hashlib.sha256(f"token-{i}".encode()).hexdigest()
            link = hashlib.sha256(f"link-{i}".encode()).hexdigest()
            sql.append(f"INSERT INTO api_tokens (organisation_id, name, token_hash, created_at) SELECT id, 'koe', '{hashed}', '{now}' "
                       f"FROM organisations WHERE slug = 't{i:05}';")
            sql.append(f"UPDATE organisations SET report_token_hash = '{link}' WHERE slug = 't{i:05}';")
        sql.append("COMMIT;")
        self.ask("\n".join(sql))
        self.mails, self.texts = mails, texts

    # the desk over HTTP ------------------------------------------------------------------------------------------

    def sign_in(self, link):
        path = urllib.parse.urlsplit(link).path
        status, content, headers = self.browser.ask("POST", path, {"password": PASSWORD, "again": PASSWORD})
        if status != 303:
            raise RuntimeError(f"sign-in: {status} {content[-400:]}")

    def begin(self, mails, texts=0, tokens=5, notifiers=1):
        """Migrates, starts, seeds, signs in."""
        if self.pg:
            # `up` makes the first administrator; `serve` and `notify` then run the installation.
            up = self.start("up", name="first")
            link = re.search(r"http\S+/link/\S+", up.said())[0]
            self.seed(mails, texts, tokens)
            self.sign_in(link)
            up.terminate()
            self.server = self.start("serve")
            self.notifiers = [self.start("notify", name=f"notify{i}") for i in range(notifiers)]
        else:
            self.up = self.server = self.start("up")
            link = re.search(r"http\S+/link/\S+", self.up.said())[0]
            self.seed(mails, texts, tokens)
            self.sign_in(link)

    def report(self, n=0, key=None, description="Reseptin tallennus ei onnistu", timeout=60):
        import json
        headers = {"Authorization": f"Bearer token-{n}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        body = json.dumps({"service": "resepti", "function": "prescribe", "effect": "prevents", "description": description})
        return Browser(self.port).ask("POST", "/api/v1/reports", body.encode(), headers, timeout)

    def open_incident(self, origin="kanta", extent="nationwide", criticality="critical"):
        import json
        status, content, _ = self.report()
        if status != 201:
            raise RuntimeError(f"report: {status} {content[:300]}")
        self.reference = json.loads(content)["incident"]
        page = f"/desk/incidents/{self.reference}"
        fields = self.browser.form(page)
        said = {"csrf": fields["csrf"], "version": fields["version"], "triage_origin": origin, "triage_effect": "prevents",
                "triage_extent": extent, "triage_criticality": criticality, "triage_reason": "Koe"}
        status, content, headers = self.browser.ask("POST", f"{page}/triage", said)
        if status != 303:
            raise RuntimeError(f"triage: {status} {re.sub('<[^>]+>', ' ', content)[-600:]}")

    def publish(self, kind, timeout=60, fields=None, **said):
        """Fetches the form, fills it, publishes. Returns the status."""
        path = f"/desk/incidents/{self.reference}/bulletin?kind={kind}"
        fields = fields or self.browser.form(path)
        fields = {k: v for k, v in fields.items() if k not in ("audience", "organisations", "services", "username")}
        fields.update(action="publish")
        if kind == "first":
            fields.update(audience="affected", services="resepti", impact_fi="reseptiä ei voi tallentaa")
        elif kind == "resolved":
            fields.update(cause_fi="Vika korjattu")
        else:
            fields.update(impact_fi="reseptiä ei voi tallentaa", changed_fi="Korjaus on kesken")
        # The other languages stand as they were offered, and were read.
        fields.update(insist="yes", translations="yes")
        fields.update(said)
        status, content, headers = self.browser.ask("POST", path, fields, timeout=timeout)
        self.last_page = content
        if status == 303:
            self.published.append((kind, time.time()))
        return status

    # what became of it -------------------------------------------------------------------------------------------

    def states(self):
        return dict((f"{c}/{s}", int(n)) for c, s, n in
                    self.ask("SELECT channel, state, count(*) FROM deliveries GROUP BY channel, state ORDER BY 1, 2"))

    def waiting(self):
        return int(self.one("SELECT count(*) FROM deliveries WHERE state = 'queued'"))

    def lapse(self, pid):
        """What two minutes do: the leases of a process that is gone run out."""
        past = "2026-01-01 00:00:00"
        self.ask(f"UPDATE deliveries SET leased_until = '{past}' WHERE leased_by LIKE '{pid}-%' AND state = 'queued'")
        self.ask(f"UPDATE leases SET until = '{past}' WHERE holder LIKE '{pid}-%'")

    def tally(self):
        """Lost, duplicates, order: from what the far ends took, beside what the outbox says."""
        rows = self.ask("SELECT id, message_id, channel, address, state, contact_id FROM deliveries WHERE series = 'bulletin'")
        about = {int(r[0]): (int(r[1]), r[2], r[3], r[4]) for r in rows}
        newest = max((m for m, *_ in about.values()), default=0)
        taken = []
        for sink in (self.smtp, self.kannel):
            if sink:
                taken += [(t, to, d) for t, to, d, _ in list(sink.taken) if d in about]
        taken.sort()
        copies, order, last = {}, 0, {}
        for _, to, d in taken:
            copies[d] = copies.get(d, 0) + 1
            message = about[d][0]
            if copies[d] == 1 and message < last.get(to, 0):
                order += 1
            last[to] = max(last.get(to, 0), message)
        late_copies = 0
        seen, at = set(), {}
        for _, to, d in taken:       # copies of an old bulletin after a newer one had come
            message = about[d][0]
            if d in seen and message < at.get(to, 0):
                late_copies += 1
            seen.add(d)
            at[to] = max(at.get(to, 0), message)
        wanted = {a for m, c, a, s in about.values() if m == newest}
        got = {about[d][2] for d in copies if about[d][0] == newest}
        ends = {}
        for _, to, d in taken:
            ends[to] = about[d][0]
        return {
            "deliveries": len(about), "taken": len(taken), "distinct": len(copies), "duplicates": len(taken) - len(copies),
            "most_copies": max(copies.values(), default=0), "order": order, "late_copies": late_copies,
            "no_last_word": len(wanted - got), "ends_on_old": sum(1 for to in wanted if ends.get(to, 0) != newest),
            "said_sent_not_taken": sum(1 for d, v in about.items() if v[3] in ("sent", "delivered") and d not in copies),
            "taken_not_said": sum(1 for d in copies if about[d][3] not in ("sent", "delivered")),
            "queued": sum(1 for v in about.values() if v[3] == "queued"),
            "superseded": sum(1 for v in about.values() if v[3] == "superseded"),
            "failed": sum(1 for v in about.values() if v[3] == "failed"),
        }

    def errors(self):
        """Lines of level ERROR and panics in the logs, by text without what varies."""
        found = {}
        for process in {p.log for p in self.processes}:
            with open(process, errors="replace") as f:
                for line in f:
                    if " ERROR " in line or "panicked" in line:
                        text = re.sub(r"^\S+ +", "", line.strip())
                        text = re.sub(r"\d+", "N", text)[:160]
                        found[text] = found.get(text, 0) + 1
        return found

    def verify(self):
        done = self.command("admin", "audit", "verify")
        return done.returncode == 0, (done.stdout + done.stderr).strip()
