"""Boilerplate goes and the article stays, also where the article is about boilerplate."""

import pytest

from index.boilerplate import reason_to_drop, sift
from tests.index.pages import APPEAL, BODY


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Related: Film shows the moment the bridge was cleared", "link to other articles"),
        ("►RELATED: Ferry timetable", "link to other articles"),
        ("Read more", "link to other articles"),
        ("READ MORE: The ten best places for crab", "link to other articles"),
        ("Read more about the bridge here.", "link to other articles"),
        ("Recommended", "link to other articles"),
        ("You may also like", "link to other articles"),
        ("Sign up to our newsletter and get the harbour in your inbox", "newsletter sign-up"),
        ("Sign up to The Morning Tide: all of the city, every weekday at six", "newsletter sign-up"),
        ("Want more from the valley? Subscribe to our weekly briefing.", "newsletter sign-up"),
        ("Get the day’s headlines delivered to your inbox", "newsletter sign-up"),
        ("Thank you for registering", "registration or refresh prompt"),
        ("Please refresh the page or navigate elsewhere to be logged in", "registration or refresh prompt"),
        ("Already have an account? Log in", "registration or refresh prompt"),
        ("This site uses cookies to keep you signed in.", "cookie notice"),
        ("We and our 812 partners store cookies on your device", "cookie notice"),
        ("Accept all cookies", "cookie notice"),
        ("Share this article", "share or comment line"),
        ("Facebook · X · WhatsApp · Email · Copy link", "share or comment line"),
        ("148 comments", "share or comment line"),
        ("© 2026 The Lavel Courier. All rights reserved.", "copyright line"),
        ("Photo: Bo Li", "photo or reporting credit"),
        ("Lorries wait at the bridge on Monday (Bo Li/Coast Photos via Getty)", "photo or reporting credit"),
        ("Reporting by Ana Ruiz; editing by Bo Li", "photo or reporting credit"),
        ("Advertisement", "advertisement or page control"),
        ("4 min read", "advertisement or page control"),
        ("You have read 4 of your 5 free articles this month.", "paywall"),
        ("Subscribe for 1 crown a week", "paywall"),
        ("If you buy something through our links, we may earn a commission.", "affiliate notice"),
        ("MORE: The ten best places for crab", "link to other articles"),
        ("For more stories like this, check our harbour page.", "link to other articles"),
        ("With files from the Northern Wire", "photo or reporting credit"),
        ("Please get in touch with our newsroom by writing to ana@courier.example.", "request to readers"),
        ("You must set your display name before commenting", "registration or refresh prompt"),
        ("* * *", "separator line"),
    ],
)
def test_furniture_of_the_page_is_recognised(line, reason):
    """Each kind of line that is not the article is dropped under its own name."""
    assert reason_to_drop(line) == reason


@pytest.mark.parametrize(
    "paragraph",
    [
        # a donation scandal
        "The charity spent a third of all donations on its own offices, the auditor found. Supporters who had given "
        "monthly for years said that they felt betrayed.",
        "“Your donation helps us to tell the story of these children,” the leaflet said. Prosecutors say that no child "
        "ever saw the money.",
        "Donors were told that their support made all the difference; in truth it paid for three cars.",
        "Please give generously, the letter began, and 4,000 people did.",
        # cookies
        "The court fined the company 3 million crowns for cookies that it had set without asking.",
        "Cookies are small files that a site stores in the browser; the regulator wants most of them gone by 2027.",
        "We use cookies in half of all our recipes, said the baker Bo Li, and sugar has doubled in price.",
        # subscribers of a telecom firm
        "Subscribers of Orsatel lost their connection for six hours on Monday after a fire in an exchange.",
        "Subscribers to the cheaper plan get their money back, and those who sign up for two years pay nothing until "
        "May, the company said on Tuesday.",
        "Sign-ups for the new network have passed 40,000, twice the number that the firm had planned for.",
        # the press as a subject
        "The newspaper will close its newsroom in Dunmere and dismiss 40 journalists, it told its readers on Friday.",
        "Related parties owned 40 per cent of the firm, the report says.",
        "Recommended doses were exceeded in four of ten cases.",
        "Read more slowly, the teachers advised, and pupils remembered twice as much.",
        "Registered voters number 1.2 million, the Board said.",
        "Copyright law gives authors seventy years, and the publishers want ninety.",
        "Photographs of the wreck show that the door was open.",
        "Share prices fell by 4 per cent in the first hour of trading.",
        "The minister thanked the crews for registering every boat in the harbour by hand.",
        "It was a cold night at sea (the water was at 6 degrees).",
        "Not registered as a charity, the fund had never published accounts.",
    ],
)
def test_news_that_mentions_such_things_stays(paragraph):
    """Words such as support, subscribe, donation or cookies do not make a paragraph boilerplate."""
    assert sift([BODY[0], paragraph, BODY[1]])[1].dropped == ""


def test_an_appeal_of_several_paragraphs_goes_as_a_block():
    """Paragraphs about the outlet's own work that would pass alone fall with the appeal around them."""
    assert [p.dropped for p in sift(APPEAL)] == ["appeal for support"] * len(APPEAL)
    assert sift([APPEAL[1]])[0].dropped == ""
    page = sift([BODY[0], *APPEAL, BODY[1]])
    assert [p.text for p in page if not p.dropped] == BODY[:2]


def test_the_body_next_to_an_appeal_stays():
    """A block ends where nobody speaks of the outlet and its readers, quotations not counted."""
    news = [
        "“We need your support and we need reporters here,” the mayor shouted to the crowd.",
        "Support for the coalition fell to 31 per cent in the newspaper's poll.",
    ]
    page = sift([news[0], "Please support our journalism.", news[1]])
    assert [bool(p.dropped) for p in page] == [False, True, False]


def test_headlines_listed_under_a_link_label_go_with_it():
    """A list of other articles ends with the first sentence or short heading of this one."""
    page = sift(
        [BODY[0], "Most read", "The ten best places to eat crab", "Tram works close Saltgate for a fortnight", BODY[1]]
    )
    assert [p.text for p in page if not p.dropped] == BODY[:2]
    page = sift([BODY[0], "Related", "Why it matters", BODY[1]])
    assert [p.text for p in page if not p.dropped] == [BODY[0], "Why it matters", BODY[1]]


def test_a_list_of_links_behind_the_article_goes_whatever_its_length():
    """Behind the last paragraph nothing short can be part of the story."""
    page = sift([*BODY, "More on this story", "The goals", "What do coaches earn?"])
    assert [p.text for p in page if not p.dropped] == BODY


def test_readers_comments_below_the_article_are_no_article():
    """Whatever stands under the heading of the comments was not written by the outlet."""
    page = sift([*BODY, "Comments (2)", "Bo: I have always said that this bridge was too narrow for lorries."])
    assert [p.text for p in page if not p.dropped] == BODY


def test_boilerplate_glued_to_a_paragraph_is_cut_off():
    """Copying runs texts together; the paragraph stays and the prompt behind it goes."""
    page = sift(["The inquiry opens on Monday.Please refresh the page to be logged in"])
    assert [(p.text, bool(p.dropped)) for p in page] == [
        ("The inquiry opens on Monday.", False),
        ("Please refresh the page to be logged in", True),
    ]


def test_glued_sentences_of_the_article_stay_one_paragraph():
    """A missing space alone is no reason to cut."""
    assert [p.text for p in sift(["The inquiry opens on Monday.The mayor will speak first."])] == [
        "The inquiry opens on Monday.The mayor will speak first."
    ]


def test_a_very_long_line_is_sifted_quickly_and_kept():
    """No pattern may take its time over a megabyte without spaces."""
    line = "(/photo" * 150_000
    assert sift([line])[0].dropped == ""


def test_who_reported_from_where_goes_at_the_end_only():
    """In the middle, that a firm reported from abroad may be the news."""
    credit = "Ruiz reported from Port Lavel. Bo Li in Tarn contributed."
    assert [p.text for p in sift([*BODY, credit]) if p.dropped] == [credit]
    assert not any(p.dropped for p in sift([BODY[0], credit, *BODY[1:]]))
