"""The commands about decisions, as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.commands import Choice, Command, Lines, Moment, Record, Right, Scope, Whole
from bot.text import Code, Text
from commands.decision.rules import Ruling, State, Work
from storage.decisions import Decision
from storage.polls import Poll

TEXT = 4000
"""Characters at most."""

_poll = Record("poll", about=Text("which poll, such as P-1"))
_decision = Record("decision", about=Text("which decision, such as D-1"))
_designation = Record(
    "designation",
    about=Text(
        "what you find; {evidence} shows what the poll can carry", evidence=Code("/decision evidence")
    ),
)


class Evidence(Command):
    path = "decision evidence"
    about = Text("Lay out what a closed poll says, and which designations that can carry")
    right = Right.ANYONE
    reads = True
    example = "/decision evidence P-1"

    poll: Annotated[Poll, _poll]


class Determine(Command):
    path = "decision determine"
    about = Text("Determine what a closed poll means, with your reasons")
    right = Right.FACILITATOR
    example = '/decision determine P-1 consensus "All but one agree, and O-1 was answered"'

    poll: Annotated[Poll, _poll]
    designation: Annotated[str, _designation]
    rationale: Annotated[str, Lines(about=Text("why you find so"), most=TEXT)]


class OfDecision(Command):
    """What is done with one decision."""

    decision: Annotated[Decision, _decision]


class Confirm(OfDecision):
    path = "decision confirm"
    about = Text("Confirm a determination, as a facilitator of another stakeholder group")
    right = Right.FACILITATOR
    example = "/decision confirm D-1"


class Challenge(OfDecision):
    path = "decision challenge"
    about = Text("Challenge a determination with a reason; one person is enough")
    right = Right.ANYONE
    example = '/decision challenge D-1 "O-2 was never answered"'

    reason: Annotated[str, Lines(about=Text("why it is in error"), most=TEXT)]


class Answer(OfDecision):
    path = "decision answer"
    about = Text("Answer a challenge: keep your determination, or determine anew")
    right = Right.SEATED
    form = ("designation",)
    example = '/decision answer D-1 "O-2 was answered in section 3"'

    text: Annotated[str, Lines(about=Text("the answer, with its reasons"), most=TEXT)]
    designation: Annotated[
        str, Record("designation", about=Text("what you find now; leave it out to keep what you found"))
    ] = ""


class Appeal(OfDecision):
    path = "decision appeal"
    about = Text("Appeal against the answer to a challenge, or against a ruling")
    right = Right.ANYONE
    example = '/decision appeal D-1 "The answer does not deal with the islands"'

    reason: Annotated[str, Lines(about=Text("what happened, and why it is in error"), most=TEXT)]


class Sign(OfDecision):
    path = "decision sign"
    about = Text("Support a challenge or an appeal that somebody else raised")
    right = Right.ANYONE
    example = "/decision sign D-1"


class Rule(OfDecision):
    path = "decision rule"
    about = Text("Rule on an appeal in which you have no part, or write down how its body ruled")
    right = Right.FACILITATOR
    example = '/decision rule D-1 upheld "All views were considered"'

    disposition: Annotated[
        Ruling,
        Choice(
            about=Text("what was ruled"),
            of=Ruling,
            labels=(
                (Ruling.UPHELD, Text("upheld: the decision stays")),
                (Ruling.ANNULLED, Text("annulled: all is as it was before the decision")),
                (Ruling.RETURNED, Text("returned: it is sent back, to be determined anew")),
            ),
        ),
    ]
    text: Annotated[str, Lines(about=Text("the reasons"), most=TEXT)]


class Minority(OfDecision):
    path = "decision minority"
    about = Text("Attach your minority statement to a decision; a new one takes its place")
    right = Right.ANYONE
    example = '/decision minority D-1 "We would have named the islands"'

    text: Annotated[str, Lines(about=Text("what you hold instead, and why"), most=TEXT)]


class Review(OfDecision):
    path = "decision review"
    about = Text("Say when a decision is looked at again; everybody is reminded then")
    right = Right.FACILITATOR
    example = '/decision review D-1 "in 90 days"'

    when: Annotated[datetime, Moment(about=Text("when"))]


class Supersede(OfDecision):
    path = "decision supersede"
    about = Text("Say that a later decision takes the place of an earlier one")
    right = Right.FACILITATOR
    example = "/decision supersede D-1 by:D-2"

    by: Annotated[Decision, Record("decision", about=Text("the later one"))]


class Status(OfDecision):
    path = "decision status"
    about = Text("Tell how far a decision is carried out")
    right = Right.FACILITATOR
    example = '/decision status D-1 under-way "The text is with the editors"'

    state: Annotated[
        Work,
        Choice(
            about=Text("how far it is"),
            of=Work,
            labels=(
                (Work.PLANNED, Text("planned")),
                (Work.UNDER_WAY, Text("under way")),
                (Work.DONE, Text("done")),
                (Work.REPORTED, Text("reported back to the group")),
                (Work.STOPPED, Text("stopped")),
            ),
        ),
    ]
    note: Annotated[str, Lines(about=Text("what was done, and what comes next"), most=TEXT)]


class Show(OfDecision):
    path = "decision show"
    about = Text("Show a decision with its reasons, challenges, appeals and minority statements")
    right = Right.ANYONE
    reads = True
    example = "/decision show D-1"


class List(Command):
    path = "decision list"
    about = Text("List the decisions of the group, the newest first")
    right = Right.ANYONE
    reads = True
    example = "/decision list state:stands"

    state: Annotated[
        State | None,
        Choice(
            about=Text("only those that are so"),
            of=State,
            labels=(
                (State.PROPOSED, Text("wait to be confirmed")),
                (State.STANDS, Text("stand")),
                (State.CHALLENGED, Text("challenged")),
                (State.APPEALED, Text("appealed")),
                (State.SUPERSEDED, Text("superseded by another")),
                (State.ANNULLED, Text("annulled")),
                (State.RETURNED, Text("sent back")),
            ),
        ),
    ] = None
    page: Annotated[int, Whole(about=Text("page of a long list"), least=1, most=1000)] = 1


class Due(Command):
    path = "decision due"
    about = Text("A determination is due")
    right = Right.CLOCK
    scope = Scope.NONE

    poll: Annotated[Poll, _poll]


class Timed(Command):
    """What time does with a decision."""

    right = Right.CLOCK
    scope = Scope.NONE

    decision: Annotated[Decision, _decision]


class Expire(Timed):
    path = "decision expire"
    about = Text("The time to challenge or to appeal a decision is over")


class Remind(Timed):
    path = "decision remind"
    about = Text("Whoever has to answer a challenge or to rule on an appeal is reminded")


class Revisit(Timed):
    path = "decision revisit"
    about = Text("A decision is looked at again")
