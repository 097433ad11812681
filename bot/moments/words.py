"""The vocabulary: what each word means, English and French side by side, in small letters without accents.

The grammar knows meanings only; to teach it a spelling, add it here. A word may stand in several tables
("mar" is March and mardi, "a" is an article and "à", "second" counts days and time): its place in the phrase
decides.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")


def _table(rows: dict[str, T]) -> Mapping[str, T]:
    return MappingProxyType({word: meaning for words, meaning in rows.items() for word in words.split()})


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


IDIOMS: Mapping[str, str] = MappingProxyType(
    {
        "a partir de maintenant": "hence",
        "apres demain": "overmorrow",
        "apres midi": "afternoon",
        "aujourd'hui": "today",
        "ce soir": "this evening",
        "d'ici": "by",
        "d'ici a": "by",
        "d'ici au": "by",
        "day after tomorrow": "overmorrow",
        "demi heure": "30 min",
        "eod": "end of day",
        "eom": "end of month",
        "eow": "end of week",
        "eoy": "end of year",
        "from now": "hence",
        "half an hour": "30 min",
        "jusqu'a": "until",
        "jusqu'au": "until",
        "o'clock": "oclock",
        "right now": "now",
        "tonight": "this evening",
        "une demi heure": "30 min",
    }
)
"""Phrases that are not the sum of their words, and what is read in their place."""

NOW = _set("now maintenant")
NAMED_DAYS = _table({"yesterday hier": -1, "today": 0, "tomorrow tmrw demain": 1, "overmorrow": 2})
"""Days from today."""

WEEKDAYS = _table(
    {
        "monday mon lundi lun": 0,
        "tuesday tues tue mardi mar": 1,
        "wednesday weds wed mercredi mer": 2,
        "thursday thurs thur thu jeudi jeu": 3,
        "friday fri vendredi ven": 4,
        "saturday sat samedi sam": 5,
        "sunday sun dimanche dim": 6,
    }
)
MONTHS = _table(
    {
        "january jan janvier janv": 1,
        "february feb fevrier fevr fev": 2,
        "march mar mars": 3,
        "april apr avril avr": 4,
        "may mai": 5,
        "june jun juin": 6,
        "july jul juillet juil": 7,
        "august aug aout": 8,
        "september sept sep septembre": 9,
        "october oct octobre": 10,
        "november nov novembre": 11,
        "december dec decembre": 12,
    }
)
ORDINALS = _table(
    {
        "first premier premiere": 1,
        "second deuxieme": 2,
        "third troisieme": 3,
        "fourth quatrieme": 4,
        "fifth cinquieme": 5,
    }
)
ORDINAL_ENDINGS = _set("st nd rd th er re e eme ieme")
LAST = _set("last dernier derniere")

QUANTITIES = _table(
    {
        "a an one un une": 1,
        "two deux": 2,
        "three trois": 3,
        "four quatre": 4,
        "five cinq": 5,
        "six": 6,
        "seven sept": 7,
        "eight": 8,  # not "huit": "dans huit jours" is in a week
        "nine neuf": 9,
        "ten dix": 10,
    }
)
UNITS = _table(
    {
        "y yr yrs year years an ans annee annees": (12, 0, 0),
        "mo mos month months mois": (1, 0, 0),
        "fortnight fortnights": (0, 14, 0),
        "w wk wks week weeks sem semaine semaines": (0, 7, 0),
        "d day days j jour jours": (0, 1, 0),
        "h hr hrs hour hours heure heures": (0, 0, 3600),
        "m min mins minute minutes mn": (0, 0, 60),
        "s sec secs second seconds seconde secondes": (0, 0, 1),
    }
)
"""Months, days and seconds, the larger unit always the larger tuple."""

AND = _set("and et")

DAY = _set("day jour journee")
WEEK = _set("week semaine")
MONTH = _set("month mois")
YEAR = _set("year annee an")

PARTS = _table(
    {
        "morning matin matinee": (0, 12 * 60),
        "afternoon aprem": (12 * 60, 18 * 60),
        "evening night soir soiree": (17 * 60, 24 * 60),
    }
)
"""From and until when a part of the day lasts, in minutes since midnight."""

MERIDIEM = _table({"am": 0, "pm": 1})
"""Half days to add to a time on the twelve-hour clock."""
HOUR_MARKS = _set("h heure heures")
CLOCK_WORDS = _table({"noon midday midi": (12,), "midnight minuit": (0, 24)})
"""Hours since midnight."""
OCLOCK = _set("oclock")

THIS = _set("this ce cet cette")
NEXT = _set("next prochain prochaine")
END = _set("end fin")
OF = _set("of de du d' in en the la le l'")
"""Between a part and its whole: "the last friday of the month", "9 in the morning"."""
AT = _set("at a")
LEAD = AT | _set("on by until till en pour the la le l'")
"""Before a day or an hour: deadlines are "by", "until" and "on" alike."""
WITHIN = _set("in within by dans sous")
"""Before a span of time from now."""
HENCE = _set("hence")

# How often

EVERY = _set("every each chaque tous tout toutes")
OTHER = _set("other")
ARTICLES = _set("on the le la les l' in en of de du des d' et")
"""Between the parts of a rhythm."""
UNTIL_DAY = _set("to through thru au")
"""Between the first and the last weekday of a range."""
MANY_WEEKDAYS = _table(
    {
        "monday mon mondays lundi lun lundis": 0,
        "tuesday tues tue tuesdays mardi mar mardis": 1,
        "wednesday weds wed wednesdays mercredi mer mercredis": 2,
        "thursday thurs thur thu thursdays jeudi jeu jeudis": 3,
        "friday fri fridays vendredi ven vendredis": 4,
        "saturday sat saturdays samedi sam samedis": 5,
        "sunday sun sundays dimanche dim dimanches": 6,
    }
)
WORKING_DAYS = _set("weekday weekdays workday workdays")
WORKING, DAYS = _set("working ouvre ouvres ouvrable ouvrables"), _set("day days jour jours")
WEEKENDS = _set("weekend weekends")
RHYTHM_QUANTITIES = _table(
    {
        "two deux": 2,
        "three trois": 3,
        "four quatre": 4,
        "five cinq": 5,
        "six": 6,
        "seven sept": 7,
        "eight": 8,
        "nine neuf": 9,
        "ten dix": 10,
        "twelve douze": 12,
    }
)
RHYTHM_UNITS = _table(
    {
        "hour hours hr hrs h heure heures": ("HOURLY", 1),
        "day days d jour jours j": ("DAILY", 1),
        "week weeks wk wks semaine semaines sem": ("WEEKLY", 1),
        "fortnight fortnights quinzaine quinzaines": ("WEEKLY", 2),
        "month months mois": ("MONTHLY", 1),
        "quarter quarters trimestre trimestres": ("MONTHLY", 3),
        "semestre semestres": ("MONTHLY", 6),
        "year years yr yrs an ans annee annees": ("YEARLY", 1),
    }
)
ADVERBS = _table(
    {
        "hourly": ("HOURLY", 1),
        "daily quotidien quotidienne quotidiennement": ("DAILY", 1),
        "weekly hebdomadaire hebdomadairement": ("WEEKLY", 1),
        "fortnightly": ("WEEKLY", 2),
        "monthly mensuel mensuelle mensuellement": ("MONTHLY", 1),
        "quarterly trimestriel trimestrielle trimestriellement": ("MONTHLY", 3),
        "bimestriel bimestrielle": ("MONTHLY", 2),
        "semestriel semestrielle": ("MONTHLY", 6),
        "yearly annually annual annuel annuelle annuellement": ("YEARLY", 1),
    }
)
TWICE_OR_HALF = _set("biweekly bimonthly biannual biannually biyearly bihebdomadaire bimensuel bimensuelle")
"""Words that some use for "twice in" and others for "every second"."""
TOO_OFTEN = _set("minute minutes min mins seconds secondes minutely")
