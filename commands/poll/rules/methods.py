"""The methods by which a poll asks and decides, and what is true of each by itself.

Where the numbers and words of a method come from is said in `docs/guides/methods.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .thresholds import Base

YES: Final = "yes"
NO: Final = "no"
ABSTAIN: Final = "abstain"
AGREE: Final = "agree"
ASIDE: Final = "stand-aside"
OBJECT: Final = "object"
LIVE: Final = "live"
SIGN: Final = "sign"
ORGANISATION: Final = "organisation"

STEPS: Final = tuple(f"step-{step}" for step in range(1, 9))
"""Gradients of agreement, from a whole-hearted endorsement to a veto."""
BLOCK: Final = STEPS[-1]
FISTS: Final = tuple(f"fist-{fingers}" for fingers in range(6))
LOW: Final = FISTS[:3]
"""Fewer than three fingers."""

NEUTRAL: Final = frozenset({ABSTAIN, ASIDE, STEPS[3]})
"""Takes part and takes no side."""


class Method(StrEnum):
    """How a poll asks and decides."""

    VOTE = "vote"
    """Yes, no or abstain, with a threshold."""
    CHOICE = "choice"
    """One of several options; most ballots win, a tie names no winner."""
    APPROVAL = "approval"
    """Any of several options; most approvals win, a tie names no winner."""
    CONSENT = "consent"
    """Agree, stand aside or object; one objection stops it."""
    GRADIENTS = "gradients"
    """Eight steps of agreement; a veto stops it."""
    FIST = "fist"
    """No to five fingers; it passes when all show at least three."""
    LAZY = "lazy-consensus"
    """Silence gives assent: it passes unless somebody objects."""
    CALL = "call-for-consensus"
    """The same with a floor of active support, where one is set."""
    ROUGH = "rough-consensus"
    """Who cannot live with it says why; the facilitator determines."""
    HUM = "hum"
    """Anonymous intensity per option, in bands; the facilitator determines."""
    RANKED = "ranked"
    """Options ranked by preference, counted by a rule that has a name."""
    SCORE = "score"
    """Points from 0 to 5 for each option; most points win, a tie names no winner."""
    SIGN_ON = "sign-on"
    """A statement that people and organisations sign in their own names."""
    HOUSES = "houses"
    """Yes, no or abstain, with thresholds in each house."""
    AVAILABILITY = "availability"
    """Which of several moments suit whom, and who would bear unsocial hours."""

    @property
    def traits(self) -> Traits:
        """What is true of the method by itself."""
        return _TRAITS[self]

    @property
    def has_options(self) -> bool:
        """Whether the poll brings its own options."""
        return self.traits.form is not Form.ANSWER

    @property
    def takes_threshold(self) -> bool:
        """Whether a threshold, of all or of each stakeholder group, can be asked."""
        return self in _THRESHOLDS

    @property
    def base(self) -> Base:
        """What a threshold is of when the person who typed it did not say."""
        if self is Method.HOUSES:
            return Base.ROLL
        return Base.CAST if self.has_options else Base.VOTING


class Form(StrEnum):
    """What stands on a ballot."""

    ANSWER = "answer"
    """One of the method's own answers."""
    OPTION = "option"
    OPTIONS = "options"
    """Several, together."""
    RANKING = "ranking"
    MARKS = "marks"
    """A mark for each option."""


class Secrecy(StrEnum):
    """Whether the ballots of a method may be secret."""

    MAY = "may"
    NEVER = "never"
    ALWAYS = "always"


class Silence(StrEnum):
    """What it means that somebody who could does not vote (governance.md section 10)."""

    ASSENT = "assent"
    NOTHING = "nothing"
    """Nothing passes on it."""
    AGAINST = "against"
    """It counts as not in favour: every threshold is one of the whole roll."""


class Objecting(StrEnum):
    """What an objection does where a method knows them."""

    STOP = "stop"
    """A single one stops the poll."""
    COUNTED = "counted"
    """It is counted against those who agree."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is true of a method by itself.

    `answers` are its own, in the order in which they are shown; `favour` those that a threshold asks for;
    `against` those that are against it; `stops` those of which a single one stops the poll; `named` is the
    answer that everybody is told of at once, with the name of whoever gave it. `decides` is False where
    people read a result and decide.
    """

    form: Form = Form.ANSWER
    answers: tuple[str, ...] = ()
    favour: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    named: str = ""
    secrecy: Secrecy = Secrecy.MAY
    silence: Silence = Silence.NOTHING
    decides: bool = True


_OBJECTING: Final = (AGREE, ABSTAIN, OBJECT)
_SUPPORTING: Final = (*STEPS[:3], STEPS[5])
_THRESHOLDS: Final = frozenset(
    {
        Method.VOTE, Method.CHOICE, Method.APPROVAL, Method.CONSENT, Method.GRADIENTS, Method.FIST,
        Method.LAZY, Method.CALL,
    }
)  # fmt: skip

_TRAITS: Final[dict[Method, Traits]] = {
    Method.VOTE: Traits(answers=(YES, NO, ABSTAIN), favour=(YES,), against=(NO,)),
    Method.CHOICE: Traits(Form.OPTION),
    Method.APPROVAL: Traits(Form.OPTIONS),
    Method.CONSENT: Traits(
        answers=(AGREE, ASIDE, OBJECT),
        favour=(AGREE,),
        against=(OBJECT,),
        stops=(OBJECT,),
        named=OBJECT,
        secrecy=Secrecy.NEVER,
    ),
    Method.GRADIENTS: Traits(
        answers=STEPS, favour=_SUPPORTING, stops=(BLOCK,), named=BLOCK, secrecy=Secrecy.NEVER
    ),
    Method.FIST: Traits(answers=(*FISTS, ABSTAIN), favour=FISTS[3:], stops=LOW, secrecy=Secrecy.NEVER),
    Method.LAZY: Traits(
        answers=_OBJECTING,
        favour=(AGREE,),
        against=(OBJECT,),
        stops=(OBJECT,),
        named=OBJECT,
        secrecy=Secrecy.NEVER,
        silence=Silence.ASSENT,
    ),
    Method.CALL: Traits(
        answers=_OBJECTING,
        favour=(AGREE,),
        against=(OBJECT,),
        stops=(OBJECT,),
        named=OBJECT,
        secrecy=Secrecy.NEVER,
        silence=Silence.ASSENT,
    ),
    Method.ROUGH: Traits(
        answers=(LIVE, ABSTAIN, OBJECT),
        favour=(LIVE,),
        named=OBJECT,
        secrecy=Secrecy.NEVER,
        decides=False,
    ),
    Method.HUM: Traits(Form.MARKS, secrecy=Secrecy.ALWAYS, decides=False),
    Method.RANKED: Traits(Form.RANKING),
    Method.SCORE: Traits(Form.MARKS),
    Method.SIGN_ON: Traits(
        answers=(SIGN, ORGANISATION), favour=(SIGN, ORGANISATION), secrecy=Secrecy.NEVER, decides=False
    ),
    Method.HOUSES: Traits(answers=(YES, NO, ABSTAIN), favour=(YES,), secrecy=Secrecy.NEVER),
    Method.AVAILABILITY: Traits(Form.MARKS, secrecy=Secrecy.NEVER, decides=False),
}
