"""The page in a real browser: a newcomer's first order, from the welcome to the customer's mail."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.simulator.conftest import Desk, open_desk
from tests.simulator.small_desk import ORDER
from tests.simulator.test_mail import send_to_rosa

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A browser page of a common size."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser.new_page(viewport={"width": 1440, "height": 900})
        browser.close()


def test_a_newcomer_gets_from_the_welcome_to_a_confirmed_order(page: Page) -> None:
    """Try, send, pick, edit with an error, discard cancelled, confirm, read the mail."""
    with open_desk("http") as desk:
        page.goto(desk.url)
        page.get_by_role("button", name="Take an order the way people say it").click()
        composer = page.get_by_label("Message #orders")
        expect(composer).to_have_value(ORDER)
        composer.press("Enter")
        side = page.locator("#side")
        expect(side.get_by_text("Draft order for Thistle & Thyme")).to_be_visible()
        side.locator("select[data-action=pick]").select_option(label="Cat doorstop")
        expect(side.get_by_text("You picked Cat doorstop")).to_be_visible()
        side.locator(".combo input").press_sequentially("owl")
        side.locator(".combo").get_by_role("option", name="Owl doorstop").click()
        expect(side.get_by_text("Found Owl")).to_be_visible()
        _edit(page)
        side.get_by_role("button", name="Discard").click()
        page.get_by_role("button", name="Keep it").click()
        side.get_by_role("button", name="Confirm").click()
        expect(side.get_by_text("Order SO-1042", exact=False).first).to_be_visible()
        send_to_rosa(desk)
        page.locator("#mail .letter-row").click()
        expect(page.frame_locator("#mail iframe").get_by_text("Dear Rosa")).to_be_visible()


def _edit(page: Page) -> None:
    page.locator("#side").get_by_role("button", name="Edit", exact=True).click()
    modal = page.locator("#modal")
    modal.get_by_label("Quantity").fill("many")
    modal.get_by_role("button", name="Save").click()
    expect(modal.get_by_text("Please write a whole number.")).to_be_visible()
    expect(modal.get_by_label("Quantity")).to_have_value("many")
    modal.get_by_label("Quantity").fill("70")
    modal.get_by_role("button", name="Save").click()
    expect(modal).to_be_hidden()
    expect(page.locator("#side").get_by_text("Changed to 70")).to_be_visible()


def test_what_is_typed_survives_live_changes_and_speakers_see_their_own(page: Page) -> None:
    """A half-written message stays while others write, and another speaker has other unread marks."""
    with open_desk("silent") as desk:
        page.goto(f"{desk.url}/?as=U0MIA00001&in=C0ORDERS01")
        composer = page.get_by_label("Message #orders")
        composer.fill("half a sen")
        desk.workspace.say("omar", "#approvals", "look here @mia")
        desk.workspace.say("ines", "#orders", "good morning")
        expect(page.get_by_text("good morning")).to_be_visible()
        expect(composer).to_have_value("half a sen")
        expect(page.locator("#rail a.unread")).to_contain_text("approvals")
        _speak_as_kurt(page, desk)


def _speak_as_kurt(page: Page, desk: Desk) -> None:
    page.locator(".speaker summary").click()
    page.get_by_role("menuitem", name="Kurt Lind").click()
    expect(page.locator("#rail nav")).not_to_contain_text("approvals")
    page.get_by_label("Message #orders").fill("/order 5 owls")
    page.keyboard.press("Enter")
    expect(page.get_by_text("the app did not respond")).to_be_visible()
    assert "5 owls" not in " ".join(m.text for m in desk.workspace.channel("#orders"))
