"""The evening, by keys alone."""

from datetime import datetime, time

import pytest
from textual.events import Key

from coach.core.cells import Reason, Status
from coach.core.routine import Done, Event
from coach.core.words import as_json
from coach.session import Session
from coach.store import Unwritable
from tests.conftest import BERLIN, Clock
from tests.ui.conftest import Opened

AT = "2026-11-22T20:40:00+01:00"


async def test_a_whole_evening_of_five_steps_costs_at_most_12_keys(opened: Opened) -> None:
    async with opened() as person:
        await person.press("6", "7", "enter", "2", "0", "0", "enter", "enter", "enter", "enter", "x")

        assert person.pressed <= 12
        assert "Good night" in person.sees
        assert "Done: no caffeine, magnesium 200 mg, warm bath, leg massage, meditation." in person.pane
        assert as_json(person.night) == {
            "night": "2026-11-22",
            "steps": {
                "caffeine": {"status": "done", "at": AT},
                "bath": {"status": "done", "at": AT},
                "massage": {"status": "done", "at": AT},
                "meditation": {"status": "done", "at": AT},
                "magnesium": {"status": "done", "doses": [{"mg": 200, "at": AT}]},
            },
            "scores": {"tired": 6, "legs_before": 7, "legs_after": 10},
        }


@pytest.mark.parametrize(
    ("keys", "score"),
    [
        (["0"], 0),
        (["9"], 9),
        (["x"], 10),
        (["-"], "blank"),
        (["right", "enter"], 0),
        (["left", "enter"], 10),
        (["right", "right", "right", "left", "enter"], 1),
    ],
)
async def test_a_score_is_one_key_or_arrows_and_enter(opened: Opened, keys: list[str], score: object) -> None:
    async with opened() as person:
        await person.press(*keys)

        assert person.night.scores == {"tired": score}
        assert "Sitting still" in person.sees


async def test_enter_alone_answers_no_score(opened: Opened) -> None:
    async with opened() as person:
        await person.press("enter")

        assert person.night.scores == {}
        assert "leave it blank" in person.sees


async def test_backspace_goes_back_and_the_slip_is_mended(opened: Opened) -> None:
    async with opened() as person:
        await person.press("6")
        assert "Tired: 6" in person.sees
        await person.press("backspace", "3")

        assert person.night.scores == {"tired": 3}


async def test_steps_are_answered_in_any_order(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*["down"] * 5, "enter", "up", "up", "m")

        assert person.night.status("massage") is Status.DONE
        assert person.night.status("bath") is Status.MINIMUM
        assert "short version" in person.sees


@pytest.mark.parametrize(
    ("key", "reason"),
    [("t", Reason.TOO_TIRED), ("n", Reason.NOT_AT_HOME), ("w", Reason.UNWELL), ("d", Reason.DOCTORS_ADVICE)],
)
async def test_a_step_is_left_out_with_a_reason(opened: Opened, key: str, reason: Reason) -> None:
    async with opened() as person:
        await person.press("down", "down", "s", key)

        entry = person.night.steps["caffeine"]
        assert (entry.status, entry.reason) == (Status.EXCUSED, reason)
        assert "left out" in person.sees


async def test_a_reason_of_ones_own_is_kept_even_while_it_is_typed(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "s", "o", *"flu", "escape")
        assert person.night.status("caffeine") is Status.PENDING
        assert person.night.drafts == {"reason.caffeine": "flu"}

        await person.press("s", "o", "!", "enter")
        entry = person.night.steps["caffeine"]
        assert (entry.reason, entry.text) == (Reason.OTHER, "flu!")
        assert person.night.drafts == {}


async def test_had_some_with_and_without_a_time(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "h", *"15:30", "enter")
        entry = person.night.steps["caffeine"]
        assert entry.status is Status.MISSED
        assert entry.had_at == datetime(2026, 11, 22, 15, 30, tzinfo=BERLIN)

        await person.press("u", "h", "enter")
        assert person.night.steps["caffeine"].had_at is None


async def test_escape_in_a_question_answers_nothing(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "s", "escape", "h", "escape", "w", "escape", "?", "escape")

        assert person.night.active == ()
        assert "None since 12:00?" in person.sees


async def test_undo_goes_back_several_times_and_after_reopening(opened: Opened) -> None:
    async with opened() as person:
        await person.press("6", "7", "enter")
    async with opened() as person:
        await person.press("u")
        assert "Taken back: No caffeine." in person.sees
        await person.press("u", "u")
        assert person.night.scores == {}
        assert "How worn out" in person.sees
        await person.press("u")
        assert "nothing to take back" in person.sees


async def test_an_answer_taken_back_comes_back_with_undo(opened: Opened) -> None:
    async with opened() as person:
        await person.press("down", "down", "enter", "up", "c")
        assert person.night.steps == {}
        await person.press("u")
        assert person.night.status("caffeine") is Status.DONE


async def test_a_timer_runs_pauses_and_counts_past_its_end(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4, "space")
        clock.forward(minutes=2, seconds=18)
        await person.press("+")
        assert "13:42  running" in person.sees
        await person.press("space")
        clock.forward(minutes=30)
        await person.press("-")
        assert "12:42  paused" in person.sees
        await person.press("space")
        clock.forward(minutes=14)
        person.coach_screen.paint()
        assert "+1:18  time is up" in person.sees
        await person.press("enter")

        assert person.night.steps["bath"].minutes == 16


@pytest.mark.parametrize(("bell", "rings"), [(True, 1), (False, 0)])
async def test_the_end_of_a_timer_rings_once_unless_the_bell_is_off(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch, bell: bool, rings: int
) -> None:
    async with opened(bell=bell) as person:
        rung: list[None] = []
        monkeypatch.setattr(person.app, "bell", lambda: rung.append(None))
        await person.press(*["down"] * 4, "space")
        beat = person.app.beat
        beat()
        assert rung == []
        clock.forward(minutes=15)
        beat()
        beat()

        assert len(rung) == rings
        assert "time is up" in person.sees


async def test_a_timer_that_ended_while_nobody_was_here_does_not_ring(
    opened: Opened, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as person:
        await person.press(*["down"] * 4, "space")
    clock.forward(minutes=20)
    async with opened() as person:
        rung: list[None] = []
        monkeypatch.setattr(person.app, "bell", lambda: rung.append(None))
        person.app.beat()

        assert rung == []
        assert "+5:00  time is up" in person.sees


async def test_reopened_it_is_at_the_same_step_with_the_right_time_left(opened: Opened, clock: Clock) -> None:
    async with opened() as person:
        await person.press("6", *["down"] * 4, "space")
        assert "Leg massage" in person.sees
    clock.forward(minutes=3, seconds=20)
    async with opened() as person:
        assert "6:40  running" in person.sees
        assert person.night.scores == {"tired": 6}


async def test_reopened_it_is_where_the_arrows_went(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*["down"] * 6)
    async with opened() as person:
        assert "Any length; eyes open is fine." in person.sees


async def test_a_note_is_stored_as_typed(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n", *"a[b]", "enter", "enter", "é", "漢", "م", "escape")

        assert person.night.note == "a[b]\n\né漢م"
        assert "note: a[b] é漢م" in person.sees


async def test_a_note_being_typed_is_on_disk_before_it_is_kept(opened: Opened) -> None:
    async with opened() as person:
        await person.press("n", *"half a")
        await person.pilot.pause(0.6)  # the pause in typing after which a draft is saved
        assert person.night.drafts == {"note": "half a"}
    async with opened() as person:
        assert "note begun" in person.sees
        await person.press("n", *" word", "escape")
        assert (person.night.note, person.night.drafts) == ("half a word", {})


@pytest.mark.parametrize("typed", ["0", "-5", "abc", "nan", "1e9"])
async def test_an_amount_that_is_none_is_asked_again(opened: Opened, typed: str) -> None:
    async with opened() as person:
        await person.press(*["down"] * 3, "enter", *typed, "enter")

        assert person.night.doses == ()
        assert "Magnesium taken" in person.sees


async def test_an_unusual_amount_is_asked_once_then_stored_as_typed(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*["down"] * 3, "9", "0", "0", "enter")
        assert "poison centre" in person.sees
        assert "call emergency services" in " ".join(person.sees.split())
        assert person.night.doses == ()
        await person.press("y")

        assert person.night.magnesium_mg == 900
        assert "poison centre" in person.sees


async def test_several_amounts_are_summed_and_each_can_have_its_time(opened: Opened) -> None:
    async with opened() as person:
        await person.press(
            *["down"] * 3, "2", "0", "0", "tab", *"18:05", "enter", "up", "1", "0", "0", "enter", "n", "up"
        )

        assert [dose.mg for dose in person.night.doses] == [200, 100]
        assert person.night.doses[0].at == datetime(2026, 11, 22, 18, 5, tzinfo=BERLIN)
        assert "200 mg 18:05, 100 mg 20:40" in person.sees
        assert "European limit" in person.sees


async def test_a_time_still_to_come_is_asked_again(opened: Opened) -> None:
    async with opened() as person:
        await person.press(*["down"] * 3, "2", "tab", *"23:30", "enter")

        assert "has not come yet" in person.sees
        assert person.night.doses == ()


async def test_keys_typed_ahead_go_to_the_question_they_opened(opened: Opened) -> None:
    async with opened() as person:
        for key in ("down", "down", "s", "o", "o", "n", "enter"):
            person.app.post_message(Key(key, key if len(key) == 1 else None))
        await person.settled()

        assert person.night.steps["caffeine"].text == "on"


async def test_past_bedtime_the_short_version_is_offered_kindly(opened: Opened, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 0, 40, tzinfo=BERLIN)
    async with opened() as person:
        await person.press("7", "7", "enter", "down")

        assert "Sun 22 Nov" in person.sees
        assert "bedtime was 23:00" in person.sees
        assert "It is past 23:00. The short version counts too: a warm foot soak (m)." in person.pane


@pytest.mark.parametrize(
    ("now", "sees"),
    [
        (datetime(2026, 11, 23, 0, 40), "How worn out"),
        (datetime(2026, 11, 23, 7, 30), "Good morning"),
        (datetime(2026, 11, 23, 12, 0), "Mon 23 Nov"),
    ],
)
async def test_it_opens_where_the_person_is(opened: Opened, clock: Clock, now: datetime, sees: str) -> None:
    clock.now = now.replace(tzinfo=BERLIN)
    async with opened() as person:
        assert sees in person.sees


async def test_a_save_that_fails_is_said_and_nothing_is_shown_as_kept(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Session, *_events: Event, **_more: object) -> None:
        raise Unwritable("The disk is full.")

    async with opened() as person:
        monkeypatch.setattr(Session, "dispatch", refuse)
        await person.press("6")
        assert "NOT SAVED. The disk is full." in person.sees
        assert "How worn out" in person.sees
        monkeypatch.undo()
        await person.press("6")
        assert person.night.scores == {"tired": 6}


async def test_an_answer_given_elsewhere_meanwhile_is_kept(opened: Opened) -> None:
    async with opened() as person:
        person.session.dispatch(Done("bath"))
        await person.press("6")

        assert person.night.status("bath") is Status.DONE
        assert "done 1 of 5" in person.sees


async def test_kept_nights_are_told_once_tonight_is_one(opened: Opened) -> None:
    async with opened() as person:
        assert "0 nights kept" in person.sees
        await person.press("6", "7", "enter", "s", "t", "enter", "enter", "enter", "2")

        assert "1 night kept" in person.sees


async def test_the_planned_times_follow_bedtime(opened: Opened) -> None:
    async with opened(bedtime=time(22, 0)) as person:
        for told in ("bed 22:00, in about 1 h 15", "20:00 15 min", "21:15 10 min", "21:40 10 min", "since 12:00"):
            assert told in person.sees
