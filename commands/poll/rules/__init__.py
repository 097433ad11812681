"""What is right about polls: values in, values out.

No storage, no clock, no texts for people, no floats. `views.py` writes sentences from these values.

- `thresholds`  how much is enough: `Threshold`, `Base`, `read_share`
- `terms`       the rules of one poll and the size of its roll: `Rules`, `Method`, `RollSize`
- `ballots`     what a person may put on a ballot: `read_choice`
- `counting`    the result and why: `tally`, in the values of `results`
- `power`       how few could adopt or stop it: `fewest_to_adopt`, `fewest_to_stop`
- `secrecy`     what a secret poll may apply and publish: `secret_terms`, `conceal`
"""

from .ballots import (
    ABSTAIN,
    AGREE,
    ASIDE,
    NO,
    OBJECT,
    YES,
    BadChoice,
    BadOptions,
    ChoiceFault,
    OptionsFault,
    check_options,
    choices,
    numbers,
    picks,
    read_choice,
)
from .counting import tally
from .power import Fewest, Means, Way, fewest_to_adopt, fewest_to_stop
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
    FEW,
    Refused,
    SecretRefused,
    SecretTerms,
    Suppression,
    conceal,
    secret_terms,
    suppress,
)
from .terms import Demand, Method, RollSize, Rules, loosened
from .thresholds import MAJORITY, BadFraction, Base, FractionFault, Threshold, read_share

__all__ = [
    "ABSTAIN",
    "AGREE",
    "ASIDE",
    "FEW",
    "MAJORITY",
    "NO",
    "OBJECT",
    "YES",
    "AwayGroup",
    "BadChoice",
    "BadFraction",
    "BadOptions",
    "Base",
    "ChoiceFault",
    "Count",
    "Demand",
    "EmptyGroup",
    "Fewest",
    "FractionFault",
    "Line",
    "Means",
    "Method",
    "NobodyVoted",
    "Objections",
    "OptionsFault",
    "Passed",
    "QuorumMissed",
    "Reason",
    "Refused",
    "Result",
    "RollSize",
    "Rules",
    "SecretRefused",
    "SecretTerms",
    "Standing",
    "Suppression",
    "Threshold",
    "ThresholdMissed",
    "Tie",
    "Way",
    "Withheld",
    "check_options",
    "choices",
    "conceal",
    "fewest_to_adopt",
    "fewest_to_stop",
    "loosened",
    "numbers",
    "picks",
    "read_choice",
    "read_share",
    "secret_terms",
    "suppress",
    "tally",
]
