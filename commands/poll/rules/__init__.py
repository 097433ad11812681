"""What is right about polls: values in, values out.

No storage, no clock, no texts for people, no floats. `views.py` writes sentences from these values.

- `thresholds`  how much is enough: `Threshold`, `Base`, `read_share`
- `methods`     what is true of each method by itself: `Method`, `Traits`
- `terms`       the rules of one poll and the size of its roll: `Rules`, `RollSize`
- `ballots`     what a person may put on a ballot: `read_choice`, with `options`, `rankings` and `marks`
- `counting`    the result and why: `tally`, in the values of `results`
- `findings`    what comes out of the methods that do more than meet a threshold, in `reasons`
- `draws`       ties, and what comes out once a draw or a casting vote broke them: `pool`, `settled`
- `houses`      a vote by houses
- `limits`      what charters ask besides a threshold and a quorum, with `caps` by affiliation
- `tightening`  whether rules ask for less than others: `loosened`
- `power`       how few could adopt or stop it: `fewest_to_adopt`, `fewest_to_stop`
- `recusals`    what somebody who steps aside changes in the roll: `without`, `replaced`
- `secrecy`     what a secret poll may apply and publish: `secret_terms`, `conceal`
"""

from .ballots import choices, numbers, picks, read_choice
from .boxes import columns
from .counting import tally
from .draws import by_casting_vote, pool, rankings, settled
from .findings import FEW
from .houses import House, HouseWay, read_houses, read_ways
from .limits import Capped, HeardMissed, LeastMissed, Limit, NotHeard, Opposed, ShareAgainst
from .marks import LEVELS, NONE, marks_of
from .methods import (
    ABSTAIN,
    AGREE,
    ASIDE,
    BLOCK,
    LIVE,
    LOW,
    NO,
    OBJECT,
    ORGANISATION,
    SIGN,
    STEPS,
    YES,
    Form,
    Method,
    Objecting,
    Secrecy,
    Silence,
)
from .options import BadChoice, BadOptions, ChoiceFault, OptionsFault, check_options
from .power import Fewest, Means, Way, debian_quorum, fewest_to_adopt, fewest_to_stop, unable_houses
from .rankings import tiers_of
from .reasons import (
    Assented,
    Band,
    Blocks,
    Broken,
    Elected,
    Found,
    Hummed,
    InHouses,
    Low,
    PointsTied,
    Scored,
    Signed,
    Slot,
    Suggested,
    SupportMissed,
    Unbroken,
    Undetermined,
)
from .recusals import out_of_reach, replaced, without
from .results import (
    AwayGroup,
    Count,
    EmptyGroup,
    Line,
    NobodyVoted,
    Objections,
    Passed,
    QuorumMissed,
    Reason,
    Result,
    Standing,
    ThresholdMissed,
    Tie,
    Withheld,
)
from .secrecy import (
    Refused,
    SecretRefused,
    SecretTerms,
    Suppression,
    conceal,
    secret_terms,
    suppress,
)
from .slots import STAMP, Answer, suggest
from .terms import NEVER_SUSPENDS, Counting, Demand, RollSize, Rules
from .thresholds import MAJORITY, BadFraction, Base, FractionFault, Threshold, read_share
from .tightening import loosened

__all__ = [
    "ABSTAIN",
    "AGREE",
    "ASIDE",
    "BLOCK",
    "FEW",
    "LEVELS",
    "LIVE",
    "LOW",
    "MAJORITY",
    "NEVER_SUSPENDS",
    "NO",
    "NONE",
    "OBJECT",
    "ORGANISATION",
    "SIGN",
    "STAMP",
    "STEPS",
    "YES",
    "Answer",
    "Assented",
    "AwayGroup",
    "BadChoice",
    "BadFraction",
    "BadOptions",
    "Band",
    "Base",
    "Blocks",
    "Broken",
    "Capped",
    "ChoiceFault",
    "Count",
    "Counting",
    "Demand",
    "Elected",
    "EmptyGroup",
    "Fewest",
    "Form",
    "Found",
    "FractionFault",
    "HeardMissed",
    "House",
    "HouseWay",
    "Hummed",
    "InHouses",
    "LeastMissed",
    "Limit",
    "Line",
    "Low",
    "Means",
    "Method",
    "NobodyVoted",
    "NotHeard",
    "Objecting",
    "Objections",
    "Opposed",
    "OptionsFault",
    "Passed",
    "PointsTied",
    "QuorumMissed",
    "Reason",
    "Refused",
    "Result",
    "RollSize",
    "Rules",
    "Scored",
    "Secrecy",
    "SecretRefused",
    "SecretTerms",
    "ShareAgainst",
    "Signed",
    "Silence",
    "Slot",
    "Standing",
    "Suggested",
    "SupportMissed",
    "Suppression",
    "Threshold",
    "ThresholdMissed",
    "Tie",
    "Unbroken",
    "Undetermined",
    "Way",
    "Withheld",
    "by_casting_vote",
    "check_options",
    "choices",
    "columns",
    "conceal",
    "debian_quorum",
    "fewest_to_adopt",
    "fewest_to_stop",
    "loosened",
    "marks_of",
    "numbers",
    "out_of_reach",
    "picks",
    "pool",
    "rankings",
    "read_choice",
    "read_houses",
    "read_share",
    "read_ways",
    "replaced",
    "secret_terms",
    "settled",
    "suggest",
    "suppress",
    "tally",
    "tiers_of",
    "unable_houses",
    "without",
]
