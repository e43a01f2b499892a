"""What the tests of the pages share."""

import pytest

from tests.forms.scene import Scene, make


@pytest.fixture
def scene(db: None) -> Scene:
    return make()
