"""Which display a word means."""
from __future__ import annotations

import pytest

from visualizer.model.errors import UsageError
from visualizer.output.window import Display, pick_display

FOUND = [Display(1, "DELL U2720Q", (3840, 2160), (0, 0)), Display(2, "EPSON PJ", (1920, 1080), (3840, 0)), Display(3, "EPSON PJ X", (1920, 1080), (5760, 0))]


@pytest.mark.parametrize(("word", "index"), [("2", 2), ("1", 1), ("epson pj", 2), ("EPSON PJ X", 3), ("dell", 1), ("pj x", 3)])
def test_numbers_go_before_names_and_whole_names_before_parts(word: str, index: int) -> None:
    assert pick_display(word, FOUND).index == index


@pytest.mark.parametrize(("word", "part"), [("epson", "means more than one display"), ("7", "no such display"), ("beamer", "no such display")])
def test_what_is_no_choice_is_refused_with_the_list(word: str, part: str) -> None:
    with pytest.raises(UsageError, match=part) as caught:
        pick_display(word, FOUND)
    assert "3 'EPSON PJ X' 1920x1080" in str(caught.value)
