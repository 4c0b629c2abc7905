#!/usr/bin/env python3
"""Minutes that matter, in a real Chromium: fields, clicks, page loads and machine seconds from a nurse's report to the closed incident.

    minutes.py --binary PATH [--shots DIR]        needs: pip selenium, chromium, chromium-driver (apt)

An own installation (torture/world.py: three organisations with a recipient each). A click is a press of a button, a link or a choice; a
typed field counts once, whatever its length; a page is a loaded document. Machine seconds: from the press to the next document's load.
Last line: `minutes: report F fields P pages C clicks; verdict C clicks S s; first bulletin F fields P pages C clicks; escalation F P C;
update F P C; resolve F P C; close F P C; citizen T taps; reason_needed_to_agree yes|no`.
"""
import argparse, os, sys, time
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "torture"))
os.environ.setdefault("TORTURE_ROOT", "/tmp/minutes")
from world import World, PASSWORD  # noqa: E402
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from selenium.common.exceptions import NoSuchElementException


class Hand:
    """One person at one browser, counted."""
    def __init__(self, width=1280, height=900):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for a in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},{height}"):
            options.add_argument(a)
        self.d = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.zero()

    def zero(self):
        self.fields = self.clicks = self.pages = 0
        self.seconds = 0.0

    def so_far(self):
        said = dict(fields=self.fields, pages=self.pages, clicks=self.clicks, seconds=round(self.seconds, 2))
        self.zero()
        return said

    def go(self, url):
        begun = time.time()
        self.d.get(url)
        self.pages += 1
        self.seconds += time.time() - begun

    def find(self, css):
        return self.d.find_element(By.CSS_SELECTOR, css)

    def has(self, css):
        return bool(self.d.find_elements(By.CSS_SELECTOR, css))

    def press(self, css):
        element = self.find(css) if isinstance(css, str) else css
        self.d.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'}); window.__same = true", element)
        self.clicks += 1
        time.sleep(0.15)
        begun = time.time()
        element.click()
        try:
            alert = self.d.switch_to.alert
            alert.accept()
            self.clicks += 1
        except Exception:
            pass
        for _ in range(200):
            try:
                if self.d.execute_script("return !window.__same && document.readyState === 'complete'"):
                    self.pages += 1
                    self.seconds += time.time() - begun
                    return
            except Exception:
                pass
            if time.time() - begun > 0.8 and self.d.execute_script("return window.__same === true"):
                return          # it opened something on the same page
            time.sleep(0.01)

    def type(self, css, text):
        element = self.find(css)
        if element.get_attribute("value"):
            return              # prefilled
        element.send_keys(text)
        self.fields += 1

    def choose(self, css, value=None):
        select = Select(self.find(css))
        if value:
            select.select_by_value(value)
        else:
            next(o for o in select.options if o.get_attribute("value")).click()
        self.clicks += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--shots")
    a = parser.parse_args()
    os.makedirs(os.environ["TORTURE_ROOT"], exist_ok=True)
    w = World(os.path.abspath(a.binary), "minutes", "sqlite")
    table, hand, phone = {}, None, None

    def shot(h, name):
        if a.shots:
            os.makedirs(a.shots, exist_ok=True)
            h.d.save_screenshot(f"{a.shots}/{name}.png")

    try:
        w.begin(3, 0, tokens=3)
        base = f"http://127.0.0.1:{w.port}"
        hand = Hand()
        # 1 a nurse reports
        hand.go(f"{base}/r/link-0")
        shown = len([e for e in hand.d.find_elements(By.CSS_SELECTOR, "main input:not([type=hidden]):not([type=file]), main select, main textarea") if e.is_displayed()])
        required = len(hand.d.find_elements(By.CSS_SELECTOR, "main [required], main [aria-required=true]"))
        shot(hand, "1-form")
        hand.choose("main select[name=service]") if hand.has("main select[name=service]") else None
        select = Select(hand.find("main select[name=service]"))
        for o in select.options:
            if "resepti" in o.get_attribute("value"):
                o.click()
                break
        hand.type("main textarea[name=description]", "Reseptin tallennus ei onnistu: virhe 4012.")
        hand.type("main input[name=callback]", "0401234567")
        hand.press("main form button.button--next")
        shot(hand, "1-look")
        hand.press("main form button.button--next")
        shot(hand, "1-done")
        table["report"] = {**hand.so_far(), "shown": shown, "required": required}
        # 2 the desk
        for name, value in w.browser.cookies.items():
            hand.d.add_cookie({"name": name, "value": value, "path": "/"})
        hand.d.get(f"{base}/desk")
        shot(hand, "2-desk")
        link = next(e for e in hand.d.find_elements(By.CSS_SELECTOR, "main a") if "/desk/incidents/H-" in (e.get_attribute("href") or ""))
        hand.press(link)
        if not hand.has("#proposal"):
            hand.press("main nav a[href*='tab=triage']")
        shot(hand, "2-verdict")
        table["verdict"] = hand.so_far()
        incident = hand.d.current_url.split("?")[0]
        # 3 decide, then the first bulletin
        reason = hand.has("form[action$='/triage'] textarea[name=triage_reason]")
        if not hand.has("form[action$='/triage'] button[value=accept]"):
            kanta = hand.d.find_elements(By.CSS_SELECTOR, "form[action$='/triage'] input[type=radio][value=kanta]")
            if kanta:
                hand.press(kanta[0])
            if reason:
                hand.type("form[action$='/triage'] textarea[name=triage_reason]", "Sama vika muualla")
            Select(hand.find("form[action$='/triage'] select[name=triage_extent]")).select_by_value("nationwide")
            hand.clicks += 1
            hand.press("form[action$='/triage'] button")
        else:
            hand.press("form[action$='/triage'] button[value=accept]")
        shot(hand, "3-decided")
        nxt = [e for e in hand.d.find_elements(By.CSS_SELECTOR, "aside a, main a") if "bulletin?kind=first" in (e.get_attribute("href") or "")]
        hand.press(nxt[0]) if nxt else hand.go(f"{incident}/bulletin?kind=first")
        shot(hand, "3-composer")
        for field in ("impact_fi",):
            if hand.has(f"[name={field}]"):
                hand.type(f"[name={field}]", "reseptiä ei voi tallentaa")
        hand.press("button[value=publish]")
        shot(hand, "3-published")
        table["first bulletin"] = hand.so_far()
        # 3b Kela: form and call
        hand.go(f"{incident}?tab=escalation")
        if hand.has("button[value=kela], form[action$='/escalate'] button"):
            hand.press("form[action$='/escalate'] button")
        hand.d.get(f"{incident}?tab=escalation")
        reached = hand.d.find_elements(By.CSS_SELECTOR, "form[action$='/call'] input[type=radio]")
        if reached:
            hand.press(reached[0])
            hand.type("form[action$='/call'] input[name=by], form[action$='/call'] input[type=text]", "Päivystäjä")
            hand.press("form[action$='/call'] button")
        shot(hand, "3-escalated")
        table["escalation"] = hand.so_far()
        # 4 update, resolve, close
        # Publishing stops at a language that is missing.
        for kind, fields in (
            ("update", {"changed_fi": "Korjaus on kesken", "changed_sv": "Felet åtgärdas", "changed_en": "A repair is under way"}),
            ("resolved", {"cause_fi": "Vika korjattu", "cause_sv": "Felet är åtgärdat", "cause_en": "The fault was repaired"}),
        ):
            hand.go(f"{incident}/bulletin?kind={kind}")
            for field, text in fields.items():
                if hand.has(f"[name={field}]"):
                    hand.type(f"[name={field}]", text)
            hand.press("button[value=publish]")
            shot(hand, f"4-{kind}")
            table["update" if kind == "update" else "resolve"] = hand.so_far()
        hand.go(f"{incident}?tab=duties")
        shot(hand, "4-duties")
        table["open tasks after the end"] = dict(count=len(hand.d.find_elements(By.CSS_SELECTOR, "main form")))
        # 5 a citizen with a telephone
        phone = Hand(390, 760)
        phone.go(f"{base}/fi/citizens")
        shot(phone, "5-citizen")
        text = phone.find("main").text
        table["citizen"] = {**phone.so_far(), "height": phone.d.execute_script("return document.documentElement.scrollHeight"), "words": len(text.split())}
        for name, row in table.items():
            print(f"{name:26} " + "  ".join(f"{k} {v}" for k, v in row.items()))
        r, v, f, e, u, z = (table[k] for k in ("report", "verdict", "first bulletin", "escalation", "update", "resolve"))
        say = lambda t: f"{t['fields']} fields {t['pages']} pages {t['clicks']} clicks"
        print(f"minutes: report {say(r)}; verdict {v['clicks']} clicks {v['seconds']} s; first bulletin {say(f)}; escalation {say(e)}; "
              f"update {say(u)}; resolve {say(z)}; reason_needed_to_agree {'yes' if reason else 'no'}")
    finally:
        for h in (hand, phone):
            if h:
                h.d.quit()
        w.close()


main()
