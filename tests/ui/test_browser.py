"""The page as a visitor meets it: the real program, asked and clicked in a real Chromium."""

import contextlib
import importlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from qa_bot import Article, Passage, QABot
from qa_bot.check import check_file
from qa_bot.store import Entry
from tests.conftest import NEWS

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("QA_BOT_REQUIRE_BROWSER") == "1"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
EVIL = "<img src=http://evil.example/x.png onerror=alert(1)><script>fetch('http://evil.example/y')</script>"
FILLER = "\n\n".join(
    f"In the {n}th hour the council spoke about roads, hedges and lamps. Nobody slept." for n in range(40)
)
QUOTE = "The lighthouse of Norvik was sold for 73,000 crowns to the painter Ida Storm."
STORED = [
    *NEWS,
    Article(
        f"{FILLER}\n\n{QUOTE}\n\n{FILLER}",
        title="Long night in Norvik",
        url="https://morning.example/norvik",
        source="Morning Paper",
        authors=("Lena Holm",),
    ),
    Article(f"A zeppelin landed in Vardby. {EVIL} The pilot was Otto Krank.", title=f"Zeppelin {EVIL}", source=EVIL),
]
ARABIC = Article(
    "افتتح الجسر الجديد في المدينة يوم الاثنين.\n\nقال المهندسون إن طوله 300 متر.",
    title="افتتاح الجسر",
    source="الصباح",
)
TOLLS = [
    Article(
        f"{number} workers died in the fire at the Brannvik mill, the fire brigade said.",
        title=f"Fire at Brannvik mill: {number} dead",
        source=source,
        published=date(2026, 3, day),
    )
    for number, source, day in (("Nineteen", "Harbour Post", 3), ("Thirty-one", "Valley Sheet", 9))
]
FIRST = "Professor Runa Solberg counted the herons of Lake Ovre."
#: Adds up, from then on, what moves without anybody having clicked.
WATCH_MOVES = """() => {
    window.moved = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
    }).observe({ type: "layout-shift", buffered: false });
}"""
DAYS = "\n\n".join(
    f"On day {n} there were reeds, wind and water, and nobody came to look at them." for n in range(2700)
)
LONG = Article(f"{FIRST}\n\n{DAYS}", title="Herons")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The folder of the store that is asked."""
    if CHROMIUM is None and not REQUIRED:
        pytest.skip("no Chromium found; on Debian: apt-get install chromium")
    assert CHROMIUM, "QA_BOT_REQUIRE_BROWSER=1, but there is no Chromium: apt-get install chromium"
    folder = tmp_path_factory.mktemp("browser") / "store"
    with QABot.open(folder) as bot:
        bot.add([*STORED, *TOLLS, ARABIC])
        # Only the first of its passages is searched: the others would take longer to encode than all tests together.
        passage = Passage(LONG, 0, len(FIRST))
        bot.store.put([Entry(LONG, [passage], bot.encoder.encode_passages([passage.index_text]))])
    return folder


@pytest.fixture(scope="module")
def address(store):
    """The program's address, once it has said that it is ready."""
    command = [sys.executable, "-m", "ui", "--store", str(store), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        late = threading.Timer(300, server.kill)
        late.start()
        try:
            first = server.stdout.readline()
            late.cancel()
            assert first.startswith("Ready: http://127.0.0.1:"), f"said {first!r} instead"
            yield first.split()[1]
        finally:
            late.cancel()
            server.terminate()
            assert server.wait(20) == 0


@pytest.fixture(scope="module")
def chromium(address):
    load = importlib.import_module if REQUIRED else pytest.importorskip
    with load("playwright.sync_api").sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """Opens the page as a new visitor; afterwards, no request went anywhere but to the program."""
    with contextlib.ExitStack() as visitors:
        requests, troubles = [], []

        def enter(**settings):
            context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}} | settings)
            visitors.callback(context.close)
            page = context.new_page()
            page.on("request", lambda request: requests.append(request.url))
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
            page.set_default_timeout(60_000)
            page.goto(address)
            page.wait_for_selector("body.ready .entrance")
            return page

        yield enter
        hosts = {urlsplit(url).netloc for url in requests if urlsplit(url).scheme not in ("data", "blob")}
        assert hosts == {urlsplit(address).netloc}
        assert troubles == []


def ask(page, question):
    """Type the question, press Enter, wait for what comes."""
    before = page.locator(".turn.done").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn.done").nth(before).wait_for()
    return page.locator(".turn").last


def highlighted(page):
    """The highlighted text, and whether it stands in the visible part of the article."""
    page.locator(".article mark.focus").first.wait_for()
    return page.evaluate(
        """() => {
            const marks = [...document.querySelectorAll(".article mark.focus")];
            const box = document.querySelector(".pane-body").getBoundingClientRect();
            const header = document.querySelector(".article header").getBoundingClientRect();
            const seen = marks.every((mark) => {
                const at = mark.getBoundingClientRect();
                const [x, y] = [at.left + 2, at.top + 4];
                return at.top >= header.bottom && at.bottom <= Math.min(box.bottom, innerHeight)
                    && document.elementFromPoint(x, y)?.closest(".article-text");
            });
            return [marks.map((mark) => mark.textContent).join(""), seen];
        }"""
    )


def test_a_click_on_a_citation_opens_the_article_at_the_highlighted_quote(visit):
    """The way from the claim to its proof is one click."""
    page = visit()
    turn = ask(page, "How much was the lighthouse of Norvik sold for?")
    assert "73,000 crowns" in turn.locator(".answer").inner_text()
    assert re.search(r"\d+ %", turn.locator(".confidence").inner_text())
    quote = turn.locator("blockquote").first.inner_text()
    turn.locator(".card .open").first.click()
    assert highlighted(page) == [quote, True]
    assert quote in QUOTE
    assert "73,000 crowns" in "".join(page.locator(".article mark.said").all_inner_texts())
    header = page.locator(".article header")
    assert "Long night in Norvik" in header.inner_text()
    assert "Lena Holm" in header.inner_text()
    link = header.locator("a")
    assert link.get_attribute("href").startswith("https://morning.example/norvik#:~:text=")
    assert "noopener" in link.get_attribute("rel")


def highlight_when(page, expected):
    """The highlighted text once it is as expected, or as it is after ten seconds."""
    end = time.monotonic() + 10
    while not expected(text := highlighted(page)[0]) and time.monotonic() < end:
        page.wait_for_timeout(50)
    return text


def test_every_quote_in_the_article_is_reached_by_key_and_button(visit):
    """Next and previous go round; the number, the highlight and the link to the original go with them."""
    page = visit()
    turn = ask(page, "What is the boiling point of tungsten?")  # not said: three passages come closest
    cards = turn.locator(".card")
    assert cards.count() == 3
    cards.nth(0).locator(".open").click()
    seen = [highlighted(page)[0]]
    for move in (lambda: page.keyboard.press("n"), page.get_by_label("Next quote").click):
        move()
        place = f"Quote {len(seen) + 1} of 3"
        page.wait_for_function("p => document.querySelector('.pane-place').textContent === p", arg=place)
        seen.append(highlight_when(page, lambda text: text not in seen))
    assert len(set(seen)) == 3
    page.get_by_label("Previous quote").click()
    page.wait_for_function("document.querySelector('.pane-place').textContent === 'Quote 2 of 3'")
    assert highlight_when(page, lambda text: text == seen[1]) == seen[1]
    assert turn.locator(".card").nth(1).get_attribute("aria-current") == "true"


def test_the_keyboard_alone_asks_opens_and_closes(visit):
    """The focus goes into the article and comes back to where it was."""
    page = visit()
    turn = ask(page, "Who was the pilot of the zeppelin in Vardby?")
    turn.locator(".card .open").first.focus()
    page.keyboard.press("Enter")
    page.locator(".article mark.focus").first.wait_for()
    page.wait_for_function("document.activeElement.className === 'article-title'")
    page.keyboard.press("Escape")
    page.locator(".pane").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "open"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_markup_in_articles_and_questions_is_shown_as_text(visit):
    """Nothing in it runs and nothing is fetched."""
    page = visit()
    turn = ask(page, f"Who was the pilot of the zeppelin? {EVIL} ${{alert(2)}} {{{{value}}}} **bold**")
    assert EVIL in turn.locator(".question").inner_text()
    assert "${alert(2)} {{value}} **bold**" in turn.locator(".question").inner_text()
    page.locator(".card", has_text="Zeppelin").first.locator(".open").click()
    page.locator(".article").wait_for()
    assert EVIL in page.locator(".article-title").inner_text()
    assert EVIL in page.locator(".article-text").inner_text()
    assert page.locator(".turn img, .article img, .turn script, .article script").count() == 0


def test_what_the_articles_do_not_say_is_said_and_the_nearest_passages_open(visit):
    """An honest no, with what came closest."""
    page = visit()
    turn = ask(page, "What is the boiling point of tungsten?")
    assert turn.locator(".answer").inner_text() == "The articles do not say."
    turn.locator(".card .open").first.click()
    shown, _ = highlighted(page)
    assert shown
    assert turn.locator("blockquote").first.inner_text().rstrip(" …")[:40] in " ".join(shown.split())


def test_questions_that_cannot_be_answered_lose_nothing(visit):
    """Neither an empty nor an endless one."""
    page = visit()
    ask(page, "Who was the pilot of the zeppelin in Vardby?")
    page.locator("#question").fill("   ")
    page.keyboard.press("Enter")
    turn = ask(page, "x" * 100_000)
    assert "100,000 characters" in turn.locator("[role=alert]").inner_text()
    assert page.locator(".turn").count() == 2
    assert "Otto Krank" in page.locator(".turn").first.inner_text()


def test_questions_asked_in_a_row_are_all_answered(visit):
    """Nobody has to wait for one answer to ask the next."""
    page = visit()
    for number, question in enumerate(
        ("Who was the pilot in Vardby?", "Who bought the lighthouse?", "What is a bear?")
    ):
        page.locator("#question").fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(number).wait_for()
    page.wait_for_function("document.querySelectorAll('.turn.done').length === 3")


def hold(page, function):
    """Let calls of a function of the program wait; gives the way to let them go."""
    held, holding = [], [True]

    def decide(route):
        if holding and f'"{function}"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    def release():
        holding.clear()
        while held:
            with contextlib.suppress(Exception):  # the page that made the call may be gone
                held.pop().continue_()

    page.route("**/component_server/", decide)
    return release


def test_passages_come_first_and_whoever_does_not_want_to_wait_stops(visit):
    """The question stays, is asked again with a click, and then has its answer."""
    page = visit()
    release = hold(page, "answer")
    page.locator("#question").fill("Who was the pilot of the zeppelin in Vardby?")
    page.keyboard.press("Enter")
    page.locator(".found .card", has_text="Zeppelin").first.wait_for()
    page.get_by_role("button", name="Stop").click()
    assert "stopped" in page.locator(".turn.done .body").inner_text()
    release()
    page.get_by_role("button", name="Ask again").click()
    page.locator(".turn .answer", has_text="Otto Krank").wait_for()
    assert page.locator(".turn").count() == 1


def test_a_question_can_be_edited_in_its_place(visit):
    """What was asked after it stays; Escape leaves it as it was."""
    page = visit()
    first = "Who was the pilot of the zeppelin in Vardby?"
    ask(page, first)
    ask(page, "Who bought the lighthouse?")
    page.get_by_role("button", name="Edit the question").first.click()
    page.keyboard.press("Escape")
    assert page.locator(".turn .question").first.inner_text() == first
    page.get_by_role("button", name="Edit the question").first.click()
    page.locator(".edit textarea").fill("How much was the lighthouse of Norvik sold for?")
    page.keyboard.press("Enter")
    page.locator(".turn").first.locator(".answer", has_text="73,000 crowns").wait_for()
    assert page.locator(".turn .question").all_inner_texts()[1:] == ["Who bought the lighthouse?"]


def test_conversations_are_kept_in_the_browser_restored_and_deleted(visit):
    """A reload loses nothing; several stand side by side; a deleted one can be brought back."""
    page = visit()
    quote = ask(page, "Who was the pilot of the zeppelin in Vardby?").locator("blockquote").first.inner_text()
    page.reload()
    page.locator(".turn.done blockquote").first.wait_for()
    assert page.locator(".turn blockquote").first.inner_text() == quote
    page.get_by_role("button", name="New conversation").click()
    page.locator(".entrance").wait_for()
    ask(page, "How much was the lighthouse of Norvik sold for?")
    page.locator("#conversations summary").click()
    assert page.locator("#conversations li .title").all_inner_texts() == [
        "How much was the lighthouse of Norvik sold for?",
        "Who was the pilot of the zeppelin in Vardby?",
    ]
    page.locator("#conversations [data-conversation]").nth(1).click()
    page.locator(".turn.done blockquote", has_text="Otto Krank").first.wait_for()
    assert page.locator(".turn").count() == 1
    page.locator("#conversations summary").click()
    page.locator("#conversations [data-delete]").nth(1).click()
    page.locator(".entrance").wait_for()
    assert page.locator("#conversations .number").inner_text() == "1"
    page.get_by_role("button", name="Undo").click()
    page.locator(".turn.done blockquote", has_text="Otto Krank").first.wait_for()
    assert page.locator("#conversations .number").inner_text() == "2"


def test_a_question_that_was_on_its_way_when_the_page_was_left_is_not_lost(visit):
    """It stands there to be asked again."""
    page = visit()
    release = hold(page, "answer")
    page.locator("#question").fill("Who was the pilot of the zeppelin in Vardby?")
    page.keyboard.press("Enter")
    page.locator(".turn.pending").wait_for()
    page.reload()
    release()
    page.locator(".turn.done .question", has_text="zeppelin").wait_for()
    page.get_by_role("button", name="Ask again").click()
    page.locator(".turn .answer", has_text="Otto Krank").wait_for()


def test_a_program_that_is_gone_loses_no_question(visit):
    """It says so in the page, and the next try works."""
    page = visit()
    page.route("**/component_server/", lambda route: route.abort())
    page.locator("#question").fill("Who was the pilot of the zeppelin in Vardby?")
    page.keyboard.press("Enter")
    page.locator(".turn.done [role=alert]", has_text="cannot be reached").wait_for()
    page.unroute("**/component_server/")
    page.get_by_role("button", name="Ask again").click()
    page.locator(".turn .answer", has_text="Otto Krank").wait_for()


def test_what_to_ask_next_comes_below_the_answer_and_is_asked_with_the_keyboard(visit):
    """Nothing that is being read moves; it goes with the next question, and is not kept."""
    page = visit()
    release = hold(page, "suggest")
    turn = ask(page, "Where was the bear of Halden seen?")
    page.evaluate(WATCH_MOVES)
    release()
    buttons = turn.get_by_role("group", name="Ask next").get_by_role("button")
    buttons.first.wait_for()
    assert page.evaluate("window.moved") == 0
    assert buttons.all_inner_texts() == ["Who is Mira Osk?"]
    assert buttons.first.bounding_box()["y"] > turn.locator(".actions").bounding_box()["y"]
    assert "Mira Osk" not in page.evaluate("JSON.stringify({...localStorage})")
    turn.get_by_role("button", name="Edit the question").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".turn.done").nth(1).wait_for()
    newest = page.locator(".turn").last
    assert newest.locator(".question").inner_text() == "Who is Mira Osk?"
    assert "warden" in newest.locator(".answer").inner_text()
    assert page.locator(".turn").first.locator(".next").count() == 0


def test_what_to_ask_next_is_dropped_when_something_else_is_asked(visit):
    """However late it comes, it never stands above a newer question."""
    page = visit()
    release = hold(page, "suggest")
    ask(page, "Where was the bear of Halden seen?")
    ask(page, "What is the boiling point of tungsten?")
    with page.expect_response("**/component_server/"):
        release()
    page.wait_for_timeout(300)
    assert page.locator(".next").count() == 0


def test_files_and_a_pasted_text_can_be_added_and_asked_at_once(visit, tmp_path):
    """Each with its result; a bad one takes nothing with it, and the conversation stays."""
    page = visit()
    ask(page, "Who was the pilot of the zeppelin in Vardby?")
    good, bad = tmp_path / "goats.txt", tmp_path / "empty.txt"
    good.write_text("Goats on the roof\n\nNine goats climbed the roof of the town hall in Grimsund on Friday.")
    bad.write_text("")
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="Add articles").click()
    page.locator("#files input[type=file]").set_input_files([str(good), str(bad)])
    page.get_by_text("goats.txt").wait_for()
    page.locator("#add-files").click()
    page.locator(".results li").nth(1).wait_for()
    results = page.locator(".results").inner_text()
    assert re.search(r"Not added\s+empty.txt\s+the file is empty", results)
    assert re.search(r"Added\s+Goats on the roof", results)
    page.get_by_text("Or paste a text").click()
    page.locator("#paste textarea").fill("The harp festival of Lillevik was won by the harpist Ragna Dahl on Sunday.")
    page.locator("#paste-title input, #paste-title textarea").fill("Harps")
    page.locator("#add-paste").click()
    page.locator(".results", has_text="Harps").wait_for()
    page.get_by_role("tab", name="Ask").click()
    assert "Nine" in ask(page, "How many goats climbed the roof in Grimsund?").locator(".cards").inner_text()
    assert "Ragna Dahl" in ask(page, "Who won the harp festival of Lillevik?").locator(".cards").inner_text()
    assert page.locator(".turn").count() == 3


def test_the_library_is_searched_and_an_article_is_removed_and_brought_back_for_everybody(visit):
    """Another visitor's chat sees it at once: count and kept answers follow."""
    other, page = visit(), visit()
    ask(other, "How much was the lighthouse of Norvik sold for?")
    counted = other.locator("#heading .counts").inner_text()
    page.get_by_role("tab", name="Library").click()
    page.locator(".items li", has_text="Zeppelin").wait_for()
    page.get_by_label("Title, source or author").fill("norvik")
    page.wait_for_function("document.querySelectorAll('.items li').length === 1")
    page.locator(".items .title").click()
    page.locator(".article-title", has_text="Long night in Norvik").wait_for()
    page.keyboard.press("Escape")
    page.locator(".items .remove").click()
    page.locator(".total", has_text="No article fits").wait_for()
    other.locator(".turn .gone").wait_for()
    assert other.locator(".turn .card").count() == 0
    page.get_by_role("button", name="Undo").click()
    page.locator(".items li", has_text="Norvik").wait_for()
    other.locator(".turn .card", has_text="Norvik").wait_for()
    assert other.locator("#heading .counts").inner_text() == counted


def test_an_answer_is_copied_and_a_conversation_exported_with_a_proof_that_checks(visit, tmp_path, store):
    """By clicks in the page; the file is verified by the command line, offline, and forgery is noticed."""
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "How much was the lighthouse of Norvik sold for?")
    turn.locator(".copying summary").click()
    page.get_by_role("button", name="As Markdown").click()
    page.locator("#toast", has_text="Copied").wait_for()
    assert QUOTE in page.evaluate("navigator.clipboard.readText()").replace("\\", "")
    page.locator(".exporting summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Web page (HTML)").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    with QABot.open(store, create=False) as bot:
        assert check_file(file, bot).problems == ()
        file.write_text(file.read_text(encoding="utf-8").replace("73,000", "93,000"), encoding="utf-8")
        assert not check_file(file, bot).sound


def test_a_long_article_opens_without_delay_and_nothing_jumps(visit):
    """200,000 characters; the page stays where it is while the answer comes."""
    page = visit()
    page.evaluate(WATCH_MOVES)
    turn = ask(page, "Who counted the herons of Lake Ovre?")
    assert page.evaluate("window.moved") < 0.1
    passed = turn.locator(".card", has_text="Herons").first.evaluate(
        """(card) => new Promise((done) => {
            const began = performance.now();
            card.querySelector(".open").click();
            const look = () => document.querySelector(".article mark.focus")
                ? requestAnimationFrame(() => done(performance.now() - began)) : requestAnimationFrame(look);
            look();
        })"""
    )
    assert len(page.locator(".article-text").inner_text()) > 190_000
    print(f"an article of 200,000 characters opened in {passed:.0f} ms")
    assert passed < 5_000  # 300 on an idle core; this is for one that does much else


def test_visitors_do_not_see_each_other(visit):
    """Two at once, two conversations."""
    first, second = visit(), visit()
    ask(first, "Who was the pilot of the zeppelin in Vardby?")
    ask(second, "How much was the lighthouse of Norvik sold for?")
    assert first.locator(".turn").count() == second.locator(".turn").count() == 1
    assert "zeppelin" not in second.locator("#log").inner_text()


def test_on_a_phone_the_article_opens_over_the_chat(visit):
    """And closes again; nothing is wider than the screen."""
    page = visit(viewport={"width": 380, "height": 740}, is_mobile=True, has_touch=True)
    turn = ask(page, "How much was the lighthouse of Norvik sold for?")
    turn.locator(".card .open").first.tap()
    assert highlighted(page)[1]
    box = page.locator(".pane").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 380, 740)
    page.get_by_label("Close the article").tap()
    page.locator(".pane").wait_for(state="hidden")
    turn.locator(".card .open").first.tap()
    page.locator(".pane").wait_for(state="visible")
    page.go_back()  # as a thumb does
    page.locator(".pane").wait_for(state="hidden")
    assert turn.is_visible()
    page.locator(".exporting summary").tap()
    sheet = page.locator(".exporting .sheet").bounding_box()
    assert 0 <= sheet["x"] <= sheet["x"] + sheet["width"] <= 380
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_the_browser_itself_is_told_to_fetch_from_nowhere_else(visit):
    """Whatever slipped through would still not leave the machine."""
    page = visit()
    policy = page.reload().headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy.replace("https://", "http")
    refused = page.evaluate("fetch('http://192.0.2.1/').then(() => 'sent', () => 'refused')")
    assert refused == "refused"


def test_dark_is_followed(visit):
    """Light text on dark where the system says so."""
    page = visit(color_scheme="dark")
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    lightness = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ink, paper)]
    assert lightness[0] > 600 > 150 > lightness[1]


def disputed(page):
    """Ask what two articles contradict each other on."""
    return ask(page, "How many workers died in the fire at the Brannvik mill?")


def test_articles_that_disagree_stand_in_a_table_with_their_quotes_and_a_picture(visit):
    """The newest first; a click on the number opens that article at its quote."""
    turn = disputed(visit())
    rows = turn.locator(".disagreement tbody tr")
    assert re.search(
        r"Thirty-one.*Valley Sheet\s+according to the fire brigade\s+9 Mar 2026", rows.nth(0).inner_text(), re.DOTALL
    )
    assert re.search(
        "Nineteen.* on 3 Mar 2026.*Thirty-one.* on 9 Mar", turn.locator(".timeline").get_attribute("aria-label")
    )
    rows.nth(1).locator(".ref").click()
    page = turn.page
    assert highlighted(page)[1]
    assert "Nineteen" in page.locator(".article mark.said").first.inner_text()


def test_what_a_follow_up_was_understood_as_is_shown_and_can_be_corrected(visit):
    """The corrected question is answered in its place; the words that were asked stay, also after a reload."""
    page = visit()
    ask(page, "Who was the pilot of the zeppelin in Vardby?")
    turn = ask(page, "Where did he land?")
    assert "Otto Krank" in turn.locator(".standalone").inner_text()
    turn.locator("[data-correct]").click()
    page.keyboard.press("Escape")
    assert "Otto Krank" in turn.locator(".standalone").inner_text()
    turn.locator("[data-correct]").click()
    page.locator(".edit textarea").fill("How much was the lighthouse of Norvik sold for?")
    page.keyboard.press("Enter")
    turn.locator(".answer", has_text="73,000 crowns").wait_for()
    page.reload()
    turn = page.locator(".turn.done").nth(1)
    turn.locator(".answer", has_text="73,000 crowns").wait_for()
    assert turn.locator(".question").inner_text() == "Where did he land?"
    assert "How much was the lighthouse" in turn.locator(".standalone").inner_text()


def test_a_limit_that_was_understood_is_removed_and_put_back_with_a_click(visit):
    """Each click asks again."""
    page = visit()
    turn = ask(page, "According to the Valley Sheet, how many workers died in the fire at the Brannvik mill?")
    chip = turn.locator(".chip[data-ignore]")
    assert "only Valley Sheet" in chip.inner_text()
    assert turn.locator(".disagreement").count() == 0
    chip.click()
    turn.locator(".chip[data-heed]").wait_for()
    assert turn.locator(".disagreement").count() == 1
    turn.locator(".chip[data-heed]").click()
    turn.locator(".chip[data-ignore]").wait_for()
    assert turn.locator(".disagreement").count() == 0


def test_text_from_right_to_left_is_set_from_right_to_left(visit):
    """Question, quote, title and text of the article, each by its own letters."""
    page = visit()
    turn = ask(page, "كم طول الجسر الجديد؟")
    direction = "(node) => getComputedStyle(node).direction"
    assert turn.locator(".question").evaluate(direction) == "rtl"
    card = turn.locator(".card", has_text="الجسر").first
    assert card.locator("blockquote").evaluate(direction) == "rtl"
    card.locator(".open").click()
    page.locator(".article").wait_for()
    for part in (".article-title", ".article-text p"):
        assert page.locator(part).first.evaluate(direction) == "rtl"
    ask(page, "Who was the pilot of the zeppelin in Vardby?")
    assert page.locator(".turn").last.locator(".question").evaluate(direction) == "ltr"


@pytest.mark.parametrize("width", [360, 3840])
def test_nothing_is_wider_than_the_screen(visit, width):
    """From a small phone to a very wide screen; lines stay short enough to read."""
    page = visit(viewport={"width": width, "height": 800})
    turn = disputed(page)
    ask(page, "According to the Valley Sheet, who was the pilot of the zeppelin?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert turn.page.locator(".turn .answer").first.bounding_box()["width"] <= 800
    page.locator(".card .open").first.click()
    page.locator(".article").wait_for()
    assert page.locator(".article").bounding_box()["width"] <= min(width, 800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


STATES = {
    "entrance": ({}, lambda page: None),
    "answer with article": ({}, lambda page: disputed(page).locator(".card .open").first.click()),
    "disagreement": ({}, disputed),
    "follow-up": ({}, lambda page: (disputed(page), ask(page, "Where did they die in March 2026?"))),
    "ask next": ({}, lambda page: ask(page, "Where was the bear of Halden seen?").locator(".next").wait_for()),
    "library": ({}, lambda page: page.get_by_role("tab", name="Library").click()),
    "dark": ({"color_scheme": "dark"}, lambda page: disputed(page).locator(".card .open").first.click()),
    "phone": ({"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}, disputed),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_serious(visit, state):
    """Names, roles, contrast: what assistive technology and weak eyes need."""
    load = importlib.import_module if REQUIRED else pytest.importorskip
    axe = load("axe_playwright_python.sync_playwright").Axe()
    settings, go = STATES[state]
    page = visit(reduced_motion="reduce", **settings)
    go(page)
    if state == "library":
        page.locator(".items li").first.wait_for()
    if "article" in state or state == "dark":
        page.locator(".article").wait_for()
    found = axe.run(page).response["violations"]
    serious = [
        f"{each['impact']} {each['id']}: {each['help']}: {[node['target'] for node in each['nodes']]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
