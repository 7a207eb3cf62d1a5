"""Set phrases, looked for only in sentences that hold the word they hinge on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from modfilter.once import computed_once
from modfilter.rules.attack_company import Company
from modfilter.rules.reading import PAUSE, Token, sentences

_PIECE = re.compile(r"\w+")

_LEAD = (
    r"(?:(?:oh|just|please|pls|plz|so|now|and|then|but|well|hey|ok|okay|lol|yeah|"
    r"also|or|no|why"
    r"|why do not you|why not|would you|will you|you|should|need to|can|could|"
    r"better|must|really|all|sir|man|dude|bro|everyone"
    r"|do us all a favou?r|do us a favou?r|@\S+) ){0,5}"
)
START = r"(?:^|(?<=, ))" + _LEAD
"""Where a demand may start: a clause, after what leads it in."""
END = r"(?= ,|$)"
"""Where a clause ends."""


class Phrases:
    """Patterns over a sentence's plain words, each under the word it hinges on.

    A sentence reads as its words with one space between and " ," for a pause. All repeats in the
    patterns are bounded, so a sentence costs time in proportion to its length. They are compiled
    when first needed.
    """

    def __init__(
        self,
        patterns: Mapping[str, Sequence[str]],
        company: Mapping[str, Sequence[Company]],
        leads: Sequence[str] = (),
    ) -> None:
        """`leads`: long beginnings that many patterns share; where none is, no such pattern is."""
        self._sources = patterns
        self._company = company
        self._leads = leads

    @computed_once
    def words(self) -> frozenset[str]:
        """The words that phrases hinge on."""
        return frozenset(self._sources)

    @computed_once
    def _compiled(self) -> dict[tuple[str, ...], re.Pattern[str]]:
        return {}

    def _pattern(self, sources: tuple[str, ...]) -> re.Pattern[str]:
        pattern = self._compiled.get(sources)
        if pattern is None:
            pattern = re.compile("|".join(f"(?:{source})" for source in sources))
            self._compiled[sources] = pattern
        return pattern

    def compile_all(self) -> None:
        """Compile now whatever a sentence may ask for."""
        for count in range(len(self._leads) + 1):
            for absent in combinations(self._leads, count):
                for hinge in self._sources:
                    if led := self._led(hinge, absent):
                        self._pattern(led)
        for lead in self._leads:
            self._pattern((lead,))

    def _led(self, hinge: str, absent: Sequence[str]) -> tuple[str, ...]:
        """The hinge's patterns less those whose beginning the sentence does not hold."""
        return tuple(
            source for source in self._sources[hinge] if not any(map(source.startswith, absent))
        )

    def _may_match(self, hinge: str, words: set[str]) -> bool:
        """Whether the sentence holds what the hinge's phrases need; most sentences do not."""
        return any(
            all(not near.words or not near.words.isdisjoint(words) for near in company)
            for company in self._company[hinge]
        )

    def find(self, tokens: list[Token], names: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """First and last token of each phrase, and it as read; `names` are the tokens' texts."""
        sources = self._sources
        if self.words.isdisjoint(names):
            return
        for start, end in sentences(tokens):
            texts = [token[0] for token in tokens[start:end]]
            hinges = {text: None for text in texts if text in sources}
            if not hinges:
                continue
            words = set(texts)
            for text in texts:
                if not text.isalpha():
                    # "You!!1" ends with a slip of the finger.
                    words.update(_PIECE.findall(text))
            hinges = {text: None for text in hinges if self._may_match(text, words)}
            if not hinges:
                continue
            parts: list[str] = []
            offsets: list[int] = []
            length = 0
            for at in range(start, end):
                token = tokens[at]
                if at > start:
                    parts.append(" , " if token.mark == PAUSE else " ")
                    length += len(parts[-1])
                offsets.append(length)
                parts.append(token.text)
                length += len(token.text)
            sentence = "".join(parts)
            absent = [lead for lead in self._leads if not self._pattern((lead,)).search(sentence)]
            for word in hinges:
                led = self._led(word, absent)
                if not led:
                    continue
                for match in self._pattern(led).finditer(sentence):
                    first = start + bisect_right(offsets, match.start()) - 1
                    last = start + bisect_right(offsets, match.end() - 1) - 1
                    yield first, last, match.group().strip(" ,")
