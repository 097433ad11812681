"""Polls: a question put to a frozen roll, decided by rules that everybody can read."""

from __future__ import annotations

from bot.feature import Feature, Handles, Says
from bot.text import Text
from commands.poll import declared, declared_interests, declared_process
from commands.poll.handlers import (
    changing,
    closing,
    evidence,
    finding,
    handing,
    kinds,
    offering,
    opening,
    previewing,
    recusing,
    reporting,
    reworking,
    seconding,
    showing,
    standing,
    telling,
    voting,
)
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="poll",
    about=Text("polls: ask the group, vote, see what came out and why"),
    handles=(
        Handles(declared.Open, opening.open_poll),
        Handles(declared.Call, opening.open_poll),
        Handles(declared.Preview, previewing.preview),
        Handles(declared.Vote, voting.vote),
        Handles(declared.Unvote, voting.unvote),
        Handles(declared.Show, showing.show),
        Handles(declared.Roll, showing.roll),
        Handles(declared.List, showing.list_polls),
        Handles(declared.Amend, changing.amend),
        Handles(declared.Extend, changing.extend),
        Handles(declared.Close, closing.close),
        Handles(declared.Withdraw, closing.withdraw),
        Handles(declared.Nudge, changing.nudge),
        Handles(declared_interests.Recuse, recusing.recuse),
        Handles(declared_interests.Handover, handing.hand_over),
        Handles(declared.Start, opening.start),
        Handles(declared.Expire, closing.expire),
        Handles(declared.Remind, changing.remind),
        Handles(declared_process.Second, seconding.second),
        Handles(declared_process.Rework, reworking.rework),
        Handles(declared_process.Lapse, reworking.lapse),
        Handles(declared_process.Forget, seconding.forget),
        Handles(declared_process.Review, seconding.review),
    ),
    finds=(finding.finds,),
    says=(
        *telling.says,
        Says(kinds.SEATED, standing.seated),
        Says(kinds.HANDED, handing.handed),
    ),
    needs=(finding.needs, reworking.needs, seconding.needs),
    settles=(opening.settle,),
    cards={kinds.POLL: kinds.CARD},
    polling=offering.polling,
    bars=(evidence.bars, recusing.bars),
    reports=reporting.reports,
    shares=(reporting.shares,),
    events=(reporting.events,),
    discreet=frozenset(
        {"ballot.cast", "ballot.withdrawn", "ballot.voided"}
    ),  # Who has not voted is nobody's business.
    tells={
        "poll.scheduled": Text("planned a poll"),
        "poll.proposed": Text("proposed a poll as urgent"),
        "poll.seconded": Text("found a poll urgent, too"),
        "poll.due": Text("a poll that was urgent is to be reviewed"),
        "poll.opened": Text("opened a poll"),
        "poll.dropped": Text("a poll could not open"),
        "poll.amended": Text("amended a poll"),
        "poll.extended": Text("extended a poll"),
        "poll.nudged": Text("reminded those who had not voted"),
        "poll.recused": Text("stepped aside from a poll"),
        "poll.handed": Text("handed a poll over"),
        "poll.withdrawn": Text("withdrew a poll"),
        "poll.closed": Text("closed a poll"),
        "poll.reworked": Text("put a suspended poll again"),
        "poll.lapsed": Text("a suspended poll lapsed"),
        "ballot.cast": Text("cast a ballot"),
        "ballot.withdrawn": Text("took a ballot back"),
        "ballot.voided": Text("a ballot became void"),
    },
)
