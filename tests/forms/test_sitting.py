"""The page of a sitting that is open."""

import re

from tests.forms.scene import Scene, moment


def test_that_a_member_left_is_noted_by_a_second_step(scene: Scene) -> None:
    scene.lead_to("conclude_district")
    scene.scored()
    scene.sign_in("district_chair")
    sitting = scene.dossier.agenda.latest("pk").sitting

    text = scene.page("sitting", sitting.public_id, at=moment(6, 5)).content.decode()

    folded = re.findall(r"<details><summary>Rời họp.*?</details>", text, re.DOTALL)
    assert len(folded) == text.count('value="leave"') == sum("leave" in one for one in folded) > 0
