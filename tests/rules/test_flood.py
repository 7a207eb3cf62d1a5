"""The flood window: what counts as a copy, what does not, and its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Category, Comment, Finding, Source
from modfilter.rules.flood import FloodWindow, near_copies

OFFER = "Hello friends, I made good money from home with this method, ask me how it works today."


def flags(*texts: str, window: FloodWindow | None = None) -> list[bool]:
    window = FloodWindow() if window is None else window
    return [window.observe(Comment(text)) is not None for text in texts]


@pytest.mark.parametrize(
    "copy",
    [
        OFFER,
        OFFER.upper(),
        OFFER + " 123",
        OFFER.replace(",", " -").replace(".", "!!!"),
        OFFER.replace("friends", "Anna"),
        OFFER.replace("good money", "4,500 dollars"),
        OFFER + " 🎉🎉",
        OFFER.replace("money", "mon\u200bey"),
        "Wow! " + OFFER,
        OFFER + " Thanks a lot.",
    ],
)
def test_third_copy_is_found_whatever_small_thing_changed(copy: str) -> None:
    assert flags(OFFER, OFFER, copy, OFFER) == [False, False, True, True]


STORY = (
    "The ferry to the island has been late every week since the new timetable came out in spring. "
    "People who work in the harbour have to wait an hour for the next bus, and nobody at the "
    "company answers the phone. I would gladly pay a little more if somebody kept the promise that "
    "was printed on the poster in the waiting room, next to the picture of the old lighthouse."
)


@pytest.mark.parametrize(
    "copy",
    [
        STORY.upper(),
        "Hi all, greetings from Anna. " + STORY,
        STORY + " Have a nice day, everybody!",
        STORY.replace("ferry", "boat").replace("week", "month").replace("poster", "leaflet"),
        STORY.replace("'", "’").replace(",", " –"),
        STORY.replace(" ", "  ").replace(".", " 🎉"),
        "“" + STORY.replace("o", "o\u200b") + "”",
    ],
)
def test_long_copies_are_found_whatever_small_thing_changed(copy: str) -> None:
    assert flags(STORY, STORY, copy, STORY) == [False, False, True, True]


def test_a_long_comment_of_ones_own_is_no_copy() -> None:
    own = STORY[:90] + " " + " ".join(reversed(STORY[90:].split()[:20])) + " my own view is other."
    assert not any(flags(STORY, STORY, own))


def test_finding_names_the_earlier_comment() -> None:
    window = FloodWindow()
    findings = [window.observe(Comment(OFFER, id=f"c-{at}")) for at in range(3)]
    assert findings[:2] == [None, None]
    last = findings[2]
    assert isinstance(last, Finding)
    assert (last.code, last.category, last.source) == (
        "flood.near_duplicate",
        Category.FLOOD,
        Source.RULE,
    )
    assert "'c-1'" in last.detail
    assert last.spans == ((0, len(OFFER)),)


@pytest.mark.parametrize(
    "text", ["Thanks!", "Well said", "I agree with you", "+1", "", "👍", "同意", "LOL"]
)
def test_short_comments_never_flood(text: str) -> None:
    assert not any(flags(*[text] * 20))


def test_other_comments_on_one_subject_are_no_copies() -> None:
    assert not any(
        flags(
            "The council should repair the bridge before it builds another stadium, I think.",
            "I think the bridge matters more to most of us than a stadium for the council.",
            "Before the council spends money on stadiums it ought to look at the old bridge.",
            "Nobody I know wants that stadium; the bridge is another matter altogether.",
        )
    )


@pytest.mark.parametrize("mark", ['"{}"', "> {}\n", "“{}”", "[quote]{}[/quote]"])
def test_quotation_with_an_answer_is_no_copy(mark: str) -> None:
    answers = ["I do not believe it.", "How does this work in winter?", "Nonsense.", "Agreed."]
    texts = [f"{mark.format(OFFER)} {answer}" for answer in answers]
    assert not any(flags(OFFER, *texts))


def test_scripts_without_spaces() -> None:
    text = "这个方法真的很好用我上个月赚了很多钱大家快来试试吧"
    assert flags(text, text + "！", text.replace("上个月", "这个月")) == [False, False, True]


def test_copies_leave_the_window() -> None:
    window = FloodWindow(size=3)
    others = [
        "Something else about the weather in the north",
        "Gardens need water before the summer begins",
        "Nobody answered the letter from the teachers",
    ]
    assert not any(flags(OFFER, OFFER, *others, OFFER, OFFER, window=window))
    assert flags(OFFER, window=window) == [True]


def test_copies_allowed() -> None:
    assert flags(*[OFFER] * 3, window=FloodWindow(copies_allowed=1)) == [False, True, True]
    with pytest.raises(ValueError, match="1 or more"):
        FloodWindow(size=0)
    with pytest.raises(ValueError, match="1 or more"):
        FloodWindow(copies_allowed=0)


@given(st.lists(st.text(), max_size=40), st.integers(1, 5))
def test_any_texts_bounded_and_repeatable(texts: list[str], size: int) -> None:
    first, second = FloodWindow(size), FloodWindow(size)
    for text in texts:
        assert first.observe(Comment(text)) == second.observe(Comment(text))
        assert len(first._entries) <= size


@given(
    st.lists(
        st.sampled_from("council bridge weather garden winter money river".split()), min_size=8
    )
)
def test_same_words_again_are_always_a_copy(words: list[str]) -> None:
    text = " ".join(words)
    assert flags(text, text, text) == [False, False, True]


def test_memory_is_bounded() -> None:
    window = FloodWindow(size=10)
    for at in range(2_000):
        window.observe(
            Comment(
                f"remark {chr(97 + at % 26) * 9} garden {hex(at).translate(_LETTERS)} water more"
            )
        )
    assert len(window._entries) == 10
    assert len(window._latest) < 500


_LETTERS = {ord(digit): letter for digit, letter in zip("0123456789", "ghijklmnop", strict=True)}


def test_near_copies_of_one_comment() -> None:
    text = "Sign the petition against the tolls today, number 7, every single voice counts!"
    others = [
        "Sign the petition against the tolls today, number 12, every single voice counts!!",
        "SIGN the petition against the tolls TODAY - every single voice counts",
        "I signed the petition against the tolls, and I would do so again tomorrow morning.",
        "The tolls pay for the repairs.",
        "",
    ]
    assert near_copies(text, others) == [True, True, False, False, False]
    assert near_copies("Well  said!", ["well said!", "Well said", "!", ""]) == [
        True,
        False,
        False,
        False,
    ]
    assert near_copies("", ["", " ", "a"]) == [True, True, False]
    assert near_copies(text, []) == []
