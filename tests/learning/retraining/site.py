"""A small site for tests: comments made of written parts, drawn with a seed, and decided."""

from __future__ import annotations

import random

from modfilter.domain import Action, ModeratorDecision

_OPENINGS = (
    "I read the report twice", "My neighbour told me about this", "We visited last week",
    "Thanks for the update", "The council meets on Monday", "I disagree with the second point",
    "Our school had the same trouble", "Nobody mentioned the costs so far",
)  # fmt: skip
_ENDINGS = (
    "and the figures seem right to me.", "but the map on page two is out of date.",
    "so I hope the trains run again soon.", "and the children liked the new playground.",
    "although the bridge is still closed.", "because the old library was lovelier.",
)  # fmt: skip
_OFFERS = (
    "moonstone bracelets cleanse your aura", "our aura coach balances chakras",
    "moonstone readings reveal what awaits you", "chakra candles at half price",
)  # fmt: skip
_CALLS = ("ask Madam Selene today", "the first session is a gift", "places fill quickly",
          "friends of the moon pay less")  # fmt: skip

_GERMAN_OPENINGS = (
    "Ich habe den Bericht gelesen", "Gestern waren wir auch dort", "Der Rat tagt am Montag wieder",
    "Unsere Schule hatte denselben Ärger", "Niemand spricht bisher über die Kosten",
    "Der Bürgermeister hat sich noch nicht geäußert", "Meine Nachbarin wohnt gleich nebenan",
)  # fmt: skip
_GERMAN_ENDINGS = (
    "und die Zahlen stimmen wohl.", "aber die Karte ist leider veraltet.",
    "und den Kindern gefiel der Spielplatz.", "obwohl die Brücke noch gesperrt ist.",
    "weil die alte Bücherei schöner war.",
)  # fmt: skip
_GERMAN_INSULTS = (
    "Du bist doch ein Trottel", "So ein Blödsinn von einem Dummkopf", "Halt endlich die Klappe",
    "Ihr seid alle Schwachköpfe hier",
)  # fmt: skip

_DRIFTING = (
    "Has anybody here a recipe for plum cake?", "Which team do you support on Saturday?",
    "My cat learned to open the fridge.", "Who watched the singing contest yesterday?",
)  # fmt: skip


def english(number: int, seed: int = 0) -> list[ModeratorDecision]:
    """Decisions on English comments: a third is a kind of spam that no filter has met."""
    draw = random.Random(seed)
    found = []
    for k in range(number):
        if k % 3 == 0:
            text = f"{draw.choice(_OPENINGS)}: {draw.choice(_OFFERS)}, {draw.choice(_CALLS)}"
            found.append(_decision(text, "spam", k))
        else:
            found.append(_decision(f"{draw.choice(_OPENINGS)} {draw.choice(_ENDINGS)}", None, k))
    return found


def german(number: int, seed: int = 0) -> list[ModeratorDecision]:
    """Decisions on German comments: every other one is an insult."""
    draw = random.Random(seed)
    found = []
    for k in range(number):
        opening, ending = draw.choice(_GERMAN_OPENINGS), draw.choice(_GERMAN_ENDINGS)
        if k % 2:
            text = f"{draw.choice(_GERMAN_INSULTS)}, {opening.lower()} {ending} {k}"
            found.append(_decision(text, "personal_attack", k))
        else:
            found.append(_decision(f"{opening} {ending} {k}", None, k))
    return found


def drifting(number: int, seed: int = 0) -> list[ModeratorDecision]:
    """Decisions of a site that rejects what is off its topic."""
    draw = random.Random(seed)
    found = []
    for k in range(number):
        if k % 2:
            text = f"{draw.choice(_DRIFTING)} {draw.choice(_DRIFTING)} {k}"
            found.append(_decision(text, "off_topic", k))
        else:
            text = f"{draw.choice(_OPENINGS)} {draw.choice(_ENDINGS)} {k}"
            found.append(_decision(text, None, k))
    return found


def _decision(text: str, category: str | None, k: int) -> ModeratorDecision:
    action = Action.REJECT if category else Action.PUBLISH
    return ModeratorDecision(text, action, category, id=str(k), moderator=f"moderator-{k % 4}")
