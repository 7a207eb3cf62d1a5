"""Makes the data for the walk in docs/learning.md: a new kind of spam, and who decided what.

    python3 plugs.py [FOLDER]

The site is a small town's newspaper. For some time now, people who say nothing else praise healers
and seers under its articles: no link, no phone number, no capitals, only one more grateful soul.
The moderators call it spam. Writes into FOLDER (by default the current one):

comments.jsonl    six days of comments, ordinary ones and plugs: id and text
decisions.jsonl   what three moderators decided about most of them, day by day
later-plugs.jsonl, later-ordinary.jsonl
                  the day after, sorted by hand. Its healers are new.

All people are invented. The same seed writes the same files.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

SEED = 11
FIRST_DAY = datetime(2025, 5, 5, 8, 0, tzinfo=UTC)
DAYS = 6
PLUGS, ORDINARY = 45, 120
"""Comments a day."""
LATER_PLUGS, LATER_ORDINARY = 40, 60
MODERATORS = ("mod-1", "mod-2", "mod-3")
ATTENTION = 0.99
"""The share of decisions that are as they should be. Moderators are tired now and then."""
SEEN = 0.9
"""The share of comments that a moderator decided about; the others wait for `modfilter review`."""

Grammar = Mapping[str, Sequence[str]]

HEALERS = (
    "Madam Ilvara",
    "Brother Quill",
    "Selene of the Lake",
    "the Lindmoor healer",
    "Master Oruvan",
    "Sister Tansley",
    "the oracle of Wrenstead",
    "Mother Emberley",
    "the Copperlea seer",
    "Doctor Fennimoor",
    "Lady Harrowgreen",
    "Old Thessaly",
)
LATER_HEALERS = ("Madam Sallowmere", "Garrick the seer", "Sister Ashpole", "the Nettlecombe oracle")

PLUG: Grammar = {
    "start": (
        "{trouble} {healed} {nudge}",
        "{trouble} {healed}",
        "{turn} {healed} {nudge}",
        "{turn} {trouble} {healed}",
        "{praise} {healed}",
        "{praise} {nudge}",
        "{turn} {praise} {nudge}",
        "{trouble} {praise}",
    ),
    "turn": (
        "Interesting read.",
        "Good points all round.",
        "Not really about the article, but {worth}.",
        "Agree with the comment above.",
        "A bit off the subject, sorry.",
        "Now for something brighter.",
        "Lovely article as always.",
    ),
    "worth": ("somebody might need this", "the stars told me to share it", "gifts must be shared"),
    "trouble": (
        "My aura was {state} for {years} years.",
        "My chakras were {state} and no doctor saw it.",
        "I carried a curse from a past life.",
        "After the divorce my energy was {state}.",
        "I could not sleep, the spirits kept me awake.",
        "My luck had left me and my crystals went dull.",
        "For {years} years my soul was {state}.",
    ),
    "state": ("grey", "blocked", "torn", "in darkness", "out of balance"),
    "years": ("two", "three", "seven", "nine"),
    "healed": (
        "Then {healer} {did} and {outcome}.",
        "{healer} {did} {when}, and {outcome}.",
        "One {session} with {healer} and {outcome}.",
        "It took {healer} a single {session}, {outcome}.",
        "{healer} saw it in the {tool} at once and {outcome}.",
        "Thanks to the {tool} of {healer} {outcome}.",
    ),
    "did": (
        "cleansed my aura",
        "opened my third eye",
        "balanced all seven chakras",
        "lifted the curse",
        "read my {tool}",
        "charged my moonstone",
        "called my guardian spirit",
    ),
    "when": ("at the full moon", "over three nights", "from afar", "in a dream", "by candle light"),
    "session": (
        "aura cleansing",
        "crystal reading",
        "moon ritual",
        "chakra healing",
        "spirit journey",
    ),
    "tool": ("tarot", "moonstone", "crystals", "rune stones", "star chart"),
    "outcome": (
        "money flows to me again",
        "my true love came back",
        "the pain has left my bones",
        "my aura shines like gold",
        "I won at cards twice",
        "the curse is broken",
        "my energy is pure",
        "every door opens for me",
        "my destiny is clear",
    ),
    "praise": (
        "{healer} is a true healer, the {tool} never lies.",
        "Nobody reads the {tool} like {healer}.",
        "The {session} of {healer} changes your destiny.",
        "{healer} has the gift, spirits obey.",
        "Blessed be {healer}, the {session} works even from afar.",
    ),
    "nudge": (
        "Seek and you will find the healer.",
        "The first {session} is a gift.",
        "Ask for the {tool} before the next full moon.",
        "Your aura is waiting.",
        "Say that the moon sent you.",
        "Let {healer} cleanse your chakras too.",
        "Let the {tool} speak to you.",
    ),
}

TALK: Grammar = {
    "start": (
        "{claim} {reason}",
        "{claim} {question}",
        "{claim} {reason} {question}",
        "{memory} {claim}",
        "{memory} {reason}",
        "{house}",
        "{house} {question}",
        "{thanks} {claim}",
        "{objection} {reason}",
        "{objection} {claim}",
        "{memory}",
        "{people}",
        "{people}",
        "{people} {people}",
        "{people} {reason}",
        "{thanks} {people}",
    ),
    "people": (
        "My {relative} {life} and {liked}.",
        "My {relative} {life}.",
        "Our {role} {life}, {liked}.",
        "The {role} at the {place} {life}.",
        "{couple} {life2} when {event}.",
        "Three of the {role}s {life2}, and nobody wrote about it.",
        "I am the {role} in the picture and I {life2} that night.",
        "What a {fine} portrait of the {role}, I had no idea that she {life}.",
        "So glad that the {role} is out of hospital.",
        "Congratulations to the {role}, who was so {fine} in the final.",
        "Does anybody know what became of the {role} who {life}?",
        "I went to school with the {role}, a {fine} man even then.",
        "Anyone here who was at the {place} when {event}?",
        "Anyone free on {day}? The {role} looks for people who help at the {place}.",
        "Anyone else who {life}? We meet at the {place} on {day}s.",
        "The {role} gave up her Sunday to help my {relative} with the forms.",
    ),
    "role": (
        "bus driver",
        "head teacher",
        "midwife",
        "goalkeeper",
        "librarian",
        "postman",
        "choir leader",
        "lifeguard",
        "reporter",
        "baker",
        "lollipop lady",
        "cook",
    ),
    "life": (
        "moved here from Leeds in {year}",
        "still cycles to work at sixty",
        "has just finished a nursing degree",
        "speaks four languages",
        "lost everything in the flood",
        "sings in the choir on {day}s",
        "grew up in the flats behind {street}",
        "was on the early bus that morning",
        "taught half of the town to swim",
        "keeps bees on the allotment",
    ),
    "liked": (
        "everybody likes her for it",
        "nobody has a bad word to say about him",
        "she feels at home here",
        "we are very proud",
        "it was not easy",
        "he never talks about it",
    ),
    "fine": ("lovely", "patient", "brave", "kind", "gifted", "wonderful"),
    "couple": (
        "The family below us",
        "The couple next door",
        "The twins from {street}",
        "Two boys from the {place}",
        "My friends",
    ),
    "life2": (
        "carried the neighbours out",
        "brought soup",
        "were stuck on the ring road",
        "played for the county",
        "stood in the rain for two hours",
        "missed the last bus",
    ),
    "event": (
        "the power went",
        "the bridge was closed",
        "the snow came",
        "the clinic shut",
        "the trains stopped",
    ),
    "claim": (
        "The {place} {needs} {remedy} before anything else.",
        "I {view} that the council should spend it on the {place}.",
        "Closing the {place} on {day}s helps nobody who works.",
        "The new {place} looks better than I feared.",
        "They promised us a decision about the {place} by {month}.",
        "Moving the {place} out of the centre would be a mistake.",
        "The {place} is used by {group} every day of the week.",
        "Somebody at the town hall ought to visit the {place} in the rain.",
    ),
    "needs": ("needs", "could do with", "has waited years for", "will not last without"),
    "remedy": (
        "a new roof",
        "better lights",
        "a proper crossing",
        "somebody to run it",
        "repairs to the steps",
        "longer hours",
        "a coat of paint",
    ),
    "view": ("still think", "agree", "have come to believe", "said at the meeting", "doubt"),
    "place": (
        "library",
        "market hall",
        "bus station",
        "swimming pool",
        "primary school",
        "old mill",
        "harbour wall",
        "village green",
        "health centre",
        "footbridge",
    ),
    "group": (
        "pensioners",
        "pupils",
        "young families",
        "commuters",
        "three sports clubs",
        "people without a car",
    ),
    "day": ("Monday", "Wednesday", "Friday", "Saturday", "Sunday"),
    "month": ("June", "October", "Christmas", "the summer", "the end of the year"),
    "reason": (
        "The figures in the report say {amount} a year, which is less than the roundabout cost.",
        "It was the same in {year}, and nothing came of it then either.",
        "Nobody asked the people of {street}, who hear the lorries at night.",
        "My {relative} walks there twice a week and says the path is under water.",
        "That is what the engineer told us at the open evening.",
        "Half of the traffic is parents who have no other choice.",
        "Rents have gone up by a third since the {place} was sold.",
        "The buses stop at seven and the shift ends at eight.",
    ),
    "amount": ("forty thousand", "ninety thousand", "a quarter of a million", "two million"),
    "year": ("1998", "2006", "2011", "2015", "2019"),
    "street": ("Mill Lane", "Station Road", "Weaver Street", "the Quay", "Lower Hill"),
    "relative": ("sister", "mother in law", "brother", "neighbour", "daughter", "father"),
    "question": (
        "Has anyone seen the actual plans?",
        "Who is going to pay for the upkeep?",
        "Why was this not said before the vote?",
        "What happened to the other proposal?",
        "Or am I reading the table wrongly?",
        "Could the paper print the whole letter?",
        "How many people went to the meeting?",
    ),
    "memory": (
        "I learned to swim there in the cold summer of {year}.",
        "When we moved to {street} the {place} was the first thing we saw.",
        "My {relative} worked at the {place} for twenty years.",
        "We queued for an hour at the {place} last {day}.",
        "The flood of {year} reached the second step of the {place}.",
        "There used to be a baker opposite the {place}.",
    ),
    "house": (
        "We have waited {weeks} weeks for a roofer and there are buckets on the stairs.",
        "The {worker} who did our {thing} {year2} would not come back when the rain came in.",
        "A {worker} told me that nobody trains apprentices any more, and I believe it.",
        "The grant for a new {thing} covered less than half of what the quotes said.",
        "We fixed the {thing} ourselves with a library book and a borrowed ladder.",
        "I am a {worker} myself and the rules for a {thing} changed three times in two years.",
        "Our {thing} is from {year} and the landlord calls it modern.",
        "Insulating the {thing} saved us a fifth of the gas, so the scheme is not nonsense.",
        "The price of a {thing} has doubled, my {relative} had four quotes and no two agree.",
    ),
    "worker": ("roofer", "plumber", "gardener", "painter", "locksmith", "joiner"),
    "thing": ("roof", "boiler", "kitchen", "driveway", "bathroom", "loft", "front door", "fence"),
    "weeks": ("five", "six", "nine", "eleven"),
    "year2": ("last year", "in the spring", "before the storm", "two winters ago"),
    "thanks": (
        "Thank you for explaining how the vote works.",
        "Good to see this reported at last.",
        "A fair summary, I was at the meeting.",
        "Thanks to the volunteers who cleared the snow.",
        "Well written, and I say that as somebody who disagrees.",
    ),
    "objection": (
        "Sorry, but that is not what the mayor said.",
        "I see it differently.",
        "The headline is unfair to the head teacher.",
        "With respect, the last comment mixes up two schemes.",
        "You forget the people in {street}.",
        "That argument was wrong in {year} and it is wrong now.",
        "Nobody is against the {place}, the question is the cost.",
    ),
}


def text_of(random: Random, grammar: Grammar, form: str = "{start}") -> str:
    """`form` with each name in braces replaced by one of its forms in `grammar`."""

    def chosen(name: re.Match[str]) -> str:
        return text_of(random, grammar, random.choice(grammar[name[1]]))

    return re.sub(r"\{(\w+)\}", chosen, form)


def texts(
    random: Random, grammar: Grammar, known: set[str], healers: Sequence[str] = ("",)
) -> Iterator[str]:
    """Comments that are not among `known`; some as people type who are in a hurry."""
    while True:
        text = text_of(random, {**grammar, "healer": (random.choice(healers),)})
        text = ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))
        hurry = random.random()
        if hurry < 0.1:
            text = text.lower()
        elif hurry < 0.2:
            text = text.rstrip(".")
        if text not in known:
            known.add(text)
            yield text


def day(random: Random, plugs: Iterator[str], talk: Iterator[str]) -> list[tuple[str, bool]]:
    """One day's comments as they come in, and whether each is a plug."""
    found = [(next(plugs), True) for _ in range(PLUGS)]
    found += [(next(talk), False) for _ in range(ORDINARY)]
    random.shuffle(found)
    return found


def decision(random: Random, name: str, text: str, plug: bool, when: datetime) -> dict[str, str]:
    """What a moderator decided, and seldom what a tired one did."""
    reject = plug == (random.random() < ATTENTION)
    return {
        "id": name,
        "text": text,
        "action": "reject" if reject else "publish",
        **({"category": "spam"} if reject else {}),
        "decided_at": when.isoformat(),
        "moderator": random.choice(MODERATORS),
    }


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """JSON lines."""
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def main(folder: Path) -> None:
    """Write the four files."""
    random = Random(SEED)  # noqa: S311 - examples, no secrets
    known: set[str] = set()
    plugs = texts(random, PLUG, known, HEALERS)
    talk = texts(random, TALK, known)
    comments, decisions = [], []
    for number in range(DAYS):
        time = FIRST_DAY + timedelta(days=number)
        for text, plug in day(random, plugs, talk):
            time += timedelta(minutes=random.choice(range(1, 8)))
            name = f"c-{len(comments) + 1}"
            comments.append({"id": name, "text": text})
            if random.random() < SEEN:
                decisions.append(decision(random, name, text, plug, time))
    later = texts(random, PLUG, known, LATER_HEALERS)
    write(folder / "comments.jsonl", comments)
    write(folder / "decisions.jsonl", decisions)
    for name, source, number in (
        ("later-plugs", later, LATER_PLUGS),
        ("later-ordinary", talk, LATER_ORDINARY),
    ):
        rows = [{"id": f"{name}-{k + 1}", "text": next(source)} for k in range(number)]
        write(folder / f"{name}.jsonl", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
