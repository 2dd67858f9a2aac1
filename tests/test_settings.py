"""Settings changed, put back and taken back, as both doors do it."""

from datetime import date, time

import pytest

from coach import demo, settings
from coach.core.person import GateAnswer, Medicine, Said
from coach.core.profile import Profile
from coach.core.settable import SETTINGS, setting, step_default
from coach.magnesium import Magnesium
from coach.session import KIOSK, Refused, Session
from tests.conftest import Clock


def test_what_does_not_fit_is_refused_in_a_sentence_and_changes_nothing(session: Session) -> None:
    before = session.profile
    for name, text in (("bedtime", "25"), ("turn", "3:00"), ("grace", "10"), ("iron", "2031-01-01"), ("look", "pink")):
        with pytest.raises(Refused, match=r"\.$"):
            settings.change(session, setting(name), text)
    with pytest.raises(Refused, match="is none of US, GB"):
        settings.change(session, setting("country"), "Atlantis")

    assert session.profile == before


def test_a_day_turn_that_moves_along_is_said(session: Session) -> None:
    said = settings.change(session, setting("bedtime"), "8:00")

    assert said == "The day turn moved along, to 21:00."
    assert session.profile.bedtime == time(8)


def test_a_default_that_does_not_fit_the_others_is_refused(session: Session) -> None:
    settings.change(session, setting("bedtime"), "8:00")
    with pytest.raises(Refused, match="A new evening begins"):
        settings.to_default(session, setting("turn"))

    assert session.profile.day_turn == time(21)


def test_every_default_is_put_back_and_taken_back(session: Session) -> None:
    texts = {"bedtime": "22:15", "cutoff": "15:00", "turn": "13:00", "look": "day", "bell": "off", "notice": "osc9"}
    texts |= {"grace": "2", "goal": "1.5", "name": "Ann", "iron": "2026-10-01", "country": "US"}
    assert texts.keys() == {each.id for each in SETTINGS if each.change}
    for name, text in texts.items():
        settings.change(session, setting(name), text)
        changed = session.profile
        settings.to_default(session, setting(name))
        assert setting(name).is_default(session.profile)
        assert settings.take_back(session) == f"Taken back: {setting(name).name}."
        assert settings.told(session, setting(name)) == _told(name, changed, session)


def _told(name: str, profile: Profile, session: Session) -> str:
    told = setting(name).told
    assert told is not None
    return told(profile, session.now())


def test_a_step_goes_back_to_what_ships_and_an_own_one_has_no_default(session: Session) -> None:
    session.change_profile(lambda p: p.step_changed("bath", minutes=40, lead=5, needed=False))
    bath, shipped = session.profile.step("bath"), step_default(session.profile.steps[3])
    assert bath is not None
    settings.to_default(session, bath)
    assert session.profile.step("bath") == shipped
    session.change_profile(lambda p: p.with_own("Tea", p.steps[0].kind, None))

    with pytest.raises(Refused, match="has no default"):
        settings.to_default(session, session.profile.steps[-1])


def test_there_is_nothing_to_take_back_in_new_settings(session: Session) -> None:
    with pytest.raises(Refused, match="no change of settings"):
        settings.take_back(session)


def test_another_bedtime_says_that_magnesium_is_out_of_the_evening(session: Session) -> None:
    names = "under18 kidney nerve_muscle heart_block past_high bowel_blocked upset_now bleeding pregnant heart age65 "
    names += "kidney_tested surgery bowel_disease medicines"
    on = session.tonight
    gate = {name: GateAnswer(said=Said.YES if name == "medicines" else Said.NO, on=on) for name in names.split()}
    medicine = Medicine(name="doxycycline", times=(time(23),), known=("doxycycline",))
    session.change_profile(lambda p: p.evolve(gate=gate, medicines=(medicine,)))
    said = settings.change(session, setting("bedtime"), "2:30")

    assert "Magnesium is out of the evening" in said
    assert not session.profile.step("magnesium").on  # type: ignore[union-attr]


def test_with_what_took_magnesium_out_it_goes_back_in(session: Session) -> None:
    """Taken back alone, it would be in again beside what closed the gate."""
    thyroid = Medicine(name="Levothyroxine", times=(time(2),), known=("levothyroxine",))
    session.change_profile(lambda p: p.evolve(medicines=(thyroid,)).step_changed("magnesium", on=True, lead=60))
    settings.change(session, setting("bedtime"), "1:30")
    assert not Magnesium(session).step.on

    said = settings.take_back(session)

    assert said == "Taken back: Bedtime, Magnesium."
    assert session.profile.bedtime == time(23)
    assert Magnesium(session).step.on
    assert not Magnesium(session).closed


def test_taking_back_lets_no_magnesium_in_that_the_gate_keeps_out(session: Session) -> None:
    session.change_profile(lambda p: p.step_changed("magnesium", on=True))
    session.change_profile(lambda p: p.step_changed("magnesium", on=False))
    kidney = {"kidney": GateAnswer(said=Said.YES, on=session.tonight)}
    with session._journal.transaction(session.tonight) as transaction:  # as a join with another diary leaves them
        transaction.amend_profile(session.profile.evolve(gate=kidney))
        on = session.profile.evolve(gate=kidney).step_changed("magnesium", on=True)
        transaction.put_profile(on)
        transaction.put_profile(on.step_changed("magnesium", on=False))
    session.reload()

    settings.take_back(session)

    assert not Magnesium(session).closed


def test_over_a_login_nothing_tells_where_the_diary_is(session: Session) -> None:
    folder = str(session.where().folder)
    assert settings.told(session, setting("folder")) == folder
    assert folder in settings.keys_where(session)
    session.limits = KIOSK
    texts = [settings.keys_where(session)]
    texts += [text for each in SETTINGS for text in (settings.told(session, each), settings.more_about(session, each))]

    assert not any(folder in text or "coach " in text for text in texts)


def test_a_demo_has_no_folder(clock: Clock) -> None:
    session = demo.session(clock)
    folder, keys = setting("folder"), setting("keys")

    told = (settings.told(session, folder), settings.more_about(session, folder), settings.keys_where(session))

    assert not any("/dev/null" in text for text in told)
    assert told[:2] == ("none", "This is a demo: nothing is kept.")
    assert settings.told(session, keys) == ""


def test_iron_is_told_as_a_date(session: Session) -> None:
    settings.change(session, setting("iron"), "2026-10-01")

    assert settings.told(session, setting("iron")) == "01 Oct 2026"
    assert session.profile.iron_tested == date(2026, 10, 1)
