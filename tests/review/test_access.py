"""Nobody gets in without the token, and no other page can act for those who are in."""

from __future__ import annotations

import pytest

from tests.review.conftest import Browser

PAGES = (
    "/",
    "/inline",
    "/submissions",
    "/who",
    "/overrides",
    "/requests",
    "/journal",
    "/static/review.js",
    "/none",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("cookie", ["", "review-{port}=wrong", "review-{port}="])
def test_without_the_token_every_address_answers_403(path, cookie, address):
    browser = Browser(address)
    browser.cookie = cookie.format(port=browser.netloc.partition(":")[2])
    for method in ("GET", "HEAD", "POST", "DELETE"):
        status, text, _ = browser.ask(method, path)
        assert status == 403
        assert "submission" not in text
    assert browser.ask("GET", f"{path}?token=wrong")[0] == 403


def test_the_token_leads_to_the_page_without_it(address, browser):
    status, _, headers = Browser(address).ask("GET", f"/who{address[address.index('?') :]}&x=1")
    assert (status, headers["location"]) == (303, "/who?x=1")
    assert "HttpOnly" in headers["set-cookie"]
    assert "samesite=strict" in headers["set-cookie"].lower()
    status, _, headers = Browser(address).ask("GET", f"//evil.example/{address[address.index('?') :]}")
    assert headers.get("location", "/").startswith("/evil.example")
    assert "Who" in browser.get("/who")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1"])
def test_a_form_of_another_page_is_refused(origin, browser, run):
    assert browser.ask("POST", "/do/maximum", "question=Dropout+1&points=4", Origin=origin)[0] == 403
    assert "<td>maximum</td>" not in browser.get("/journal")


def test_another_name_for_this_machine_is_refused(browser):
    assert browser.ask("GET", "/", Host="evil.example")[0] == 403


@pytest.mark.parametrize("path", PAGES[:-1])
def test_every_answer_has_a_policy_that_allows_only_our_own_scripts(path, browser):
    _, text, headers = browser.ask("GET", path)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert " on" not in "".join(part for part in text.split("<")[1:] if part.startswith("script"))


def test_nobody_else_on_this_machine_reads_the_run(browser, run):
    browser.post("maximum", question="Dropout 1", points="4", back="/")
    assert run.stat().st_mode & 0o077 == 0
    assert (run / "marks.sqlite").stat().st_mode & 0o077 == 0
