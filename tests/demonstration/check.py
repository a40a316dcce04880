"""Starts the demonstration on a free port, signs in as every role that a person can hold, and checks what the role gives
and one thing that it denies. `./dev demo --check` runs it; so does tests/demonstration.

    check.py PROGRAM FOLDER
"""

import json
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request

START_SECONDS = 300  # for a demonstration that has to be made first, on a busy machine
STOP_SECONDS = 60

problems = []


def expect(what, holds, seen=""):
    print(("  ok    " if holds else "  WRONG ") + what + ("" if holds else f" ({seen})"))
    if not holds:
        problems.append(what)


class Browser:
    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def ask(self, method, path, body=None):
        """Status and JSON of an answer."""
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Origin": self.url})
        try:
            with self.opener.open(request) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def get(self, path):
        return self.ask("GET", path)


class Demonstration:
    """The program, serving; what it printed."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program, "demo", folder, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True)
        self.said = ""
        self.url = None
        for line in self.process.stdout:
            self.said += line
            if served := re.match(r"Cairn serves (\S+)", line):
                self.url = served[1]
                break
        if self.url is None:
            sys.exit(f"the demonstration did not start (exit status {self.process.wait()}): {self.said}")
        self.passwords = dict(re.findall(r"^  (\w+) +(\w+)", self.said, re.MULTILINE))

    def sign_in(self, login):
        browser = Browser(self.url)
        status, _ = browser.ask("POST", "/session", {"login": login, "password": self.passwords[login]})
        expect(f"{login} signs in", status == 200, status)
        status, me = browser.get("/me")
        expect(f"{login} has the role and a home", status == 200 and me["role"] == login, me)
        return browser

    def stop(self):
        self.process.terminate()
        status = self.process.wait(STOP_SECONDS)
        expect("it stops and says that all is well", status == 0, status)


def one(database, sql, *parameters):
    found = database.execute(sql + " LIMIT 1", parameters).fetchone()
    return found[0] if found else None


def participants(folder):
    """Somebody whom the clinician may see by a consent, and somebody on the same clinician's care team without one."""
    database = sqlite3.connect(f"file:{folder}/cairn.db?mode=ro", uri=True)
    clinician = one(database, "SELECT staff_id FROM account WHERE login = 'clinician'")
    team = "SELECT participant_id FROM episode e WHERE pcp_id = ? AND ended_on IS NULL AND {} EXISTS " \
           "(SELECT 1 FROM consent c WHERE c.participant_id = e.participant_id)"
    consented = one(database, team.format(""), clinician)
    without = one(database, team.format("NOT"), clinician)
    database.close()
    return consented, without


def check_list(browser, login, path, what):
    status, page = browser.get(path)
    expect(f"{login} sees {what}", status == 200 and len(page["items"]) > 0, status)


def check_refused(browser, login, path, what, expected=403):
    status, problem = browser.get(path)
    expect(f"{login} is refused {what}", status == expected, (status, problem))


def check_roles(demonstration, consented, without):
    chart = f"/participants/{consented}"

    peer = demonstration.sign_in("peer")
    check_list(peer, "peer", "/worklists/caseload", "a caseload")
    check_list(peer, "peer", "/worklists/overdue", "who is overdue, and why")
    check_list(peer, "peer", "/worklists/referrals-to-reach", "whom to reach")
    check_refused(peer, "peer", "/accounts", "the accounts")

    supervisor = demonstration.sign_in("supervisor")
    check_list(supervisor, "supervisor", "/worklists/unassigned", "referrals that nobody has yet")
    check_list(supervisor, "supervisor", "/worklists/overdue", "who is overdue")
    check_refused(supervisor, "supervisor", "/exports", "exports of the program")

    clinician = demonstration.sign_in("clinician")
    status, seen = clinician.get(chart)
    expect("clinician sees a participant who consented", status == 200 and seen["id"] == consented, status)
    status, problem = clinician.get(f"/participants/{without}")
    nobody = clinician.get("/participants/01890000-0000-7000-8000-000000000000")
    same = status == nobody[0] == 404 and {**problem, "request_id": ""} == {**nobody[1], "request_id": ""}
    expect("clinician learns nothing of one who did not", same, (status, problem, nobody))

    manager = demonstration.sign_in("manager")
    status, report = manager.ask("POST", "/report", {})
    ids = [metric["id"] for metric in report["metrics"]] if status == 200 else []
    expect("manager has the report", "enrolment_rate" in ids, status)
    expect("the report says that it is synthetic", status == 200 and "synthetic" in report["organization"], status)
    check_refused(manager, "manager", "/accounts", "the accounts")

    for login in ("evaluator", "finance", "admin"):
        browser = demonstration.sign_in(login)
        check_refused(browser, login, chart, "a chart")
    check_list(browser, "admin", "/accounts", "the accounts")

    status, _ = Browser(demonstration.url).get("/me")
    expect("a stranger is refused", status == 401, status)


def main():
    program, folder = sys.argv[1:]
    demonstration = Demonstration(program, folder)
    try:
        expect("every role has an account", len(demonstration.passwords) == 7, sorted(demonstration.passwords))
        expect("it says that nobody in it exists", "synthetic" in demonstration.said)
        check_roles(demonstration, *participants(folder))
    finally:
        demonstration.stop()
    print("The demonstration is as it should be." if not problems else f"{len(problems)} things are wrong.")
    sys.exit(1 if problems else 0)


main()
