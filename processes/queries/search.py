"""Finding dossiers by words: anywhere in code, product, organisation and units, marks and case aside.

PostgreSQL looks words up by their groups of three letters (migration 0006), so a search costs what
it finds and not what there is. A word of one or two letters has no such group inside; it is looked
for where words begin.
"""

from django.db.models import Q, QuerySet

from processes.models import Dossier
from processes.text import fold

MOST_WORDS = 8  # each is a condition, and a database takes only so many
GROUP = 3  # letters; shorter words are matched at the beginning of a word


def searched(dossiers: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """Keep the dossiers that have every word."""
    for word in fold(words.replace("\0", " ")).split()[:MOST_WORDS]:
        dossiers = dossiers.filter(_has(word))
    return dossiers


def _has(word: str) -> Q:
    if len(word) >= GROUP:
        return Q(search__contains=word)
    return Q(search__startswith=word) | Q(search__contains=f" {word}")
