"""Whether the figures of a set agree with each other: criteria, sections, parts, the whole.

Every check yields ``(place, sentence)``: the key of the file that is wrong, or the number of the
option, counted from 0. An outer sum is asked about only where everything inside it is sound, so that
one slip is told once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .definition import PARTS, SHAPES, Criterion, Option, Part, Section

Finding = tuple[str | int, str]
FIGURES = ("local_labour", "local_material")


def of_criterion(criterion: Criterion) -> Iterator[Finding]:
    """Check one criterion's options against each other and against its most points."""
    name = f"tiêu chí {criterion.code}"
    if len(criterion.options) < 2:  # noqa: PLR2004 -- a choice is between two at least
        yield "options", f"{name} phải có ít nhất hai mức điểm"
        return
    above = [i for i, o in enumerate(criterion.options) if o.points > criterion.max]
    for index in above:
        points = criterion.options[index].points
        yield index, f"{name}: mức {points} điểm cao hơn điểm tối đa {criterion.max}"
    best = max(o.points for o in criterion.options)
    if not above and best < criterion.max:
        yield "max", f"{name} ghi tối đa {criterion.max} điểm nhưng mức cao nhất là {best}"
    yield from _doubles(name, criterion.options)
    yield from _cases(name, criterion.options)
    yield from _stars(name, criterion.options)
    yield from _decides(name, criterion)


def _doubles(name: str, options: Sequence[Option]) -> Iterator[Finding]:
    seen: set[tuple[int, str]] = set()
    for index, option in enumerate(options):
        if (option.case, option.text) in seen:
            yield index, f"{name} có hai mức giống hệt nhau"
        seen.add((option.case, option.text))


def _cases(name: str, options: Sequence[Option]) -> Iterator[Finding]:
    without = [index for index, o in enumerate(options) if not o.case]
    if without and len(without) < len(options):
        yield without[0], f"{name}: “case” phải ghi ở mọi mức hoặc không ghi ở mức nào"


def _stars(name: str, options: Sequence[Option]) -> Iterator[Finding]:
    marked = sorted((o.star, o.points, index) for index, o in enumerate(options) if o.star)
    counted = Counter((options[i].case, star) for star, _points, i in marked)
    if any(count > 1 for count in counted.values()):
        again = max(i for star, _points, i in marked if counted[options[i].case, star] > 1)
        yield again, f"{name}: một hạng sao có hai mức tối thiểu"
        return
    for (_lower, less, _index), (star, points, index) in pairwise(marked):
        if points < less:
            yield index, f"{name}: mức tối thiểu của {star} sao thấp hơn của hạng dưới"
            return


def _decides(name: str, criterion: Criterion) -> Iterator[Finding]:
    if criterion.decides and criterion.decides not in FIGURES:
        yield "decides", f"{name}: “decides” phải là {' hoặc '.join(FIGURES)}"
        return
    shares = [(o.points, o.at_least, index) for index, o in enumerate(criterion.options)]
    if not criterion.decides:
        stray = [index for _points, share, index in shares if share is not None]
        if stray:
            yield stray[0], f"{name}: “at_least” chỉ dùng cùng “decides”"
        return
    known = sorted((p, s, i) for p, s, i in shares if s is not None)
    if len(known) < len(shares) or any(o.case for o in criterion.options):
        yield "decides", f"{name}: có “decides” thì mọi mức phải ghi “at_least”, không chia “case”"
    elif known[0][0] == 0 and known[0][1] > 0:
        yield known[0][2], f"{name}: mức 0 điểm phải có “at_least: 0”"
    elif any(a[0] == b[0] or a[1] >= b[1] for a, b in pairwise(known)):
        yield "decides", f"{name}: “at_least” phải tăng dần theo điểm"


def of_section(section: Section) -> Iterator[Finding]:
    """Check that a section is the sum of its criteria."""
    if not section.criteria:
        yield "criteria", f"mục {section.code} chưa có tiêu chí nào"
        return
    total = sum(c.max for c in section.criteria)
    if total != section.max:
        said = f"mục {section.code} ghi {section.max} điểm nhưng các tiêu chí cộng lại là {total}"
        yield "max", said


def of_part(part: Part) -> Iterator[Finding]:
    """Check that a part is the sum of its sections."""
    if not part.sections:
        yield "sections", f"phần {part.code} chưa có mục nào"
        return
    total = sum(section.max for section in part.sections)
    if total != part.max:
        yield "max", f"phần {part.code} ghi {part.max} điểm nhưng các mục cộng lại là {total}"


def of_parts(parts: Sequence[Part]) -> Iterator[Finding]:
    """Check that there are parts A, B and C with the points that a law gives them."""
    codes = tuple(part.code for part in parts)
    if codes != PARTS:
        yield "parts", f"phải có đúng ba phần A, B, C theo thứ tự; tệp ghi {', '.join(codes)}"
        return
    maxima = tuple(part.max for part in parts)
    if maxima not in SHAPES:
        allowed = " hoặc ".join("/".join(map(str, shape)) for shape in SHAPES)
        yield "parts", f"điểm các phần A/B/C là {'/'.join(map(str, maxima))}, phải là {allowed}"
