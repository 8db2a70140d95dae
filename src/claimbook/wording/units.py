"""The words and signs for currencies, scales, units and numbers in print: how texts write them is added here, and nowhere else.

Which units a table may hold is another matter: its column says so, in ``data/datapackage.json`` of a report.
"""

from __future__ import annotations

import re

#: Each currency by its code: the signs that stand right beside an amount, and the words for it.
CURRENCIES: dict[str, tuple[str, str]] = {
    "EUR": ("€", "euro euros Euro Euros"),
    "USD": ("US$ $", "US_dollar US_dollars U.S._dollars American_dollars dollar dollars"),
    "GBP": ("£ UK£", "pound pounds pounds_sterling British_pounds"),
    "CHF": ("Fr. SFr.", "Swiss_franc Swiss_francs"),
    "JPY": ("¥", "yen Japanese_yen"),
    "TRY": ("₺", "lira liras Turkish_lira Turkish_liras"),
    "UAH": ("₴", "hryvnia hryvnias"),
    "ILS": ("₪", "shekel shekels"),
    "INR": ("₹", "rupee rupees"),
    "CAD": ("C$ CA$", "Canadian_dollar Canadian_dollars"),
    "AUD": ("A$ AU$", "Australian_dollar Australian_dollars"),
    "NZD": ("NZ$", "New_Zealand_dollars"),
    "SEK": ("", "Swedish_kronor Swedish_crowns kronor"),
    "NOK": ("", "Norwegian_kroner"),
    "DKK": ("", "Danish_kroner kroner"),
    "PLN": ("zł", "zloty zlotys złoty"),
    "EGP": ("E£", "Egyptian_pound Egyptian_pounds"),
    "LBP": ("L£", "Lebanese_pound Lebanese_pounds"),
    "MAD": ("", "dirham dirhams Moroccan_dirhams"),
    "TND": ("", "Tunisian_dinar Tunisian_dinars"),
    "JOD": ("", "Jordanian_dinar Jordanian_dinars"),
} | dict.fromkeys(
    "CZK HUF RON BGN ISK RSD MKD ALL BAM MDL GEL AMD AZN RUB CNY DZD LYD SYP IQD IRR AFN PKR BDT XOF XAF MRU NGN GHS KES ETB SDG SSP "
    "UGX TZS ZAR BRL MXN KRW SGD HKD THB SAR AED QAR KWD".split(),
    ("", ""),
)
#: Each scale by what it multiplies an amount by: its words and short forms, with a full stop where one may follow. The first of
#: them is how the package itself writes it.
SCALE_FORMS: dict[float, str] = {
    1e2: "hundred hundreds",
    1e3: "thousand thousands Tausend Tsd Tsd. mille",
    1e5: "lakh lakhs",
    1e6: "million millions Million Millionen mn mln mio Mio Mio. mio. MIO",
    1e7: "crore crores",
    1e9: "billion billions bn bln Bn BN mld mld. Mld. Mrd Mrd. Mia. milliard milliards Milliarde Milliarden thousand_million",
    1e12: "trillion trillions tn trn",
}
#: What each of these forms multiplies an amount by.
SCALES: dict[str, float] = {form.replace("_", " "): scale for scale, forms in SCALE_FORMS.items() for form in forms.split()}
#: The scales in which large amounts are told, the largest first.
LARGE_SCALES = tuple((scale, SCALE_FORMS[scale].split()[0]) for scale in (1e9, 1e6))
#: Letters that stand for a scale right after the digits of an amount; without a currency they may be metres.
SCALE_LETTERS: dict[str, float] = {"m": 1e6, "M": 1e6, "k": 1e3, "K": 1e3, "B": 1e9, "b": 1e9}
#: What stands for each unit that is part of a number, as % is.
RATES: dict[str, str] = {
    "%": "% per_cent percent per-cent pct p.c. Prozent pour_cent",
    "percentage points": "percentage_points percentage_point pp p.p. %-points",
}
#: Of these forms and those of scales, those of languages whose decimals stand after a comma.
FOREIGN = frozenset(
    {
        "Tausend",
        "Tsd",
        "Tsd.",
        "mille",
        "Million",
        "Millionen",
        "Milliarde",
        "Milliarden",
        "milliard",
        "milliards",
        "Mrd",
        "Mrd.",
        "Mio",
        "Mio.",
        "Mia.",
        "Mld.",
    }
    | {"Prozent", "pour cent"}
)
#: The words for what is counted, by the unit of the tables; the first of them in the words after a number says its unit.
COUNTED: dict[str, str] = {
    "people": "people person persons refugees refugee migrants asylum-seekers asylum_seekers applicants children women men girls boys "
    "Syrians Palestinians individuals returnees residents inhabitants students pupils workers civilians patients staff teachers",
    "tonnes": "tonnes tonne metric_tons",
    "places": "places place",
    "countries": "countries country Member_States states",
    "agreements": "agreements agreement",
    "flights": "flights flight",
    "years": "years year",
}


#: The cardinal numbers that are a single word, each with its value; they make others, as "twenty-five" and "two hundred".
CARDINALS: dict[str, int] = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen".split()
    )
}
TENS: dict[str, int] = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
CARDINALS |= TENS
#: The words for a part of a whole, in the singular, each with the number of parts that make the whole.
PARTS: dict[str, int] = {"half": 2, "third": 3, "quarter": 4} | {
    {"five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}.get(word, re.sub("y$", "ie", word) + "th"): value
    for word, value in {**CARDINALS, "hundred": 100}.items()
    if value >= 4
}


def is_money(unit: str | None) -> bool:
    """Whether a unit is a currency, also per another unit: EUR, or EUR per year."""
    return (unit or "").partition(" per ")[0] in CURRENCIES


def told_unit(unit: str) -> str:
    """A unit in words: what it is divided by is one of it, so that "places per countries" are places per country."""
    above, *below = unit.split(" per ")
    ones = [re.sub(r"(?<=\w{2})s$", "", re.sub(r"ies$", "y", one)) for one in below]
    return " per ".join([above, *("person" if one == "people" else one for one in ones)])


def listed(forms: str) -> list[str]:
    """The forms in a cell of the tables above, each with its spaces."""
    return [form.replace("_", " ") for form in forms.split()]
