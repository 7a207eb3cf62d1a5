"""What the author reads where neither the policy nor a rule has a sentence of its own."""

from __future__ import annotations

from collections.abc import Mapping

from modfilter.domain import Category

CATEGORY_SENTENCES: Mapping[Category | str, str] = {
    Category.LINK: (
        "Links are not published here. Please say in words where to look, "
        'for example "visit the UN website" or "search Google for …".'
    ),
    Category.CONTACT: (
        "Contact details are not published here, for your own safety. "
        "Please leave them out; everything else you wrote is welcome."
    ),
    Category.PERSONAL_ATTACK: (
        "This reads as an attack on a person. Please say what you think is wrong with the idea "
        "instead; sharp criticism of arguments is welcome."
    ),
    Category.THREAT: (
        "This reads as a threat or as wishing someone harm, which is never published. "
        "If you meant something else, please put it in other words."
    ),
    Category.IDENTITY_ATTACK: (
        "This reads as an attack on people for what they are. Please write about what was said "
        "or done instead."
    ),
    Category.PROFANITY: "Please make your point without the strong language.",
    Category.TOXICITY: (
        "This may come across as hostile. Please rephrase it so that others would want to answer."
    ),
    Category.SPAM: (
        "This looks like advertising. Comments are for talking about the article; "
        "if that is what you meant, please say how it belongs here."
    ),
    Category.LOW_VALUE: (
        "Please add a sentence or two of your own about the subject, so that others can answer."
    ),
    Category.FLOOD: "This has been posted before. Once is enough: your first comment is read.",
    Category.TOO_LONG: "This comment is too long. Please shorten it or post it in parts.",
    Category.LANGUAGE: (
        "This comment is in a language that our filter has not learnt, so only some of our "
        "guidelines could be checked. You need not do anything."
    ),
    Category.ERROR: (
        "A moderator will look at this comment before it appears. You need not do anything."
    ),
}
"""One kind sentence per category, with the way out."""

OWN_SENTENCE = (
    "This does not seem to fit the guidelines of this site. "
    "Please have a look at them, and write about what they invite."
)
"""The same for every category of a site's own: a site should word these itself."""
