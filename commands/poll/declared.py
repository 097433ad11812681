"""The commands about polls, as people type them."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Annotated, ClassVar

from bot.commands import (
    Choice,
    Command,
    Flag,
    Late,
    Line,
    Lines,
    Many,
    Moment,
    Parsed,
    Record,
    Right,
    Scope,
    Shortcut,
    Whole,
)
from bot.text import Code, Text, listing
from commands.poll.reading import read_leads, read_threshold
from commands.poll.rules import Counting, House, Method, Silence, read_houses, read_share
from commands.poll.values import MOST_LEADS, Capacity, Reasons, State, Visibility
from storage.polls import Poll

QUESTION, TEXT, LINK, REASON, CHOICE = 300, 4000, 500, 2000, 2300
"""Characters at most; a choice may name twenty options by their labels."""

_share = Text(
    "Write a share of those on the roll, from 0 to 1: {examples}.",
    examples=listing(Code("1/3"), Code("50%"), Code("0.5")),
)
_threshold = Text(
    "Write how much is enough: {examples}.",
    examples=listing(Code("2/3"), Code("60%"), Code(">1/2"), Code(">=2/3 of roll")),
)
_houses = Text(
    "Write two houses or more, each with its stakeholder groups: {example}.",
    example=Code("North: government, civil society | South: private sector"),
)
_leads = Text(
    "Write how long before the close, at most {most} times: {example}. {none} means no reminders.",
    most=MOST_LEADS,
    example=Code("72h, 24h"),
    none=Code("none"),
)
POLL = Record("poll", about=Text("which poll, such as P-1"))
_question = Line(about=Text("what is asked"), most=QUESTION)
_text = Lines(about=Text("the text that it is about"), most=TEXT)
_link = Line(about=Text("a link to what it is about"), most=LINK)

_method = Choice(
    about=Text("how it is decided"),
    of=Method,
    labels=(
        (Method.VOTE, Text("vote: yes, no or abstain")),
        (Method.CHOICE, Text("choice: one of several options")),
        (Method.APPROVAL, Text("approval: any of several options")),
        (Method.CONSENT, Text("consent: agree, stand aside or object")),
        (Method.GRADIENTS, Text("gradients: eight steps from endorsement to veto")),
        (Method.FIST, Text("fist: from no to five fingers")),
        (Method.LAZY, Text("lazy-consensus: silence is assent")),
        (Method.CALL, Text("call-for-consensus: silence is assent, with a floor of support")),
        (Method.ROUGH, Text("rough-consensus: the facilitator determines")),
        (Method.HUM, Text("hum: anonymous intensity, in bands")),
        (Method.RANKED, Text("ranked: options in order, counted by a rule")),
        (Method.SCORE, Text("score: points from 0 to 5")),
        (Method.SIGN_ON, Text("sign-on: a statement to sign")),
        (Method.HOUSES, Text("houses: yes, no or abstain, by houses")),
        (Method.AVAILABILITY, Text("availability: find a time to meet")),
    ),
)


class Proposal(Command):
    """What `/poll open` and `/poll preview` are both told."""

    right = Right.FACILITATOR
    form = ("options", "method", "closes", "text")

    question: Annotated[str, _question]
    text: Annotated[str, _text] = ""
    link: Annotated[str, _link] = ""
    options: Annotated[
        tuple[str, ...],
        Many(
            about=Text("the options, or words for the steps of gradients, separated by |"), most=20, each=100
        ),
    ] = ()
    method: Annotated[Method | None, _method] = None
    opens: Annotated[datetime | None, Moment(about=Text("when it opens; now, unless you say"))] = None
    closes: Annotated[datetime | None, Moment(about=Text("when it closes; in 7 days, unless you say"))] = None
    secret: Annotated[bool | None, Flag(about=Text("are the ballots secret?"))] = None
    binding: Annotated[bool | None, Flag(about=Text("does it bind the group? Otherwise it is advice"))] = None
    kind: Annotated[str, Line(about=Text("the kind of poll, as the charter names it"), most=30)] = ""
    reason: Annotated[
        str, Line(about=Text("why it is urgent, where the charter has such polls"), most=REASON)
    ] = ""
    quorum: Annotated[
        Fraction | None,
        Parsed(about=Text("share of the roll that must take part"), read=read_share, hint=_share),
    ] = None
    threshold: Annotated[
        str, Parsed(about=Text("how much in favour is enough"), read=read_threshold, hint=_threshold)
    ] = ""
    group_quorum: Annotated[
        Fraction | None,
        Parsed(
            about=Text("share of each stakeholder group that must take part"), read=read_share, hint=_share
        ),
    ] = None
    group_threshold: Annotated[
        str,
        Parsed(
            about=Text("how much in favour is enough in each stakeholder group"),
            read=read_threshold,
            hint=_threshold,
        ),
    ] = ""
    reasons: Annotated[
        Reasons | None,
        Choice(
            about=Text("does a ballot need a reason?"),
            of=Reasons,
            labels=((Reasons.OPTIONAL, Text("optional")), (Reasons.REQUIRED, Text("required"))),
        ),
    ] = None
    visibility: Annotated[
        Visibility | None,
        Choice(
            about=Text("who sees what was voted, and when"),
            of=Visibility,
            labels=(
                (Visibility.OPEN, Text("open: by name, at once")),
                (Visibility.AFTER, Text("after: by name, once it has closed")),
                (Visibility.SECRET, Text("secret: nobody, ever")),
            ),
        ),
    ] = None
    rule: Annotated[
        Counting | None,
        Choice(
            about=Text("how rankings are counted"),
            of=Counting,
            labels=(
                (Counting.IRV, Text("irv: instant run-off")),
                (Counting.SCHULZE, Text("schulze: pair by pair")),
                (Counting.DEBIAN, Text("debian: pair by pair, against the last option")),
                (Counting.SCOTTISH_STV, Text("scottish-stv: several to elect")),
            ),
        ),
    ] = None
    seats: Annotated[int, Whole(about=Text("how many options a ranking elects"), most=19)] = 0
    silence: Annotated[
        Silence | None,
        Choice(
            about=Text("what it means that somebody does not vote, where silence can be assent"),
            of=Silence,
            labels=(
                (Silence.ASSENT, Text("assent: it passes unless somebody objects")),
                (Silence.NOTHING, Text("nothing: somebody has to take part")),
                (Silence.AGAINST, Text("against: it counts as not in favour")),
            ),
        ),
    ] = None
    support: Annotated[
        int, Whole(about=Text("how many must say that they agree, where silence is assent"), most=100_000)
    ] = 0
    houses: Annotated[
        tuple[House, ...],
        Parsed(about=Text("which stakeholder groups form which house"), read=read_houses, hint=_houses),
    ] = ()
    remind: Annotated[
        tuple[timedelta, ...] | None,
        Parsed(about=Text("how long before the close to remind"), read=read_leads, hint=_leads),
    ] = None


class Open(Proposal):
    path = "poll open"
    about = Text("Ask the group: freezes the roll and posts the poll")
    long = True
    example = '/poll open "Adopt the draft?" method:consent closes:"in 7 days"'
    shortcut: ClassVar[Shortcut | None] = Shortcut(
        name=Text("Open a poll"), about=Text("Put a question to the group")
    )


class Call(Open):
    path = "call"
    about = Text("Call for consensus: a poll in which silence is assent, unless somebody objects")
    example = '/call "Adopt the draft?" closes:"in 7 days"'
    shortcut = None

    method: Annotated[Method | None, _method] = Method.CALL


class Preview(Proposal):
    path = "poll preview"
    about = Text("Show how a poll would look; only you see it, and nothing opens")
    reads = True
    example = '/poll preview "Adopt the draft?" group_threshold:1/2'


class Vote(Command):
    path = "poll vote"
    about = Text("Cast or change your ballot")
    right = Right.ANYONE
    form = ("reason",)
    example = "/poll vote P-1 yes"

    poll: Annotated[Poll, POLL]
    choice: Annotated[str, Line(about=Text("your choice: its name or its number"), most=CHOICE, keep=False)]
    reason: Annotated[str, Lines(about=Text("why"), most=REASON)] = ""
    capacity: Annotated[
        Capacity | None,
        Choice(
            about=Text("for whom you vote"),
            of=Capacity,
            labels=(
                (Capacity.PERSONAL, Text("personal: for yourself")),
                (Capacity.ORGANISATION, Text("organisation: for your organisation")),
                (Capacity.INSTRUCTION, Text("instruction: as somebody told you to")),
            ),
        ),
    ] = None


class Unvote(Command):
    path = "poll unvote"
    about = Text("Take your ballot back")
    right = Right.ANYONE
    example = "/poll unvote P-1"

    poll: Annotated[Poll, POLL]


class Show(Command):
    path = "poll show"
    about = Text("Show a poll, your ballot and what came out")
    right = Right.ANYONE
    reads = True
    example = "/poll show P-1"

    poll: Annotated[Poll, POLL]
    receipt: Annotated[
        str,
        Line(about=Text("after the close of a secret poll: the receipt of your ballot"), most=64, keep=False),
    ] = ""
    choice: Annotated[str, Line(about=Text("with a receipt: what you voted"), most=CHOICE, keep=False)] = ""


class Roll(Command):
    path = "poll roll"
    about = Text("Show who may take part in a poll")
    right = Right.SEATED
    reads = True
    example = "/poll roll P-1"

    poll: Annotated[Poll, POLL]
    page: Annotated[int, Whole(about=Text("which page"), least=1, most=100_000)] = 1


class List(Command):
    path = "poll list"
    about = Text("List the polls of the group, the newest first")
    right = Right.ANYONE
    reads = True
    example = "/poll list open"

    state: Annotated[
        State | None,
        Choice(
            about=Text("only those that are so"),
            of=State,
            labels=(
                (State.PROPOSED, Text("proposed as urgent")),
                (State.SCHEDULED, Text("not open yet")),
                (State.OPEN, Text("open")),
                (State.CLOSED, Text("closed")),
                (State.WITHDRAWN, Text("withdrawn")),
            ),
        ),
    ] = None
    page: Annotated[int, Whole(about=Text("page of a long list"), least=1, most=1000)] = 1


class Amend(Command):
    path = "poll amend"
    about = Text("Change what a poll asks; whoever has voted is asked to confirm")
    right = Right.FACILITATOR
    long = True
    form = ("question", "text", "link")
    example = '/poll amend P-1 reason:"a date was wrong" question:"Meet on 3 May?"'

    poll: Annotated[Poll, POLL]
    reason: Annotated[str, Line(about=Text("why"), most=REASON)]
    question: Annotated[str, _question] = ""
    text: Annotated[str, _text] = ""
    link: Annotated[str, _link] = ""


class Close(Command):
    path = "poll close"
    about = Text("Close a poll early, once everybody on the roll has voted")
    right = Right.FACILITATOR
    long = True
    example = "/poll close P-1"

    poll: Annotated[Poll, POLL]


class Extend(Command):
    path = "poll extend"
    about = Text("Let a poll close later, once and for a reason")
    right = Right.FACILITATOR
    example = '/poll extend P-1 "in 3 days" "the text came late"'

    poll: Annotated[Poll, POLL]
    until: Annotated[datetime, Moment(about=Text("the new moment of closing"))]
    reason: Annotated[str, Line(about=Text("why"), most=REASON)]


class Withdraw(Command):
    path = "poll withdraw"
    about = Text("Withdraw a poll for a reason; nothing is decided by it")
    right = Right.FACILITATOR
    long = True
    example = '/poll withdraw P-1 "asked too early"'

    poll: Annotated[Poll, POLL]
    reason: Annotated[str, Line(about=Text("why"), most=REASON)]


class Nudge(Command):
    path = "poll nudge"
    about = Text("Remind everybody who has not voted, privately; at most once a day")
    right = Right.FACILITATOR
    long = True
    example = "/poll nudge P-1"

    poll: Annotated[Poll, POLL]


class Timed(Command):
    """What time does with a poll."""

    right = Right.CLOCK
    scope = Scope.NONE
    long = True

    poll: Annotated[Poll, POLL]


class Start(Timed):
    path = "poll start"
    about = Text("A poll opens at its moment")


class Expire(Timed):
    path = "poll expire"
    about = Text("A poll closes at its moment")


class Remind(Timed):
    path = "poll remind"
    about = Text("Those who have not voted are reminded")
    late = Late(skip_after=timedelta(hours=6))
